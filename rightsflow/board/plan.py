"""The plan of a case as Markdown: system names, counts, words, articles and dates; nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What happens in one system: in words, to how many records, by which provision.

    `kept_until_on` are the last days of what is kept there, `kept_longer` says that some of it
    has no last day.
    """

    system: str
    happens: str
    records: int
    article: str
    waits_for: str
    by_hand: bool = False
    kept_until_on: tuple[date, ...] = ()
    kept_longer: bool = False


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """The plan for one right; `if_upheld`: what follows if an objection is upheld."""

    right: str
    rows: tuple[PlanRow, ...]
    if_upheld: tuple[PlanRow, ...] = ()


def plan_markdown(number: str, version: int, made_on: date, plans: Sequence[BoardPlan]) -> str:
    """Return the plan of a case as a page with one table for each right."""
    blocks = [f"# Plan of {number}"]
    for one in plans:
        blocks += [f"## {_words(one.right)}", _table(one.rows)]
        if one.if_upheld:
            blocks += ["### If the objection is upheld", _table(one.if_upheld)]
    blocks.append(
        f"Version {version}, drawn up on {made_on.isoformat()}. How far it is: "
        f"`rightsflow plan {number}`."
    )
    return "\n\n".join(blocks) + "\n"


def _table(rows: Sequence[PlanRow]) -> str:
    if not rows:
        return "Nothing happens in any system."
    head = [
        "| system | what happens | records | article | kept until | waits for | by hand |",
        "|---|---|---:|---|---|---|---|",
    ]
    return "\n".join([*head, *map(_row, rows)])


def _row(row: PlanRow) -> str:
    days = [day.isoformat() for day in sorted(set(row.kept_until_on))]
    kept = ", ".join([*days, *(["its purpose ends"] if row.kept_longer else [])])
    cells = (
        row.system, row.happens, str(row.records), row.article, kept or "-", row.waits_for,
        "yes" if row.by_hand else "-",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _words(code: str) -> str:
    return code.replace("_", " ").capitalize()
