"""An office that several machines share: register, keys and CRM in PostgreSQL, one vault."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from deployments.examples.maildir import drop_into
from rightsflow.mail.boxes.folder import make_maildir
from tests.acceptance import yamls
from tests.acceptance.deeds import SCHEMA, TABLES, with_deeds
from tests.acceptance.office import make_folder
from tests.acceptance.outcome import look
from tests.acceptance.people import Person
from tests.acceptance.small_office import OFFICE_ADDRESS, letter_of, waiting
from tests.acceptance.systems import MAPS, database, filled_crm
from tests.servers.databases import PASSWORD_VARIABLE, Place

ASKED = {
    "access": ("Moje dane", "na podstawie art. 15 RODO proszę o kopię moich danych osobowych."),
    "erasure": ("Usunięcie", "na podstawie art. 17 RODO proszę o usunięcie moich danych."),
    "objection": ("Dość", "proszę nie przysyłać mi więcej ofert ani innego marketingu."),
    "portability": (
        "Przeniesienie",
        "na podstawie art. 20 RODO proszę przesłać mi moje dane w pliku do odczytu przez komputer.",
    ),
    "nothing": ("Moje dane", "na podstawie art. 15 RODO proszę o kopię moich danych osobowych."),
}
"""By the kind of a case: subject and words of its letter. `nothing`: from somebody not on file."""

LOST_AFTER_S = 15
"""A short one for tests; at work it is a minute."""

_EVERY = tuple(ASKED)


@dataclass(frozen=True)
class SharedOffice:
    """The folder that each machine gets a copy of, and what the machines share."""

    folder: Path
    crm: Place
    register: str
    prefect_database: str
    asked: dict[str, str]
    """By address, the kind of what was asked."""

    @property
    def environment(self) -> dict[str, str]:
        """Return the secrets that each machine needs."""
        return {PASSWORD_VARIABLE: self.crm.password}

    @property
    def outbox(self) -> Path:
        """Return where letters end."""
        return self.folder.parent / "outbox"


@contextmanager
def shared_office(
    folder: Path, cases: int, vault: Mapping[str, object] | None = None
) -> Iterator[SharedOffice]:
    """Make it, with so many letters waiting: all kinds in turn, none of which needs a person.

    `vault`: what the section `register` says of it, where it is not a folder that all share.
    """
    kinds = [_EVERY[number % len(_EVERY)] for number in range(cases)]
    people = [_person(number) for number in range(1, cases + 1)]
    on_file = [one for one, kind in zip(people, kinds, strict=True) if kind != "nothing"]
    with ExitStack() as stack:
        crm, register, keys, prefect = (stack.enter_context(database(folder)) for _ in range(4))
        asyncio.run(_fill(crm, on_file))
        instance = folder / "instance"
        settings = _settings(folder, register, keys, vault or {"vault": str(folder / "vault")})
        map_ = yamls.read(MAPS / "crm.yaml") | {"connection": crm.writing}
        make_folder(instance, settings, with_deeds({"crm": map_}))
        assert look(instance).cases == {}, "the register is made, with the key that all share"
        make_maildir(folder / "outbox")
        letters = [
            letter_of(one.email, ASKED[kind][0], f"Dzień dobry,\n\n{ASKED[kind][1]}\n")
            for one, kind in zip(people, kinds, strict=True)
        ]
        drop_into(folder / "inbox", waiting(letters, datetime.now(UTC)))
        asked = {one.email: kind for one, kind in zip(people, kinds, strict=True)}
        plain = _url(register).replace("+asyncpg", "")
        yield SharedOffice(instance, crm, plain, _url(prefect), asked)


async def in_crm(office: SharedOffice) -> tuple[set[str], set[str]]:
    """Return who is in the CRM, and who of them gets no offers any more."""
    async with office.crm.admin.connect() as connection:
        rows = await connection.execute(text("SELECT email, no_offers_since FROM contacts"))
        found = {row.email: row.no_offers_since for row in rows}
    await office.crm.admin.dispose()
    return set(found), {who for who, since in found.items() if since is not None}


def _settings(
    folder: Path, register: Place, keys: Place, vault: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "address": OFFICE_ADDRESS,
        "mailbox": {"kind": "maildir", "path": str(folder / "inbox")},
        "outgoing": {"kind": "maildir", "path": str(folder / "outbox")},
        "register": {"url": _url(register), "keys_url": _url(keys), **vault},
        "decisions": {"by_hand": [], "approve_deeds": False},
        "pace": {
            "processes": 1,
            "batch": 4,
            "lost_after_seconds": LOST_AFTER_S,
            "side_by_side": 3,
            "letters_with_data_per_hour": 10_000,
            "automatic_letters_per_hour": 10_000,
        },
    }


def _url(place: Place) -> str:
    return place.admin.url.render_as_string(hide_password=False)


def _person(number: int) -> Person:
    name = f"osoba{number:04d}"
    return Person(
        number, "Osoba", f"Numer-{number:04d}", f"{name}@example.org", f"Zeton{number:04d}x"
    )


async def _fill(crm: Place, people: Sequence[Person]) -> None:
    await filled_crm(crm, people)
    await crm.run(*SCHEMA)
    await crm.grant_writing(*TABLES)
    await crm.admin.dispose()
