"""That everything stands as if nobody had been killed."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from email.message import EmailMessage

from tests.acceptance.auditing import faults_in
from tests.acceptance.kill_points import DATA
from tests.acceptance.outcome import (
    CaseFile,
    Outcome,
    is_staff,
    look,
    opened_copy,
    swept_items,
    texts_in,
    waiting_in,
)
from tests.acceptance.people import BOGUMIL, JADWIGA, KAZIMIERZ, TUYET, ZANETA
from tests.acceptance.small_office import PEOPLE, PUZZLING, STRANGER, WITH_COPY, SmallOffice

COPY = (("access: granted",), (), ("access_reply", "acknowledgement"))
EXPECTED = {
    ZANETA.email: COPY,
    TUYET.email: COPY,
    BOGUMIL.email: COPY,
    STRANGER: (("access: nothing_held",), (), ("acknowledgement", "nothing_held")),
    JADWIGA.email: (("access: open",), ("identity_reply",), ("acknowledgement", "identity_query")),
    KAZIMIERZ.email: (("erasure: open",), ("right_by_person",), ("acknowledgement",)),
    PUZZLING: ((), ("read_message",), ()),
}
"""By who wrote: rights with outcomes, what waits for a person, letters."""

ASKED = {KAZIMIERZ.email, PUZZLING}
"""Of whose cases an approver is told, or the officer where there is none."""

_MESSAGES = len(EXPECTED) + 1


def assert_whole(
    office: SmallOffice, sent: Sequence[EmailMessage], kills: int = 0, unclear: Sequence[str] = ()
) -> None:
    """Everything stands as if nobody had been killed, but for that many repeated letters.

    `unclear` names those whose letter with data a person has to look at.
    """
    outcome = look(office.folder)
    expected = {
        sender: (rights, (*holds, *["unclear_send"] * (sender in unclear)), letters)
        for sender, (rights, holds, letters) in EXPECTED.items()
    }
    assert {sender: case.story for sender, case in outcome.cases.items()} == expected
    told = {sender: case.told for sender, case in outcome.cases.items()}
    assert told == {sender: int(sender in {*ASKED, *unclear}) for sender in EXPECTED}
    _assert_settled(office, outcome)
    _assert_sent_once(outcome, sent, kills)
    _assert_faultless(office, outcome, sent)
    held = {row["case_id"] for row in outcome.letters if row["state"] == "held"}
    assert held == {outcome.cases[sender].found.case.id for sender in unclear}
    for person in WITH_COPY:
        if person.email not in unclear:
            _assert_copy(outcome.cases[person.email], sent)


def _assert_settled(office: SmallOffice, outcome: Outcome) -> None:
    """Each message did its work once, nothing is in anybody's hands, nothing lies about."""
    kinds = Counter(row["kind"] for row in outcome.messages)
    assert len(outcome.messages) == _MESSAGES
    assert kinds["redelivery"] == 0
    assert {row["state"] for row in outcome.messages} == {"settled"}
    joined = [row["case_id"] for row in outcome.messages if row["case_id"] is not None]
    assert len(joined) == len(set(joined)) == len(outcome.cases)
    assert waiting_in(office.folder / "inbox") == {
        "inbox": 0, "processed": _MESSAGES - 1, "quarantine": 1,
    }  # fmt: skip
    assert [row for row in outcome.items if row["owner"] or row["lease_until"]] == []
    assert {row["state"] for row in outcome.items} <= {"done", "held"}
    assert {row["state"] for row in outcome.letters} <= {"sent", "held"}
    assert [row for row in outcome.letters if row["owner"]] == []
    for case in outcome.cases.values():
        assert case.found.journal_whole
        numbered = [row["seq"] for row in case.found.journal]
        assert numbered == list(range(1, len(numbered) + 1))
        assert case.events("opened") == 1
        sent = [row for row in case.found.letters if row["state"] == "sent"]
        assert case.events("letter_sent") == len(sent)
    assert swept_items(office.folder) == _expected_items(outcome)


def _expected_items(outcome: Outcome) -> dict[str, list[str]]:
    """Return what the vault is to hold: raw messages, and all that belongs to a copy."""
    items = {f"M-{row['id']:06d}": ["raw"] for row in outcome.messages}
    for person in WITH_COPY:
        documents = ["document+documents+0001", "found+documents"] if person.has_cv else []
        copy = ["copy+data.zip", "copy+report.pdf", "found+crm", *documents]
        items[outcome.cases[person.email].found.case.number] = sorted(copy)
    return items


def _assert_sent_once(outcome: Outcome, sent: Sequence[EmailMessage], kills: int) -> None:
    """Each letter left once; of those without data one more may have left for each kill."""
    left = Counter(str(one["Message-ID"]) for one in sent)
    noted = {row["message_id"]: row for row in outcome.letters}
    assert set(left) <= set(noted)
    assert {key for key, row in noted.items() if row["state"] == "sent"} <= set(left)
    repeated = [noted[key] for key, times in left.items() for _ in range(times - 1)]
    assert {row["letter"] for row in repeated if not is_staff(row)} <= {"acknowledgement"}
    assert len(repeated) <= kills, "one letter more for each kill, not two"


def _assert_faultless(office: SmallOffice, outcome: Outcome, sent: Sequence[EmailMessage]) -> None:
    """Each letter to a data subject is complete and true by its words alone."""
    staff = {row["message_id"] for row in outcome.letters if is_staff(row)}
    letters = [one for one in sent if one["Message-ID"] not in staff]
    url = f"sqlite+aiosqlite:///{office.folder}/register.sqlite"
    assert asyncio.run(faults_in(office.folder, url, letters)) == []


def _assert_copy(case: CaseFile, sent: Sequence[EmailMessage]) -> None:
    """Open a copy: it holds all that is on file about its person and nothing of others."""
    (answer,) = [one for one in sent if one["To"] == case.sender and DATA in str(one)]
    (person,) = [one for one in WITH_COPY if one.email == case.sender]
    files = opened_copy(answer, case.passphrase)
    told = texts_in(files)
    assert [value for value in (*person.in_crm, *person.in_documents) if value not in told] == []
    assert [one.token for one in PEOPLE if one is not person and one.token in told] == []
    assert not person.has_cv or person.cv in files.values()
