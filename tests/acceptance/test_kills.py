"""Killed at any moment and run again, the work is finished: nothing lost, nothing sent twice.

The command is the real one. A chain is one instance that is killed again and again; the last
pass runs to its end, and then everything must stand as if nothing had happened. In a campaign
(`make campaign`) every point is also tried alone, and the random kills are many.
"""

import json
import os
import random
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from signal import SIGKILL
from typing import Any, Literal, TypeAlias

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
        Point("tasks.answer:_queue", "after"),
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
POOL_READ = "rightsflow.mail.reading.pool:ReadingPool.read_many"
MAKE_COPY = "rightsflow.copy.pool:CopyPool.assemble"
ROUNDS, KILLS, WORK_S = (60, 3, 12.0) if CAMPAIGN else (3, 2, 5.0)
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
    done, left = strike(office, point)
    assert done.returncode == -SIGKILL, f"{point} killed nobody:\n{done.stderr}"
    assert outliving(left, GONE_WITHIN_S) == []


def strike(
    office: SmallOffice, point: Point
) -> tuple[subprocess.CompletedProcess[str], list[Process]]:
    """Do a pass in which the blow falls; return how it ended, and who lived below it then."""
    struck = office.folder.parent / "struck"
    struck.unlink(missing_ok=True)
    done = office.driven(point.text, struck)
    assert struck.exists(), f"{point} was never reached:\n{done.stdout}{done.stderr}"
    return done, [Process(*row) for row in json.loads(struck.read_text(encoding="ascii"))]


def finish(office: SmallOffice) -> None:
    """Do a pass to its end."""
    done = office.run()
    assert done.returncode == 0, done.stderr


def let_time_pass(office: SmallOffice) -> None:
    """Make everything that waits to be tried again due."""
    with closing(sqlite3.connect(office.folder / "register.sqlite")) as register, register:
        register.execute("UPDATE work_item SET next_try_at = NULL")


def assert_whole(
    office: SmallOffice, sent: Sequence[EmailMessage], kills: int = 0, unclear: Sequence[str] = ()
) -> None:
    """Everything stands as if nobody had been killed, but for that many repeated receipts.

    `unclear` names those whose letter with data a person has to look at.
    """
    outcome = look(office.folder)
    expected = {
        sender: (rights, (*holds, *["unclear_send"] * (sender in unclear)), letters)
        for sender, (rights, holds, letters) in EXPECTED.items()
    }
    assert {sender: case.story for sender, case in outcome.cases.items()} == expected
    assert_settled(office, outcome)
    assert_sent_once(outcome, sent, kills)
    held = {row["case_id"] for row in outcome.letters if row["state"] == "held"}
    assert held == {outcome.cases[sender].found.case.id for sender in unclear}
    for person in WITH_COPY:
        if person.email not in unclear:
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
    assert {row["state"] for row in outcome.letters} <= {"sent", "held"}
    assert [row for row in outcome.letters if row["owner"]] == []
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
    assert len(repeated) <= kills, "one acknowledgement more for each kill, not two"


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
    assert_whole(office, letters_in(office.folder / "outbox"))
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
    assert_whole(office, letters_in(office.folder / "outbox"))


ALONE = [] if not CAMPAIGN else [one for one in POINTS if "dead worker's" not in one]


@pytest.mark.parametrize("sentence", ALONE or [pytest.param("", marks=pytest.mark.skip)])
def test_killed_once_the_work_is_finished(make_office: MakeOffice, sentence: str) -> None:
    """Each point alone, in a campaign: one pass is enough."""
    office = make_office()
    kill_at(office, POINTS[sentence])
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


def test_an_acknowledgement_goes_out_again_where_nobody_knows(
    make_office: MakeOffice, post_office: PostOffice
) -> None:
    """A mail server does not tell what it took: one that it took is sent once more."""
    office = make_office(outgoing=post_office.outgoing)
    kill_at(office, Point(SMTP_SEND, "before", 3))
    kill_at(office, Point(SMTP_SEND, "after", 2))
    finish(office)
    assert_whole(office, post_office.letters, kills=1)
    taken = Counter(one["Message-ID"] for one in post_office.letters)
    assert max(taken.values()) == 2, "the second kill was after the server had taken the letter"


def test_a_letter_with_data_waits_for_a_person_where_nobody_knows(
    make_office: MakeOffice, post_office: PostOffice
) -> None:
    """It is never sent again by itself; letters that were not begun are not in doubt."""
    office = make_office(outgoing=post_office.outgoing)
    kill_at(office, Point(SMTP_SEND, "before", 1, DATA))
    kill_at(office, Point(SMTP_SEND, "after", 1, DATA))
    finish(office)
    unclear = [
        sender for sender, case in look(office.folder).cases.items()
        if any(row["kind"] == "unclear_send" for row in case.found.holds)
    ]  # fmt: skip
    assert len(unclear) == 2
    finish(office)
    assert_whole(office, post_office.letters, unclear=unclear)
    with_data = [one["To"] for one in post_office.letters if DATA in str(one)]
    assert len(with_data) == len(set(with_data)) == 2


def test_a_killed_reader_is_replaced(make_office: MakeOffice) -> None:
    """The death of a process that reads messages costs nothing."""
    office = make_office()
    done, _ = strike(office, Point(POOL_READ, "before", victim=READER))
    assert done.returncode == 0, done.stderr
    assert_whole(office, letters_in(office.folder / "outbox"))


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_killed_maker_of_copies_costs_a_later_pass(
    make_office: MakeOffice, when: Literal["before", "during"]
) -> None:
    """The copies of that moment are made by a later pass, and nothing waits for a person."""
    office = make_office()
    done, _ = strike(office, Point(MAKE_COPY, when, victim=COPIER))
    assert done.returncode == 0, done.stderr
    let_time_pass(office)
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


def test_prefect_of_the_instance_ends_with_its_command(
    make_office: MakeOffice, prefect_url: str
) -> None:
    """Killed, the command leaves no server behind; robbed of its server, it stops unharmed."""
    office = make_office()
    del office.environment["PREFECT_API_URL"]
    kill_at(office, POINTS["a system has answered who is in it, nothing is recorded"])
    done, _ = strike(office, Point("tasks.gather:_record", "before", victim=SERVER))
    office.environment["PREFECT_API_URL"] = prefect_url
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_at_random_moments_the_work_is_finished(
    make_office: MakeOffice, number: int
) -> None:
    """No moment is special: killed at any, a later pass finishes the work."""
    office = make_office()
    chance = random.Random()  # noqa: S311 - moments, no secrets
    moments = [chance.uniform(0, WORK_S) for _ in range(KILLS)]
    for moment in moments:
        kill_after(office, moment)
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


def kill_after(office: SmallOffice, seconds: float) -> None:
    """Kill a pass so many seconds after it has opened the instance, if it is not done then."""
    locks = office.folder / "run"
    before = set(locks.glob("worker-*"))
    process = office.begun()
    while process.poll() is None and set(locks.glob("worker-*")) <= before:
        time.sleep(0.02)
    time.sleep(seconds)
    below = descendants(process.pid)
    process.kill()
    process.wait()
    assert outliving(below, GONE_WITHIN_S) == []


def test_zz(make_office: MakeOffice, post_office: PostOffice) -> None:
    """Look."""
    office = make_office(outgoing=post_office.outgoing)
    finish(office)
    for case in look(office.folder).cases.values():
        print(case.found.letters)
    assert_whole(office, post_office.letters)
