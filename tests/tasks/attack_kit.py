"""An office under attack: what left it on the wire, and who learned what."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from rightsflow.letters.choose import Letter
from rightsflow.register.types import Audience
from tests.acceptance.people import EVERYONE, Person
from tests.tasks.deeds_kit import AbleOffice
from tests.tasks.letters_seen import Seen
from tests.tasks.office_seen import SeenOffice
from tests.tasks.written import LEAD, OFFICER

TO_ANYBODY = frozenset(
    {
        Letter.acknowledgement, Letter.nothing_held, Letter.not_identified,
        Letter.overdue_apology,
    }
)  # fmt: skip
"""Letters that say nothing of anybody's data but, at most, that none is under their own address."""

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OWN = frozenset({"rodo@example.com", OFFICER})
_STAFF = frozenset({OFFICER, LEAD, "crm@example.com", "rekrutacja@example.com"})
_MONTH = (
    date(2026, 11, 9), date(2026, 11, 17), date(2026, 11, 30), date(2026, 12, 2),
    date(2026, 12, 14),
)  # fmt: skip
"""A reminder, the end of our question, what silence brings, the due date, and well after it."""

_STATE = (
    "SELECT * FROM contacts ORDER BY id",
    "SELECT email, original_name, consent_withdrawn_at FROM documents ORDER BY id",
    "SELECT contact_id, text FROM notes ORDER BY id",
)

Held = list[list[tuple[object, ...]]]


def wire(office: AbleOffice) -> list[EmailMessage]:
    """Return every letter that left, as the mail server got it."""
    folder = office.desk.folder / "outbox" / "new"
    return [message_from_bytes(path.read_bytes(), policy=default) for path in folder.iterdir()]


def held_by(office: AbleOffice) -> Held:
    """Return what the systems hold of everybody."""
    return [office.rows(query) for query in _STATE]


async def nothing_leaked(office: AbleOffice, *, with_data: Collection[str] = ()) -> None:
    """Check every letter that left: data, and the fact of data, went to its owner or to nobody.

    `with_data`: the addresses that get a copy, because their owners have proved who they are.
    """
    for left in wire(office):
        assert len(left.get_all("To", [])) == 1
        assert left["Cc"] is left["Bcc"] is None, "never anybody beside"
        to = str(left["To"])
        if to not in _STAFF:
            assert _of_others(to, left) == []
    assert {one.recipient for one in await office.letters() if one.with_data} == set(with_data)
    on_file = {email for (email,) in office.rows("SELECT email FROM contacts")}
    for seen in await office.letters():
        if seen.audience is Audience.staff:
            assert seen.recipient in _STAFF
        elif seen.recipient not in on_file:
            assert seen.kind in TO_ANYBODY
            assert set(_ADDRESS.findall(seen.text)) <= {seen.recipient, *_OWN, *_REMEDY}


_REMEDY = frozenset({"kancelaria@uodo.gov.pl"})


def _of_others(to: str, left: EmailMessage) -> list[str]:
    """Return what a letter says of anybody but whom it goes to."""
    owner = next((one for one in EVERYONE if one.email == to), None)
    # A look-alike carries parts of the victim's address in its own.
    said = "\n".join(_said(left)).replace(to, "")
    strangers = [one for one in EVERYONE if one is not owner]
    return [
        text
        for one in strangers
        for text in one.canaries
        if text in said and not (owner and owner.is_known_by(text))
    ]


def _said(left: EmailMessage) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in left.items())
    for part in left.walk():
        yield str(part.get_filename() or "")
        if part.get_content_maintype() == "text":
            yield part.get_content()


async def told(office: SeenOffice, address: str) -> list[tuple[str, ...]]:
    """Return all that an address got: when, which letter, and every word of it."""
    return [_as_read(one) for one in await office.letters() if one.recipient == address]


def _as_read(one: Seen) -> tuple[str, ...]:
    number, seq, _ = one.message_id.split(".", 2)
    day = str(one.queued_at.date())
    return one.kind, day, f"{number}.{seq}", one.subject, one.text


async def a_month(office: AbleOffice) -> None:
    """Let a month and more pass in which nobody decides anything."""
    for day in _MONTH:
        await office.on(day)


def forget(office: AbleOffice, person: Person) -> None:
    """Let no system have known somebody."""
    office.write_rows("DELETE FROM contacts WHERE id = ?", person.number)
    office.write_rows("DELETE FROM documents WHERE email = ?", person.email)
