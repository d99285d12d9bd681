"""A plan as tables for a person: what happens, how far it is, and why something is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from deployments.terminal import OUT
from rightsflow.datamap.model import SystemMap
from rightsflow.law.action import Action, Kept
from rightsflow.law.duty import Duty
from rightsflow.law.right import Ground
from rightsflow.letters.staff.render import staff_words
from tasks.planshown import HowFar, PlanSeen, Seen

_WORDS = staff_words("en")
_DUTIES = frozenset(Duty)


def show_plan(plan: PlanSeen, systems: Mapping[str, SystemMap], zone: ZoneInfo) -> None:
    """Print the plan for one right; records are numbers, and nothing of them is shown."""
    _head(str(plan.request.asked).replace("_", " "))
    if not plan.is_drawn:
        OUT.print("No plan yet." if plan.request.is_open else "No plan was needed.")
        return
    if plan.hold:
        OUT.print(f"Waits for an approver: {plan.hold}", markup=False)
    if plan.withheld:
        OUT.print(f"Withheld by a decision: {', '.join(plan.withheld)}", markup=False)
    if not plan.actions:
        OUT.print("Nothing happens in any system.")
    else:
        OUT.print(_what_happens(plan.actions, systems, zone))
        _why_kept([one.action for one in plan.actions])
    if plan.if_upheld:
        _head("if the objection is upheld")
        nothing_yet = [Seen(one, HowFar.nothing_to_do) for one in plan.if_upheld]
        OUT.print(_what_happens(nothing_yet, systems, zone))
        _why_kept(plan.if_upheld)


def ground_of(systems: Mapping[str, SystemMap], action: Action) -> Ground | None:
    """Return the legal ground of an action's purpose; None where the data map has it no more."""
    of = systems.get(action.system)
    purpose = of.purposes.get(action.purpose) if of else None
    return purpose.ground if purpose else None


def _head(title: str) -> None:
    OUT.print(f"\n[bold]{title}[/bold]", markup=True)


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _what_happens(seen: Iterable[Seen], systems: Mapping[str, SystemMap], zone: ZoneInfo) -> Table:
    table = _table(
        "system", "collections", "purpose", "what happens", "records", "article", "waits for",
        "how far",
    )  # fmt: skip
    for one, names in _together(seen):
        action = one.action
        happens = _WORDS.name("treatments", action.treatment)
        _row(
            table,
            action.system,
            ", ".join(names),
            _purpose(action, systems),
            f"{happens}, by hand" if action.by_person else happens,
            str(action.records),
            action.article,
            action.waits_for,
            _how_far(one, zone),
        )
    return table


def _together(seen: Iterable[Seen]) -> list[tuple[Seen, list[str]]]:
    """Return what says the same of one system once, with its collections."""
    joined: dict[Seen, tuple[Seen, list[str]]] = {}
    for one in seen:
        action = one.action
        same = replace(one, action=replace(action, collection="", records=0, keys=()))
        so_far, names = joined.get(same, (same, []))
        number = so_far.action.records + action.records
        joined[same] = (
            replace(so_far, action=replace(so_far.action, records=number)),
            [*names, action.collection or "-"],
        )
    return list(joined.values())


def _purpose(action: Action, systems: Mapping[str, SystemMap]) -> str:
    ground = ground_of(systems, action)
    said = f" ({_WORDS.name('bases', ground)})" if ground else ""
    return f"{action.purpose or '-'}{said}"


def _how_far(seen: Seen, zone: ZoneInfo) -> str:
    def day(what: str, at: object) -> str:
        return f"{what} {at.astimezone(zone):%Y-%m-%d}" if at else ""  # type: ignore[attr-defined]

    if seen.done_at is None:
        return "-" if seen.how_far is HowFar.nothing_to_do else seen.how_far.replace("_", " ")
    left = f"left over in {', '.join(seen.left_in)}" if seen.left_in else ""
    said = (day("done", seen.done_at), day("verified", seen.verified_at), left)
    return ", ".join(one for one in said if one)


def _why_kept(actions: Sequence[Action]) -> None:
    """Print which fields are concerned, and what is kept, why and until when."""
    table = _table("system", "collection", "fields concerned", "kept for", "provision", "until")
    for action in actions:
        fields = ", ".join(action.fields) or "all"
        for why in action.kept:
            _row(table, action.system, action.collection, fields, *_kept(why))
        if action.fields and not action.kept:
            _row(table, action.system, action.collection, fields, "-", "-", "-")
    if table.row_count:
        OUT.print()
        OUT.print(table)


def _kept(why: Kept) -> tuple[str, str, str]:
    name = _WORDS.name("duties", why.name) if why.name in _DUTIES else f"purpose {why.name}"
    provision = f"{why.article}, {why.provision}" if why.provision else why.article
    return name, provision, why.until_on.isoformat() if why.until_on else "its end"


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))
