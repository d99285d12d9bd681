"""An instance for the benchmark: Maildir in and out, register and shop in PostgreSQL."""

import base64
import os
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import yaml

from deployments.examples.maildir import drop_into
from rightsflow.mail.boxes.folder import make_maildir

_SERVER = "mx.shop.example.com"
_TABLES = {
    "customers": ["email", "first_name", "last_name", "phone", "birth_date", "created_at"],
    "addresses": ["customer_id", "street", "city", "postcode", "country"],
    "payment_cards": ["customer_id", "card_name", "card_number", "expires"],
    "orders": [
        "customer_id", "address_id", "ordered_at", "total_cents", "gift_note", "ip_address",
    ],
    "newsletter_subscriptions": ["email", "topic", "subscribed_at"],
}  # fmt: skip


def make_office(folder: Path, *, shop: str, register: str, keys: str, batch: int) -> None:
    """Write the files of an instance; the three URLs name PostgreSQL databases."""
    (folder / "systems").mkdir(parents=True)
    for box in ("inbox", "outbox"):
        (folder / "mail" / box).mkdir(parents=True)
        make_maildir(folder / "mail" / box)
    key = folder / "master.key"
    key.touch(mode=0o600)
    key.write_bytes(base64.b64encode(os.urandom(32)))
    _write(folder / "controller.yaml", _controller(register, keys, batch))
    _write(folder / "systems" / "shop.yaml", _system(shop))


def drop_requests(folder: Path, subjects: list[str], now: datetime) -> None:
    """Put one access request of each subject into the mailbox, as our server received it."""
    drop_into(folder / "mail" / "inbox", [_request(one, now) for one in subjects])


class _Request:
    def __init__(self, raw: bytes, received_at: datetime) -> None:
        self.raw = raw
        self.received_at = received_at


def _request(address: str, now: datetime) -> _Request:
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = (
        f"{_SERVER}; dmarc=pass header.from={address.partition('@')[2]}"
    )
    message["From"], message["To"] = address, "privacy@shop.example.com"
    message["Date"], message["Message-ID"] = (
        format_datetime(now),
        f"<{os.urandom(8).hex()}@example.com>",
    )
    message["Subject"] = "Request for access under Article 15 GDPR"
    message.set_content(
        "Dear Sir or Madam,\n\nplease confirm whether you process personal data about me, and send "
        "me a copy of all of it together with the information of Article 15(1) GDPR.\n\n"
        "Kind regards\n"
    )
    return _Request(message.as_bytes(), now)


def _controller(register: str, keys: str, batch: int) -> dict[str, object]:
    return {
        "controller": {
            "name": "Shop of Examples",
            "address": "1 Example Street, 00-001 Warszawa",
            "email": "privacy@shop.example.com",
            "officer": {"name": {"en": "Data protection officer"}, "email": "dpo@shop.example.com"},
        },
        "mailbox": {"kind": "maildir", "path": "mail/inbox"},
        "outgoing": {"kind": "maildir", "path": "mail/outbox"},
        "identity": {"authserv_ids": [_SERVER]},
        "register": {"url": register, "keys_url": keys},
        "pace": {
            "batch": batch,
            "letters_with_data_per_hour": 1_000_000,
            "automatic_letters_per_hour": 1_000_000,
        },
    }


def _system(url: str) -> dict[str, object]:
    return {
        "system": "shop",
        "title": {"en": "Web shop"},
        "connector": "sql",
        "answers_for": "Shop keeper",
        "connection": {"url": url},
        "purposes": {
            "sales": {
                "title": {"en": "Carrying out orders"},
                "ground": "contract",
                "retention": {"criteria": {"en": "Five years after the last order"}},
            },
            "newsletter": {
                "title": {"en": "Sending the newsletter"},
                "ground": "consent",
                "retention": {"criteria": {"en": "Until consent is withdrawn"}},
            },
        },
        "collections": {name: _collection(name, columns) for name, columns in _TABLES.items()},
    }


def _collection(name: str, columns: list[str]) -> dict[str, object]:
    found = {"identity": [{"column": "email", "kind": "email", "verified": True}]}
    below = {"parent": {"collection": "customers", "on": {"customer_id": "id"}}}
    return {
        "title": {"en": name.replace("_", " ").capitalize()},
        "table": name,
        "purpose": "newsletter" if name == "newsletter_subscriptions" else "sales",
        **(found if "email" in columns else below),
        **({"person": True, "name": ["first_name", "last_name"]} if name == "customers" else {}),
        "fields": {
            column: {"title": {"en": column.replace("_", " ").capitalize()}, "category": "contact"}
            for column in ["id", *columns]
        },
    }


def _write(file: Path, content: dict[str, object]) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
