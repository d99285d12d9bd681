"""Identity documents that nobody asked for: set apart, told of, deleted."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NoReturn

import pytest

from rightsflow.copy.vault import Vault
from rightsflow.errors import TryAgain
from rightsflow.evidence.pack import Archive, draw_up
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import AskedRight
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.mail.reading.attachments import titles_in
from rightsflow.mail.reading.pool import NotTaken
from rightsflow.register import cases, id_scans
from rightsflow.register.cases import Case
from rightsflow.register.id_scans import IdScan, ScanState
from rightsflow.register.tables import message
from tasks.arrivals import take_in
from tasks.id_scans import RAW
from tasks.id_scans_over import delete_scans
from tests.acceptance.people import TUYET, ZANETA
from tests.acceptance.small_office import STRANGER
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, working_at
from tests.tasks.team_kit import COLLEAGUE, TASK, findings, give, held_item
from tests.tasks.written import ACCESS, letter

SCAN = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 90
HOURS_72 = timedelta(hours=72)


class Killed(BaseException):
    """The process is gone."""


def with_file(mail: EmailMessage, name: str, content: bytes = SCAN) -> EmailMessage:
    """Return the letter with a picture attached."""
    mail.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return mail


async def scans(office: Office) -> list[IdScan]:
    """Return the scans of the newest case."""
    async with office.desk.register.read() as connection:
        return await id_scans.of_case(connection, (await office.case()).id)


async def raws(office: Office) -> list[bytes]:
    """Return every message as it lies in the vault."""
    rows = await rows_of(office.desk.register, message)
    keys = await office.desk.keyring.keys([f"M-{row.id:06d}" for row in rows])
    return [office.desk.vault.get(key, scope, RAW) for scope, key in keys.items()]


async def content(office: Office, scan: IdScan) -> bytes:
    """Return a scan as it lies apart in the newest case."""
    return await content_in(office, await office.case(), scan)


async def content_in(office: Office, case: Case, scan: IdScan) -> bytes:
    """Return a scan as it lies apart in a case."""
    key = await office.desk.keyring.key(case.key_scope)
    return office.desk.vault.get(key, case.number, scan.item)


def in_mailbox(office: Office, folder: str) -> int:
    """Return how many messages lie in a folder of the mailbox."""
    place = office.desk.folder / "inbox" / folder
    return len([*place.glob("cur/*"), *place.glob("new/*")])


async def test_a_scan_is_set_apart_and_the_message_keeps_all_else(office: Office) -> None:
    """Sealed by itself under the case; the journal tells type and size, never the name."""
    await office.hear(with_file(letter(ZANETA, ACCESS), "dowod_Zaneta.jpg"))

    (scan,) = await scans(office)
    (raw,) = await raws(office)
    assert (scan.state, scan.size_bytes) == (ScanState.apart, len(SCAN))
    assert await content(office, scan) == SCAN
    assert titles_in(raw) == ["taken-out.txt"]
    assert b"Taken out: an identity document, image/jpeg" in raw
    assert b"Article 15" in raw
    assert [event.event for event in await office.events() if "identity_d" in event.event] == [
        "identity_document_received", "identity_document_apart",
    ]  # fmt: skip
    (event,) = await office.events("identity_document_apart")
    assert event.detail == {"type": "image/jpeg", "bytes": len(SCAN)}
    assert (in_mailbox(office, ".Identity"), in_mailbox(office, ".Processed")) == (1, 0)


async def test_the_person_is_told_that_it_was_not_needed(office: Office) -> None:
    """And for how long it is kept; who sent none is told nothing of it."""
    await office.hear(with_file(letter(ZANETA, ACCESS), "passport.jpg"))
    await office.hear(letter(TUYET, ACCESS))

    with_one, without_one = await office.letters(Letter.acknowledgement)
    assert "delete it within 72 hours" in with_one.text
    assert "identity document" not in without_one.text


async def test_it_is_deleted_after_its_hours_and_not_before(office: Office) -> None:
    """Seventy-two hours after it arrived, once, wherever the case stands."""
    await office.hear(with_file(letter(ZANETA, ACCESS), "dowod.jpg"))
    arrived = office.clock()
    office.clock.at = arrived + HOURS_72 - timedelta(minutes=1)
    await office.watch()
    (scan,) = await scans(office)
    assert (scan.state, in_mailbox(office, ".Identity")) == (ScanState.apart, 1)

    office.clock.at = arrived + HOURS_72
    await office.watch()
    await office.watch()
    (scan,) = await scans(office)
    assert (scan.state, scan.deleted_at) == (ScanState.deleted, arrived + HOURS_72)
    assert in_mailbox(office, ".Identity") == 0
    assert not office.desk.vault.exists((await office.case()).number, scan.item)
    assert len(await office.events("identity_document_deleted")) == 1


async def test_an_approver_is_told_that_there_is_one_while_there_is(office: Office) -> None:
    """That it is not needed, how it can be looked at, and until when."""
    await office.hear(with_file(letter(ZANETA, ACCESS, result="fail"), "id.jpg"))
    assert HoldKind.identity in await office.holds()

    told = (await office.letters(StaffMail.decision_wanted))[0].text
    number = (await office.case()).number
    assert "Przysłano dokument tożsamości" in told
    assert f"rightsflow case scan {number} --to FOLDER --reveal" in told
    assert "5 listopada 2026" in told

    office.clock.move(HOURS_72)
    await office.watch()
    asked = (AskedRight.access, AskedRight.erasure)
    assert await office.decide(Decision.correct_reading, HoldKind.identity, rights=asked)
    assert "dokument tożsamości" not in (await office.letters(StaffMail.decision_wanted))[-1].text


async def test_a_case_of_claims_tells_where_the_scan_of_their_letter_lies(office: Office) -> None:
    """The stranger's letter opened two cases; the document lies in the one that has the letter."""
    words = f"{ACCESS} My addresses are {ZANETA.email} and {TUYET.email}."
    await office.hear(with_file(letter(STRANGER, words), "dowod.jpg"))

    told = (await office.letters(StaffMail.decision_wanted))[0]
    async with office.desk.register.read() as connection:
        ((of_letter, scan),) = [
            (case, scan)
            for case in (await cases.by_ids(connection, [1, 2])).values()
            for scan in await id_scans.of_case(connection, case.id)
        ]
    assert of_letter.number not in told.subject
    assert f"rightsflow case scan {of_letter.number} --to FOLDER --reveal" in told.text
    assert await content_in(office, of_letter, scan) == SCAN


async def test_any_picture_that_answers_who_is_asking_is_set_apart(office: Office) -> None:
    """However it is called; the same picture in a first letter is an attachment like others."""
    await office.hear(with_file(letter(ZANETA, ACCESS, result="fail"), "IMG_2031.jpg"))
    assert await scans(office) == []
    await office.hear(letter(TUYET, ACCESS, result="none"))
    question = await office.letter(Letter.identity_query)
    await office.hear(with_file(letter(TUYET, "Here I am.", answers=question), "IMG_2032.jpg"))

    (scan,) = await scans(office)
    assert scan.state is ScanState.apart
    assert [titles_in(raw) for raw in await raws(office)] == [
        ["IMG_2031.jpg"], [], ["taken-out.txt"],
    ]  # fmt: skip


async def test_a_scan_that_a_colleague_found_is_data_and_stays(team: Office) -> None:
    """It is the person's own data, wanted for the copy."""
    task = await give(team)
    await held_item(team)
    answer = letter(COLLEAGUE, "gotowe", answers=await team.letter(TASK))
    await team.hear(with_file(answer, "dowod.jpg"))

    assert await scans(team) == []
    assert SCAN in [file for _, file in await findings(team, task)]


async def test_a_redelivered_message_keeps_no_scan_either(office: Office) -> None:
    """The same letter a second time: taken out there, and kept apart only once."""
    mail = with_file(letter(ZANETA, ACCESS), "dowod.jpg")
    await office.hear(mail)
    await office.hear(mail)

    assert [titles_in(raw) for raw in await raws(office)] == [["taken-out.txt"]] * 2
    assert len(await scans(office)) == 1
    kept = office.desk.vault.items((await office.case()).number)
    assert len([item for item in kept if item.startswith("id-scan/")]) == 1


async def test_a_message_that_is_no_request_keeps_no_scan(office: Office) -> None:
    """There is no case to keep it under, and nobody who would have to look at it."""
    await office.hear(with_file(letter(STRANGER, "Tomatoes are cheap this week."), "paszport.jpg"))

    (raw,) = await raws(office)
    assert titles_in(raw) == ["taken-out.txt"]


def dying(at: Callable[..., Any], after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process die right after so many calls of a method of the vault."""
    calls = 0

    def called(*arguments: Any) -> None:  # noqa: ANN401 - whatever the method takes
        nonlocal calls
        at(*arguments)
        calls += 1
        if calls == after:
            raise Killed

    monkeypatch.setattr(Vault, at.__name__, called)


@pytest.mark.parametrize(
    ("writes", "place"),
    [(1, "the message is stored"), (2, "the scan lies apart"), (3, "the message is replaced")],
)
async def test_killed_while_it_is_set_apart_all_is_done_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, writes: int, place: str
) -> None:
    """Whatever was done already: the scan is whole, the message without it, the journal once."""
    with monkeypatch.context() as patched:
        dying(Vault.put, writes, patched)
        with pytest.raises(Killed):
            await office.hear(with_file(letter(ZANETA, ACCESS), "dowod.jpg"))
    with working_at(office.desk):
        await take_in.fn()
        await delete_scans.fn()

    (scan,) = await scans(office)
    assert (place, scan.state) == (place, ScanState.apart)
    assert await content(office, scan) == SCAN
    assert [titles_in(raw) for raw in await raws(office)] == [["taken-out.txt"]]
    assert len(await office.events("identity_document_apart")) == 1
    assert in_mailbox(office, ".Identity") == 1


@pytest.mark.parametrize("method", [Vault.put, Vault.discard])
async def test_killed_while_it_is_deleted_all_is_done_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, method: Callable[..., Any]
) -> None:
    """The file may be gone before the register knows: then it is noted the next time."""
    await office.hear(with_file(letter(ZANETA, ACCESS), "dowod.jpg"))
    office.clock.move(HOURS_72)
    with monkeypatch.context() as patched:
        dying(method, 1, patched)
        with working_at(office.desk), pytest.raises(Killed):
            await delete_scans.fn()
    await office.watch()

    (scan,) = await scans(office)
    assert scan.state is ScanState.deleted
    assert not office.desk.vault.exists((await office.case()).number, scan.item)
    assert len(await office.events("identity_document_deleted")) == 1


async def test_while_the_mailbox_is_away_it_is_not_called_deleted(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What is kept here goes in time; the message when its mailbox is back, and no other."""
    await office.hear(letter(TUYET, ACCESS))
    await office.hear(with_file(letter(ZANETA, ACCESS), "dowod.jpg"))
    office.clock.move(HOURS_72)

    def away(*_: object) -> NoReturn:
        raise TryAgain

    with monkeypatch.context() as patched, working_at(office.desk):
        patched.setattr(type(office.desk.mailbox), "shelf", away)
        assert await delete_scans.fn() == 0
    (scan,) = await scans(office)
    assert (scan.state, in_mailbox(office, ".Identity")) == (ScanState.apart, 1)
    assert "an identity document is still in the mailbox" in caplog.text

    await office.watch()
    (scan,) = await scans(office)
    assert (scan.state, in_mailbox(office, ".Identity")) == (ScanState.deleted, 0)
    assert in_mailbox(office, ".Processed") == 1
    assert len(await office.events("identity_document_deleted")) == 1


async def test_a_message_that_cannot_be_taken_apart_loses_its_body_in_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scan goes all the same; what the message says was read before."""

    async def never(*_: object) -> bytes:
        raise NotTaken

    readers = await office.desk.readers.get()
    monkeypatch.setattr(type(readers), "without", never)
    await office.hear(with_file(letter(ZANETA, ACCESS), "dowod.jpg"))
    (scan,) = await scans(office)
    assert scan.state is ScanState.found

    office.clock.move(HOURS_72)
    await office.watch()
    (scan,) = await scans(office)
    (raw,) = await raws(office)
    assert scan.state is ScanState.deleted
    assert raw.startswith(b"Authentication-Results")
    assert b"/9j/" not in raw


async def test_the_evidence_has_the_hash_of_the_message_as_it_came(office: Office) -> None:
    """Also when what is kept of it is a copy without the scan."""
    at, mail = office.desk, with_file(letter(ZANETA, ACCESS), "dowod.jpg")
    await office.hear(mail)

    archive = Archive(at.settings.controller, at.systems, at.register, at.keyring, at.vault)
    pack = await draw_up(archive, (await office.case()).number, "en", office.clock())
    assert pack is not None
    (told,) = pack["messages"]
    assert told["sha256"] == hashlib.sha256(mail.as_bytes(policy=SMTP)).hexdigest()


async def test_the_hours_are_a_setting(office: Office) -> None:
    """The letter names the same hours that count."""
    settings = office.desk.settings
    kept = settings.retention.model_copy(update={"id_scan_hours": 5})
    changed = settings.model_copy(update={"retention": kept})
    office.desk = replace(office.desk, settings=changed)
    await office.hear(with_file(letter(ZANETA, ACCESS), "dowod.jpg"))

    assert "delete it within 5 hours" in (await office.letter(Letter.acknowledgement)).text
    office.clock.move(timedelta(hours=5))
    await office.watch()
    assert [scan.state for scan in await scans(office)] == [ScanState.deleted]
