"""Plans as artifacts of the Prefect pages: one for each case, anew whenever its plan changes.

Which version a page shows stands in the artifact's description. So nothing has to be remembered:
what a killed run did not show is shown by the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from prefect import get_client
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey

from rightsflow.board import BoardPlan, PlanRow, plan_markdown
from rightsflow.law.action import Action
from rightsflow.letters.staff.render import staff_words
from rightsflow.register import case_requests, cases, results
from rightsflow.register.cases import Case
from rightsflow.register.plans import prospects_in
from rightsflow.register.sealed import unlock
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.planshown import actions_for, is_drawn

_MOST = 200
"""What Prefect gives at once; older plans are seen with `rightsflow plan`."""

_LOOKED_BACK = timedelta(days=7)
"""So long a machine may stand still, and the plans that it did not show are shown after all."""


async def plans_to_show() -> bool:
    """Say whether any plan was drawn up that may not be in the pages yet."""
    return bool(await _recent(desk(), limit=1))


@verb("show plans")
async def show_plans() -> int:
    """Put plans that are new, or have changed, into the Prefect pages; return how many.

    They hold case numbers, system names, counts, words, articles and dates alone.
    """
    at = desk()
    rows = await _recent(at, limit=_MOST)
    async with at.register.read() as connection:
        known = await cases.by_ids(connection, [row.case_id for row in rows])
    told = await descriptions([plan_key(one.number) for one in known.values()])
    # The oldest first: the newest is on top of the pages.
    new = [
        row
        for row in reversed(rows)
        if told.get(plan_key(known[row.case_id].number)) != description_of(row.version)
    ]
    for row in new:
        case = known[row.case_id]
        await acreate_markdown_artifact(
            markdown=await page_of(at, case, row),
            key=plan_key(case.number),
            description=description_of(row.version),
        )
    return len(new)


def plan_key(number: str) -> str:
    """Return the key of the page of a case's plan."""
    return f"plan-{number.lower()}"


def description_of(version: int) -> str:
    """Return by what the page of a version is known."""
    return f"What happens to what, version {version}."


async def _recent(at: Desk, *, limit: int) -> list[Any]:
    async with at.register.read() as connection:
        since_at = at.now() - _LOOKED_BACK
        return await results.plans_drawn_since(connection, since_at, limit=limit)


async def descriptions(keys: Sequence[str]) -> Mapping[str, str | None]:
    """Return what the newest pages of these keys are known by; a page that is not there is not."""
    if not keys:
        return {}
    wanted = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=list(keys)))
    async with get_client() as client:
        found = await client.read_latest_artifacts(artifact_filter=wanted, limit=_MOST)
    return {str(one.key): one.description for one in found}


async def page_of(at: Desk, case: Case, row: Any) -> str:  # noqa: ANN401 - a row of `plan`
    """Return the page of a plan, from its newest row."""
    body = unlock(
        await at.keyring.key(case.key_scope), "plan.body", case.number, row.sealed_body
    )  # fmt: skip
    async with at.register.read() as connection:
        asked = (await case_requests.requests_of(connection, [case.id]))[case.id]
    plans = [
        BoardPlan(
            one.asked,
            _rows(actions_for(at.systems, body, one)),
            _rows(prospects_in(body, one.id)),
        )
        for one in asked
        if is_drawn(body, one)
    ]
    made_on = row.made_at.astimezone(at.settings.controller.zone).date()
    return plan_markdown(case.number, row.version, made_on, plans)


def _rows(actions: Iterable[Action]) -> tuple[PlanRow, ...]:
    """Return a row for each system, treatment and provision, with its records counted together."""
    joined: dict[tuple[object, ...], list[Action]] = {}
    for one in actions:
        joined.setdefault((one.system, one.treatment, one.article, one.by_person), []).append(one)
    return tuple(_row(ones) for ones in joined.values())


def _row(ones: Sequence[Action]) -> PlanRow:
    first = ones[0]
    kept = [why.until_on for one in ones for why in one.kept]
    return PlanRow(
        system=first.system,
        happens=staff_words("en").name("treatments", first.treatment),
        records=sum(one.records for one in ones),
        article=first.article,
        waits_for=first.waits_for,
        by_hand=first.by_person,
        kept_until_on=tuple(day for day in kept if day),
        kept_longer=None in kept,
    )
