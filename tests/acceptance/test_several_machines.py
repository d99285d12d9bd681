"""Several machines on one instance, lost one after the other: each case ends right, and once.

The machines are processes of their own, each with an instance folder of its own. Every few seconds
one that has work in hand is killed with all that it has started, and a new one begins; Prefect's
server is killed and started again. How long it takes until the work of a lost machine is in other
hands is reported.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.workers.fleet import fleet
from tests.acceptance.conftest import CAMPAIGN
from tests.acceptance.outcome import Outcome, letters_in, look, waiting_in
from tests.acceptance.shared_office import SharedOffice, in_crm, shared_office
from tests.acceptance.storm import Storm
from tests.servers.databases import answers

CASES, KILLS, EVERY_S, LIMIT_S = (300, 30, 12, 3600) if CAMPAIGN else (10, 1, 4, 400)
MACHINES, FEWEST_KILLS = (3, 10) if CAMPAIGN else (2, 1)
EXPECTED = {
    "access": ("access: granted", ("access_reply", "acknowledgement")),
    "erasure": ("erasure: granted", ("acknowledgement", "processor_notice", "rights_reply")),
    "objection": ("objection: granted", ("acknowledgement", "rights_reply")),
    "portability": ("portability: partly_granted", ("acknowledgement", "rights_reply")),
    "nothing": ("access: nothing_held", ("acknowledgement", "nothing_held")),
}
"""By the kind of a case: its right and outcome, and its letters; nothing waits for a person."""

ONCE = ("opened", "asked", "gathered", "done", "verified", "copy_made", "exported")
"""Events that a journal notes once for each system."""


@pytest.mark.timeout(LIMIT_S + 200)
def test_machines_may_be_lost_and_each_case_ends_right_once(
    tmp_path: Path,
    require_server: Callable[[str, bool], None],
    record_property: Callable[[str, object], None],
) -> None:
    """Nothing is lost, nothing is done twice, whatever moment a machine is lost at."""
    require_server("PostgreSQL", answers("postgresql"))
    with shared_office(tmp_path, CASES) as office:
        with fleet(office.folder, office.prefect_database, office.environment) as machines:
            storm = Storm(office, machines, KILLS, EVERY_S, LIMIT_S)
            storm.rage(MACHINES)
        assert len(storm.taken_over_after_s) >= FEWEST_KILLS
        print(storm.report)  # noqa: T201 - what a campaign is run for
        record_property("takeover", storm.report)
        outcome = look(office.folder)
        assert_right(office, outcome)
        assert_once(office, outcome)
        assert_in_crm(office)


def assert_right(office: SharedOffice, outcome: Outcome) -> None:
    """Each case has the outcome and the letters that it has where nobody is lost."""
    told = {sender: case.story for sender, case in outcome.cases.items()}
    wanted = {
        sender: ((EXPECTED[kind][0],), (), EXPECTED[kind][1])
        for sender, kind in office.asked.items()
    }
    assert told == wanted
    assert {row["state"] for row in outcome.items} == {"done"}
    assert [row for row in outcome.items if row["owner"]] == []
    assert {row["state"] for row in outcome.messages} == {"settled"}
    assert waiting_in(office.folder.parent / "inbox")["processed"] == CASES


def assert_once(office: SharedOffice, outcome: Outcome) -> None:
    """Each letter left once, and each deed is noted once."""
    left = Counter(str(one["Message-ID"]) for one in letters_in(office.outbox))
    assert {key: times for key, times in left.items() if times > 1} == {}
    assert set(left) == {row["message_id"] for row in outcome.letters}
    for case in outcome.cases.values():
        assert case.found.journal_whole
        noted = Counter(
            (row["event"], row["detail"].get("system")) for row in case.found.journal
            if row["event"] in ONCE
        )  # fmt: skip
        assert {key: times for key, times in noted.items() if times > 1} == {}


def assert_in_crm(office: SharedOffice) -> None:
    """Who asked for it is erased, or gets no offers any more, and nobody else."""
    there, marked = asyncio.run(in_crm(office))
    kinds = office.asked.items()
    assert there == {who for who, kind in kinds if kind not in {"erasure", "nothing"}}
    assert marked == {who for who, kind in kinds if kind == "objection"}
