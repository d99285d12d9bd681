"""The invented colleagues of the demo: each answers the tasks that came by mail."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime

from deployments.examples.we_support.messages import MAILBOX, OUR_SERVER
from deployments.examples.we_support.people import PLANTED

_DOMAIN = "wspieramy.example.com"
COLLEAGUES = tuple(
    f"{name}@{_DOMAIN}" for name in ("sekretariat", "facebook", "linkedin", "strona")
)
"""Who answers for the systems that no program reaches: `answers_for` of their maps."""

_NOTHING = "nic tu nie ma\n"
_KNOWN = PLANTED["everywhere"].email
_FOUND: Mapping[str, str] = {
    f"sekretariat@{_DOMAIN}": (
        "gotowe\n\n"
        "List z 14 maja 2025: pyta, czy szkolenie z SQL będzie też wieczorami.\n"
        "Nasza odpowiedź z 15 maja 2025: od jesieni, w czwartki.\n"
    ),
    f"facebook@{_DOMAIN}": (
        "gotowe\n\nWpis z 3 marca 2026: „Dzień otwarty był świetny, dziękuję za rozmowę”.\n"
    ),
    f"linkedin@{_DOMAIN}": (
        "gotowe\n\nNależy do grupy od 8 stycznia 2024; polubiła cztery wpisy, sama nie pisała.\n"
    ),
    f"strona@{_DOMAIN}": (
        "gotowe\n\nSześć wizyt w 2026, wszystkie po kliknięciu w newsletter; zgoda na statystyki.\n"
    ),
}
"""What is found about the person who is in every system; about all others there is nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A colleague's mail: its bytes, and when the company's server took it."""

    raw: bytes = field(repr=False)
    received_at: datetime


def replies_to(sent: Iterable[bytes], now: datetime) -> Iterator[Reply]:
    """Yield the answer to each task among the letters that were sent, received at `now`."""
    for raw in sent:
        task = message_from_bytes(raw, policy=default)
        address = str(task["To"].addresses[0].addr_spec)
        if address in COLLEAGUES:
            yield Reply(_reply(task, address, now).as_bytes(), now)


def _reply(task: EmailMessage, address: str, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Return-Path"] = f"<{address}>"
    mail["Authentication-Results"] = (
        f"{OUR_SERVER}; dkim=pass header.d={_DOMAIN} header.s=mail; "
        f"spf=pass smtp.mailfrom={_DOMAIN}; dmarc=pass (p=reject) header.from={_DOMAIN}"
    )
    mail["From"] = address
    mail["To"] = MAILBOX
    mail["Subject"] = f"Re: {task['Subject']}"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<re.{str(task['Message-ID']).strip('<>')}>"
    mail["In-Reply-To"] = str(task["Message-ID"])
    body = task.get_body(("plain",))
    about = body.get_content() if body else ""
    mail.set_content(_FOUND[address] if _KNOWN in about else _NOTHING)
    return mail
