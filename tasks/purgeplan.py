"""What the next deletion would take, what goes after it, and what stays for which reason."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.retention import Due, Kept, due, next_due
from rightsflow.register import deleting, endings, id_scans, reappearances
from rightsflow.register.deed_tables import erasure, reappearance, suppression
from rightsflow.register.endings import OldCase
from rightsflow.register.retention_tables import deletion
from rightsflow.register.tables import earlier_answer, letter, message
from tasks.desk import Desk
from tasks.leftovers import leftover_folders, leftover_keys
from tasks.purging import closed_cases, days_of, old_mail_before

_MOST = 1000

_COMING = timedelta(days=31)
"""So far ahead it is told what goes."""


@dataclass(slots=True)
class PurgePlan:
    """What goes today, by kind and day on which it was due, with case numbers.

    `coming`: how many of a kind go on which later day. `others`: what is of no case, counted.
    `unfinished`: deletions that an earlier run began. `leftovers`: files and keys of nothing.
    `open`: cases in which something is open, with what, and `disputed`: kept to a day, and why.
    """

    today_on: date
    due: dict[Due, list[str]] = field(default_factory=dict)
    coming: Counter[Due] = field(default_factory=Counter)
    others: dict[Kept, int] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)
    leftovers: int = 0
    open: list[tuple[str, list[str]]] = field(default_factory=list)
    disputed: list[OldCase] = field(default_factory=list)

    @property
    def goes(self) -> bool:
        """Say whether there is anything to delete."""
        return bool(self.due or self.unfinished or self.leftovers or any(self.others.values()))


async def purge_plan(at: Desk) -> PurgePlan:
    """Find out what would be deleted now; nothing is changed."""
    plan = PurgePlan(at.today())
    async for page in closed_cases(at):
        for one in page:
            _add(plan, at, one)
    async with at.register.read() as connection:
        plan.others = await _others(connection, at)
        plan.unfinished = [
            one.name for one in await deleting.open_orders(connection, 0, limit=_MOST)
        ]
        plan.open = await endings.open_ones(connection, limit=_MOST)
    folders = [one async for one in leftover_folders(at)]
    plan.leftovers = len(folders) + len([one async for one in leftover_keys(at)])
    return plan


def _add(plan: PurgePlan, at: Desk, one: OldCase) -> None:
    facts, days = one.facts(at.settings.controller.zone), days_of(at)
    for found in due(facts, days, plan.today_on):
        plan.due.setdefault(found, []).append(one.number)
    later = next_due(facts, days, plan.today_on)
    if later and later.on <= plan.today_on + _COMING:
        plan.coming[later] += 1
    if one.kept_until_on and one.kept_until_on >= plan.today_on:
        plan.disputed.append(one)


async def _others(connection: AsyncConnection, at: Desk) -> dict[Kept, int]:
    today, before = at.today(), old_mail_before(at)
    counted: dict[Kept, tuple[Table, ColumnElement[bool]]] = {
        Kept.other_mail: (message, deleting.old_mail(before)),
        Kept.staff_mail: (letter, deleting.old_staff_mail(before)),
        Kept.earlier_answer: (earlier_answer, earlier_answer.c.until_on <= today),
        Kept.erasure: (erasure, erasure.c.until_on <= today),
        Kept.do_not_recreate: (suppression, suppression.c.until_on <= today),
        Kept.reappearance: (reappearance, reappearances.is_off_the_lists()),
        Kept.proof: (deletion, deleting.old_proof(today)),
    }
    found = {Kept.id_scan: len(await id_scans.to_delete(connection, at.now()))}
    for kept, (table, which) in counted.items():
        query = select(func.count()).select_from(table).where(which)
        found[kept] = (await connection.execute(query)).scalar_one()
    return found
