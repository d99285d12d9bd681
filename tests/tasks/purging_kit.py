"""Ways in which a case ends, and everything that an office holds of a person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import AskedRight
from rightsflow.letters.choose import Letter
from rightsflow.register.metadata import REGISTER
from rightsflow.register.tables import case_key
from tasks.purge import STEPS
from tests.acceptance.people import TUYET, ZANETA, Person
from tests.acceptance.scanning import ENCODINGS, WINDOW
from tests.acceptance.small_office import STRANGER
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office
from tests.tasks.test_id_scans import with_file
from tests.tasks.written import ACCESS, ERASURE, GROUNDED, letter

Ending: TypeAlias = Callable[[Office], Awaitable[None]]

CANARY = "Kwiatuszkowo-Pod-Lipami 4417"
"""Stands in every letter of a person."""

STAYS = frozenset({"instance", "approver", "statistic", "deletion", "system_turn", "worker"})
"""Tables that hold nothing of a person whose case is gone; the suite says what is in `deletion`."""


async def purge(office: Office) -> dict[str, int]:
    """Delete what has had its time, as it is done each night."""
    return {name: await step(office.desk) for name, step in STEPS.items()}


async def with_id_scan(office: Office) -> None:
    """Send a copy to somebody who sent a scan of a passport."""
    await office.hear(with_file(letter(ZANETA, f"{ACCESS} {CANARY}"), "passport.jpg"))


async def refused(office: Office) -> None:
    """Let two people refuse an erasure."""
    await office.ask(ZANETA, f"{ERASURE} {CANARY}")
    await office.write(GROUNDED)
    chosen = {"ground": RefusalGround.legal_obligation, "rights": (AskedRight.erasure,)}
    await office.both_decide(Decision.refuse, HoldKind.right_by_person, **chosen)


async def not_identified(office: Office) -> None:
    """Find that nobody knows who wrote."""
    await office.ask(ZANETA, f"{ACCESS} {CANARY}", result="fail")
    await office.decide(Decision.identity_not_confirmed, HoldKind.identity)


async def withdrawn(office: Office) -> None:
    """Let the person take the request back."""
    await office.ask(TUYET, f"{ERASURE} {CANARY}")
    receipt = await office.letter(Letter.acknowledgement)
    await office.hear(letter(TUYET, "I withdraw my request.", answers=receipt))


async def nothing_held(office: Office) -> None:
    """Ask systems of which none knows the writer."""
    await office.ask(STRANGER, f"{ACCESS} {CANARY}")


async def claimed(office: Office) -> None:
    """Let a stranger name somebody who is on file: two cases, of one of which nobody is told."""
    await office.ask(STRANGER, f"{ACCESS} My addresses are {ZANETA.email} too. {CANARY}")
    for number in ("RF-2026-000001", "RF-2026-000002"):
        for kind in await office.holds(number):
            await office.decide(Decision.identity_not_confirmed, kind, number=number)


async def by_person(office: Office) -> None:
    """Let a person read an authority's letter, and answer it elsewhere."""
    await office.hear(
        letter("kancelaria@uodo.gov.pl", f"Wzywamy do złożenia wyjaśnień. Skarga. {CANARY}")
    )
    for kind in await office.holds():
        await office.decide(Decision.release, kind)


async def unreadable(office: Office) -> None:
    """Let a person read a message in which no machine can."""
    mail = letter(ZANETA, f"please see. {CANARY}")
    mail.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="octet-stream", filename="winmail.dat"
    )
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="request.pdf")
    await office.hear(mail)
    assert HoldKind.read_message in await office.holds()
    await office.decide(Decision.release, HoldKind.read_message)


ENDINGS: dict[str, Ending] = {
    "with a scan of a passport": with_id_scan,
    "refused": refused,
    "not identified": not_identified,
    "withdrawn": withdrawn,
    "nothing held": nothing_held,
    "claims": claimed,
    "authority": by_person,
    "read by a person": unreadable,
}
"""What may become of a request."""


@dataclass(frozen=True)
class Traces:
    """What an office holds: rows by table, keys, vault, and files in which a canary stands."""

    rows: dict[str, int]
    keys: int
    folders: list[str]
    leaks: dict[str, set[str]]


def needles(*people: Person) -> dict[bytes, str]:
    """Return all that people are known by, and what they wrote, as it may stand in a file."""
    planted = [CANARY, STRANGER, *(text for one in people for text in one.canaries)]
    return {
        needle: one
        for one in planted
        for encode in ENCODINGS.values()
        for needle in encode(one)
        if len(needle) >= WINDOW
    }


def leaks_in(folder: Path, planted: Mapping[bytes, str]) -> dict[str, set[str]]:
    """Return the files below a folder in which something planted stands, lines broken or not."""
    leaks = {}
    for path in (one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        whole = content + content.replace(b"=\r\n", b"").replace(b"\r", b"").replace(b"\n", b"")
        if found := {one for needle, one in planted.items() if needle in whole}:
            leaks[str(path.relative_to(folder))] = found
    return leaks


async def traces(office: Office) -> Traces:
    """Look into every place of an instance, its mail folders included."""
    at, found = office.desk, {}
    for table in REGISTER.sorted_tables:
        if table.name not in STAYS and (rows := await rows_of(at.register, table)):
            found[table.name] = len(rows)
    leaks = await asyncio.to_thread(leaks_in, at.folder, needles(ZANETA, TUYET))
    keys = len(await rows_of(at.keyring.store, case_key))
    return Traces(found, keys, sorted(at.vault.scopes()), leaks)
