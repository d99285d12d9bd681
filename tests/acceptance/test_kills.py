"""Killed at any moment and run again, the work is finished: nothing lost, nothing sent twice.

The command is the real one. A chain is one instance that is killed again and again; the last
pass runs to its end, and then everything must stand as if nothing had happened. In a campaign
(`make campaign`) every point is also tried alone, and the random kills are many.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest

from tests.acceptance.conftest import CAMPAIGN
from tests.acceptance.kill_points import (
    ALONE,
    CHAINS,
    COPIER,
    DATA,
    MAKE_COPY,
    POINTS,
    READ_MANY,
    READER,
    SERVER,
    SMTP_SEND,
)
from tests.acceptance.killed import Point
from tests.acceptance.outcome import letters_in, look
from tests.acceptance.small_office import SmallOffice, open_small_office
from tests.acceptance.strikes import (
    finish,
    kill_after,
    kill_at,
    let_time_pass,
    strike,
    undisturbed,
)
from tests.acceptance.whole import assert_whole
from tests.servers.certificates import Certificates
from tests.servers.smtp import Sink, SmtpServer

ROUNDS, KILLS = (60, 3) if CAMPAIGN else (1, 3)
ORDEALS = {**CHAINS, **({one: (one,) for one in ALONE} if CAMPAIGN else {})}
TRY_AGAIN = 75
AT_ONCE = 2
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


@dataclass(frozen=True)
class Calm:
    """An office that nobody has disturbed, and for how long its pass was at work."""

    office: SmallOffice
    work_s: float


@pytest.fixture(scope="session")
def calm(prefect_url: str, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """Give an office after its first pass."""
    office = open_small_office(tmp_path_factory.mktemp("calm"), prefect_url)
    return Calm(office, undisturbed(office))


def test_without_a_kill_everybody_is_answered(calm: Calm) -> None:
    """What the other tests expect is what an undisturbed pass does, and a second adds nothing."""
    office = calm.office
    assert_whole(office, letters_in(office.folder / "outbox"))
    before = look(office.folder)
    finish(office)
    after = look(office.folder)
    assert (before.messages, before.letters) == (after.messages, after.letters)


@pytest.fixture(scope="session")
def ordeals(
    request: pytest.FixtureRequest, prefect_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[None]]]:
    """Give the chains that this run is about, two of them under way at a time."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = [spec.params["chain"] for spec in specs if spec and "chain" in spec.params]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            chain: pool.submit(
                suffer, open_small_office(tmp_path_factory.mktemp("ordeal"), prefect_url), chain
            )
            for chain in chosen
        }
        pool.shutdown(cancel_futures=True)


def suffer(office: SmallOffice, chain: str) -> None:
    """Kill an instance at each point of a chain, and look at it after a last pass."""
    for sentence in ORDEALS[chain]:
        kill_at(office, POINTS[sentence])
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


@pytest.mark.parametrize("chain", ORDEALS)
def test_killed_again_and_again_the_work_is_finished(
    ordeals: dict[str, Future[None]], chain: str
) -> None:
    """A pass finishes whatever the killed ones left, wherever each of them was struck."""
    ordeals[chain].result()


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
    done, _ = strike(office, Point(READ_MANY, "before", victim=READER))
    assert done.returncode == 0, done.stderr
    assert_whole(office, letters_in(office.folder / "outbox"))


@pytest.mark.parametrize("when", ["before", "during"] if CAMPAIGN else ["during"])
def test_a_killed_maker_of_copies_is_replaced(
    make_office: MakeOffice, when: Literal["before", "during"]
) -> None:
    """The copies of that moment are made again, later at most, and nothing waits for a person."""
    office = make_office()
    done, _ = strike(office, Point(MAKE_COPY, when, victim=COPIER))
    assert done.returncode == 0, done.stderr
    let_time_pass(office)
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


def test_a_killed_command_leaves_no_prefect_behind(
    make_office: MakeOffice, prefect_url: str
) -> None:
    """The Prefect that it started for itself ends with it."""
    office = make_office()
    office.use_prefect(None)
    kill_at(office, POINTS["a system has answered who is in it, nothing is recorded"])
    office.use_prefect(prefect_url)
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


@pytest.mark.skipif(not CAMPAIGN, reason="waits half a minute for Prefect: in a campaign")
def test_without_its_prefect_a_command_stops_and_says_so(
    make_office: MakeOffice, prefect_url: str
) -> None:
    """Where Prefect is killed under it, it ends with a sentence, and a later pass goes on."""
    office = make_office()
    office.use_prefect(None)
    done, _ = strike(office, Point("tasks.gather:_record", "before", victim=SERVER))
    assert done.returncode == TRY_AGAIN, done.stderr
    office.use_prefect(prefect_url)
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_at_random_moments_the_work_is_finished(
    make_office: MakeOffice, calm: Calm, seed: int
) -> None:
    """No moment is special: killed at any, a later pass finishes the work."""
    office = make_office()
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    for _ in range(KILLS):
        kill_after(office, chance.uniform(0, calm.work_s))
    finish(office)
    assert_whole(office, letters_in(office.folder / "outbox"))
