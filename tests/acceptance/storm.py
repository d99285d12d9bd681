"""Machines lost one after the other while they work, and what becomes of their work."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import asyncpg
import httpx

from bench.workers.fleet import Fleet, Machine
from tests.acceptance.outcome import waiting_in
from tests.acceptance.shared_office import SharedOffice

_LOOK_EVERY_S = 0.5
_STUCK_S = 20
"""A run that no machine has begun for so long was claimed by one that is lost."""

_HOLDERS = (
    "SELECT owner FROM work_item WHERE owner IS NOT NULL UNION "
    "SELECT owner FROM letter WHERE owner IS NOT NULL"
)
_KNOWN = f"{_HOLDERS} UNION SELECT name FROM worker"  # noqa: S608 - our own words
_TO_DO = (
    "SELECT (SELECT count(*) FROM message WHERE state <> 'settled')"
    " + (SELECT count(*) FROM work_item WHERE state IN ('open', 'waits'))"
    " + (SELECT count(*) FROM letter WHERE state <> 'sent')"
    ' + (SELECT count(*) FROM "case" WHERE answered_at IS NULL)'
)


@dataclass
class Storm:
    """Kills machines that have work in hand, `kills` of them at most, and the server once.

    Were there no end to them, the last work would never be done: each time it is taken over, so
    much time has passed that whoever takes it is the next.
    """

    office: SharedOffice
    fleet: Fleet
    kills: int
    every_s: float
    limit_s: float
    taken_over_after_s: list[float] = field(default_factory=list)
    lasted_s: float = 0
    _lost: dict[str, float] = field(default_factory=dict)

    def rage(self, machines: int) -> None:
        """Start so many machines, and go on until all work is done and nobody is missed."""
        for _ in range(machines):
            self.fleet.add()
        begun = struck = time.monotonic()
        left, restarted = self.kills, False
        while self._lost or not self._is_done():
            self.lasted_s = time.monotonic() - begun
            assert self.lasted_s < self.limit_s, f"the work is done in time; {self._state()}"
            if left and time.monotonic() - struck > self.every_s and (one := self._at_work()):
                self._lose(one)
                struck, left = time.monotonic(), left - 1
                if not restarted:
                    self.fleet.prefect.stop()
                    self.fleet.prefect.start()
                    restarted = True
            self._note_what_is_taken_over()
            self._play_the_schedule()
            time.sleep(_LOOK_EVERY_S)

    @property
    def report(self) -> str:
        """Say in a line how long the work of lost machines lay about."""
        times = self.taken_over_after_s
        return (
            f"{len(times)} machines lost with work in hand; in other hands after "
            f"{min(times):.0f} to {max(times):.0f} s, median {median(times):.0f} s; "
            f"{len(self.office.asked)} cases in {self.lasted_s:.0f} s"
        )

    def _lose(self, machine: Machine) -> None:
        self._lost[machine.place] = time.monotonic()
        self.fleet.lose(machine)
        self.fleet.add()

    def _at_work(self) -> Machine | None:
        holders = self._column(_HOLDERS)
        working = [one for one in self.fleet.machines if one.place and _of(one.place, holders)]
        return working[0] if working else None

    def _note_what_is_taken_over(self) -> None:
        known = self._column(_KNOWN) if self._lost else []
        for place, since in list(self._lost.items()):
            if not _of(place, known):
                self.taken_over_after_s.append(time.monotonic() - since)
                del self._lost[place]

    def _play_the_schedule(self) -> None:
        """Start what the schedules would start: one run of a flow if none of it is under way."""
        waits = waiting_in(self.office.folder.parent / "inbox")["inbox"]
        flow = (
            "intake"
            if waits or self._column("SELECT 1 FROM message WHERE state <> 'settled'")
            else "fulfil"
        )
        try:
            runs = [one for one in self.fleet.prefect.unfinished() if not _is_stuck(one)]
            if not any(one["name"].startswith(flow) or not one["start_time"] for one in runs):
                self.fleet.prefect.begin(flow)
        except httpx.HTTPError:
            return

    def _is_done(self) -> bool:
        return self._column(_TO_DO) == [0] and len(self._column('SELECT id FROM "case"')) == len(
            self.office.asked
        )

    def _state(self) -> str:
        items = "SELECT concat_ws(' ', step, state, owner, count(*)) FROM work_item"
        items += " GROUP BY step, state, owner"
        return f"to do {self._column(_TO_DO)}, lost {self._lost}, {self._column(items)}"

    def _column(self, query: str) -> list[Any]:
        return asyncio.run(_column(self.office.register, query))


def _of(place: str, owners: Sequence[str]) -> bool:
    return any(owner.startswith(f"{place}:") for owner in owners)


def _is_stuck(run: dict[str, Any]) -> bool:
    return bool(run["state_type"] == "PENDING" and run["estimated_start_time_delta"] > _STUCK_S)


async def _column(url: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()
