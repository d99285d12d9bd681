"""Killed at any moment and run again, the work is finished: nothing lost, nothing sent twice.

The command is the real one. A chain is one instance that is killed again and again; the last
pass runs to its end, and then everything must stand as if nothing had happened. In a campaign
(`make campaign`) every point is also tried alone, and the random kills are many.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from signal import SIGKILL
from typing import Any, TypeAlias

import pytest

from tests.acceptance.killed import Point
from tests.acceptance.outcome import (
    CaseFile,
    Outcome,
    letters_in,
    look,
    opened_copy,
    swept_items,
    texts_in,
    waiting_in,
)
from tests.acceptance.people import BOGUMIL, JADWIGA, KAZIMIERZ, TUYET, ZANETA
from tests.acceptance.processes import Process, descendants, outliving
from tests.acceptance.small_office import (
    PEOPLE,
    PUZZLING,
    STRANGER,
    WITH_COPY,
    SmallOffice,
    open_small_office,
)
from tests.servers.certificates import Certificates
from tests.servers.smtp import Sink, SmtpServer

CAMPAIGN = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"
DATA = "application/zip"
GONE_WITHIN_S = 20
SERVER, COPIER, READER = "deployments.server_process", "spawn_main", "rightsflow.mail.reading.child"
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
MESSAGES = len(EXPECTED) + 1
POINTS = {
    "the messages are noted, their keys not yet made":
        Point("rightsflow.register.keyring:Keyring.make", "before"),
    "a message's bytes are written, the file has no name yet":
        Point("rightsflow.copy.vault:write_all", "after", 3),
    "all messages lie in the vault, none is read":
        Point("rightsflow.mail.reading.pool:ReadingPool.read_many", "before"),
    "all messages are read, nothing has followed":
        Point("tasks.arrivals:receive_all", "before"),
    "in the transaction: cases and acknowledgements are there, messages not settled":
        Point("tasks.receive:acknowledge", "after"),
    "the cases are open, no message has been moved":
        Point("rightsflow.mail.boxes.maildir:MaildirMailbox.move", "before"),
    "two of the messages have been moved":
        Point("rightsflow.mail.boxes.maildir:_moved", "after", 3),
    "an acknowledgement is noted as being sent, nothing has left":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "before", 2),
    "an acknowledgement has arrived and is not noted as sent":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "after", 2),
    "the dead worker's leases are given back, its letters are not settled":
        Point("tasks.recovery:_settle", "before"),
    "a system has answered who is in it, nothing is recorded":
        Point("tasks.locate:_record", "before"),
    "in the transaction: identity is judged, the question not yet queued":
        Point("tasks.identify:ask_identity", "before"),
    "what was found is written for one case, for the others not":
        Point("rightsflow.copy.findings:FindingsWriter._commit_case", "after"),
    "everything is gathered, nothing is recorded":
        Point("tasks.gather:_record", "before"),
    "the passphrases are stored, no copy is begun":
        Point("rightsflow.copy.pool:CopyPool.assemble", "before"),
    "a copy is being made":
        Point("rightsflow.copy.pool:CopyPool.assemble", "during"),
    "a copy is made, nothing is recorded":
        Point("rightsflow.copy.pool:CopyPool.assemble", "after"),
    "the answers are queued":
        Point("tasks.answer:_queue", "after", 2),
    "an answer with data lies in the outbox and is not noted as sent":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "after", 1, DATA),
}  # fmt: skip
CHAINS = {
    "reading": (
        "the messages are noted, their keys not yet made",
        "a message's bytes are written, the file has no name yet",
        "all messages lie in the vault, none is read",
        "in the transaction: cases and acknowledgements are there, messages not settled",
        "the cases are open, no message has been moved",
    ),
    "opening": (
        "all messages are read, nothing has followed",
        "two of the messages have been moved",
        "an acknowledgement is noted as being sent, nothing has left",
        "the dead worker's leases are given back, its letters are not settled",
        "an acknowledgement has arrived and is not noted as sent",
    ),
    "finding": (
        "a system has answered who is in it, nothing is recorded",
        "in the transaction: identity is judged, the question not yet queued",
        "what was found is written for one case, for the others not",
        "everything is gathered, nothing is recorded",
    ),
    "answering": (
        "the passphrases are stored, no copy is begun",
        "a copy is being made",
        "a copy is made, nothing is recorded",
        "the answers are queued",
        "an answer with data lies in the outbox and is not noted as sent",
    ),
}
SMTP_SEND = "rightsflow.mail.sending.smtp:SmtpSender.send"
MakeOffice: TypeAlias = Callable[..., SmallOffice]


@dataclass(frozen=True)
class PostOffice:
    """A real mail server that takes the letters of a small office."""

    sink: Sink
    outgoing: dict[str, Any]

    @property
    def letters(self) -> list[EmailMessage]:
        """Return what it has taken."""
        return [message_from_bytes(one.content, policy=default) for one in self.sink.letters]


@pytest.fixture
def make_office(prefect_url: str, tmp_path: Path) -> MakeOffice:
    """Give a maker of small offices that share one Prefect."""

    def make(name: str = "office", **settings: Any) -> SmallOffice:  # noqa: ANN401
        return open_small_office(tmp_path / name, prefect_url, **settings)

    return make


@pytest.fixture
def post_office(certificates: Certificates) -> Iterator[PostOffice]:
    """Give a mail server; unlike a Maildir it does not tell what it took."""
    sink = Sink()
    with SmtpServer(sink, certificates, "plain") as server:
        sink.server = server
        where = {"host": server.host, "port": server.port, "security": "plain"}
        yield PostOffice(sink, {"kind": "smtp", **where})


def kill_at(office: SmallOffice, point: Point) -> None:
    """Do a pass that is killed at a point; afterwards no process of it may live."""
    struck = office.folder.parent / "struck"
    struck.unlink(missing_ok=True)
    done = office.driven(point.text, struck)
    assert done.returncode == -SIGKILL, f"not struck at {point}:\n{done.stdout}{done.stderr}"
    left = [Process(*row) for row in json.loads(struck.read_text(encoding="ascii"))]
    assert outliving(left, GONE_WITHIN_S) == []


def finish(office: SmallOffice) -> None:
    """Do a pass to its end."""
    done = office.run()
    assert done.returncode == 0, done.stderr


def assert_whole(office: SmallOffice, sent: Sequence[EmailMessage], kills: int) -> None:
    """Everything stands as if nobody had been killed, but for that many repeated receipts."""
    outcome = look(office.folder)
    stories = {sender: case.story for sender, case in outcome.cases.items()}
    assert stories == EXPECTED
    assert {row["state"] for row in outcome.letters} == {"sent"}
    assert_settled(office, outcome)
    assert_sent_once(outcome, sent, kills)
    for person in WITH_COPY:
        assert_copy(outcome.cases[person.email], sent)


def assert_settled(office: SmallOffice, outcome: Outcome) -> None:
    """Each message did its work once, nothing is in anybody's hands, nothing lies about."""
    kinds = Counter(row["kind"] for row in outcome.messages)
    assert len(outcome.messages) == MESSAGES
    assert kinds["redelivery"] == 0
    assert {row["state"] for row in outcome.messages} == {"settled"}
    joined = [row["case_id"] for row in outcome.messages if row["case_id"] is not None]
    assert len(joined) == len(set(joined)) == len(outcome.cases)
    assert waiting_in(office.folder / "inbox") == {
        "inbox": 0, "processed": MESSAGES - 1, "quarantine": 1,
    }  # fmt: skip
    assert [row for row in outcome.items if row["owner"] or row["lease_until"]] == []
    assert {row["state"] for row in outcome.items} <= {"done", "held"}
    assert [row for row in outcome.letters if row["state"] == "sending" or row["owner"]] == []
    for case in outcome.cases.values():
        assert case.found.journal_whole
        numbered = [row["seq"] for row in case.found.journal]
        assert numbered == list(range(1, len(numbered) + 1))
        assert case.events("opened") == 1
        sent = [row for row in case.found.letters if row["state"] == "sent"]
        assert case.events("letter_sent") == len(sent)
    assert swept_items(office.folder) == expected_items(outcome)


def expected_items(outcome: Outcome) -> dict[str, list[str]]:
    """Return what the vault is to hold: raw messages, and all that belongs to a copy."""
    items = {f"M-{row['id']:06d}": ["raw"] for row in outcome.messages}
    for person in WITH_COPY:
        documents = ["document+documents+0001", "found+documents"] if person.has_cv else []
        copy = ["copy+data.zip", "copy+report.pdf", "found+crm", *documents]
        items[outcome.cases[person.email].found.case.number] = sorted(copy)
    return items


def assert_sent_once(outcome: Outcome, sent: Sequence[EmailMessage], kills: int) -> None:
    """Each letter left once; of acknowledgements one more may have left for each kill."""
    left = Counter(str(one["Message-ID"]) for one in sent)
    noted = {row["message_id"]: row for row in outcome.letters}
    assert set(left) <= set(noted)
    assert {key for key, row in noted.items() if row["state"] == "sent"} <= set(left)
    repeated = [noted[key]["letter"] for key, times in left.items() for _ in range(times - 1)]
    assert set(repeated) <= {"acknowledgement"}
    assert len(repeated) <= kills


def assert_copy(case: CaseFile, sent: Sequence[EmailMessage]) -> None:
    """The copy opens, holds all that is on file about its person, and nothing of others."""
    (answer,) = [one for one in sent if one["To"] == case.sender and DATA in str(one)]
    (person,) = [one for one in WITH_COPY if one.email == case.sender]
    files = opened_copy(answer, case.passphrase)
    told = texts_in(files)
    assert [value for value in (*person.in_crm, *person.in_documents) if value not in told] == []
    assert [one.token for one in PEOPLE if one is not person and one.token in told] == []
    assert not person.has_cv or person.cv in files.values()


def test_without_a_kill_everybody_is_answered(make_office: MakeOffice) -> None:
    """What the other tests expect is what an undisturbed pass does, and a second adds nothing."""
    office = make_office()
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"), kills=0)
    before = look(office.folder)
    finish(office)
    after = look(office.folder)
    assert (before.messages, before.letters) == (after.messages, after.letters)


@pytest.mark.parametrize("chain", CHAINS)
def test_killed_again_and_again_the_work_is_finished(make_office: MakeOffice, chain: str) -> None:
    """A pass finishes whatever the killed ones left, wherever each of them was struck."""
    office = make_office()
    for sentence in CHAINS[chain]:
        kill_at(office, POINTS[sentence])
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"), kills=0)


ALONE = [] if not CAMPAIGN else [one for one in POINTS if "dead worker's" not in one]


@pytest.mark.parametrize("sentence", ALONE or [pytest.param("", marks=pytest.mark.skip)])
def test_killed_once_the_work_is_finished(make_office: MakeOffice, sentence: str) -> None:
    """Each point alone, in a campaign: one pass is enough."""
    office = make_office()
    kill_at(office, POINTS[sentence])
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"), kills=0)
