"""Receipts as artifacts of the Prefect pages: one for each case in which a system did something.

Cases that only ask for a copy have none: they are many, and a page costs as much as a step.
"""

from datetime import datetime, timedelta

from prefect.artifacts import acreate_markdown_artifact

from rightsflow.board import STEPS, ReceiptRow, receipts_markdown
from rightsflow.register import case_requests, cases, results
from rightsflow.register.cases import Case
from rightsflow.register.types import Step
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.planboard import descriptions

_MOST = 200
_LOOKED_BACK = timedelta(days=7)
_DEEDS = (Step.stop, Step.mark, Step.act, Step.lift)


async def receipts_to_show() -> bool:
    """Say whether a system did anything of which the pages may not tell yet."""
    return bool(await _recent(desk(), limit=1))


@verb("show receipts")
async def show_receipts() -> int:
    """Put the receipts of cases that are new, or have more, into the pages; return how many.

    They hold case numbers, system names, rights, steps, counts and moments alone.
    """
    at = desk()
    recent = await _recent(at, limit=_MOST)
    async with at.register.read() as connection:
        known = await cases.by_ids(connection, list(recent))
    told = await descriptions([receipts_key(one.number) for one in known.values()])
    # The oldest first: the newest is on top of the pages.
    new = [
        known[case_id]
        for case_id, seen in reversed(recent.items())
        if told.get(receipts_key(known[case_id].number)) != _description(*seen)
    ]
    for case in new:
        await acreate_markdown_artifact(
            markdown=await page_of(at, case),
            key=receipts_key(case.number),
            description=_description(*recent[case.id]),
        )
    return len(new)


def receipts_key(number: str) -> str:
    """Return the key of the page of a case's receipts."""
    return f"receipts-{number.lower()}"


def _description(count: int, newest_at: datetime) -> str:
    return f"What was done in systems: {count} receipts, the last at {newest_at.isoformat()}."


async def _recent(at: Desk, *, limit: int) -> dict[int, tuple[int, datetime]]:
    async with at.register.read() as connection:
        since_at = at.now() - _LOOKED_BACK
        return await results.deeds_done_since(connection, since_at, _DEEDS, limit=limit)


async def page_of(at: Desk, case: Case) -> str:
    """Return the page of a case's receipts."""
    async with at.register.read() as connection:
        asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
        steps = [Step(one) for one in STEPS]
        found = await results.receipts_for(connection, [one.id for one in asked], steps)
    zone = at.settings.controller.zone
    rows = [
        ReceiptRow(one.asked, row.system, row.step, row.counts, row.done_at.astimezone(zone))
        for one in asked
        for row in found[one.id]
    ]
    return receipts_markdown(case.number, rows)
