"""`rightsflow connectors`: what is installed, and how it stands."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from deployments.terminal import OUT
from rightsflow.errors import Misconfigured
from rightsflow.plugins import RULES, Known, absent, known
from rightsflow.settings import CONTROLLER_FILE, read_settings


def show_connectors(folder: Path, *, as_json: bool) -> None:
    """Print one row for each kind; what is wrong stands below, with what to do."""
    plugins = _allowed(folder)
    found, missing = known(plugins), list(absent(plugins))
    if as_json:
        told = {"connectors": [_plain(one) for one in found], "problems": missing}
        OUT.print(json.dumps(told, indent=2), markup=False)
        return
    table = Table(
        "kind", "package", "version", "allowed", "can, besides finding and gathering",
        "done/exempt/todo", box=None, pad_edge=False,
    )  # fmt: skip
    for one in found:
        counts = "/".join(map(str, one.counts.values())) or "-"
        told_of = (one.offer.kind, one.offer.package, one.offer.version, _word(one), _can(one))
        table.add_row(*map(Text, (*told_of, counts)))
    OUT.print(table)
    for problem in (*(f"{one.problem}. {one.remedy}." for one in found if one.problem), *missing):
        OUT.print(f"\n{problem}", markup=False)
    for sentence in filter(None, map(_still_to_do, found)):
        OUT.print(f"\n{sentence}", markup=False)


def show_rules(folder: Path, kind: str, *, as_json: bool) -> None:
    """Print each rule with how one kind stands to it; raises `Misconfigured` if that is unknown."""
    found = known(_allowed(folder))
    of_kind = [one for one in found if one.offer.kind == kind]
    if not of_kind:
        names = ", ".join(dict.fromkeys(one.offer.kind for one in found))
        problem = f"No connector {kind} is installed. Installed are: {names}."
        raise Misconfigured(problem)
    one = next((one for one in of_kind if one.quality), of_kind[0])
    if not one.quality:
        problem = f"{one.problem}. {one.remedy}."
        raise Misconfigured(problem)
    if as_json:
        OUT.print(json.dumps(_plain(one)["rules"], indent=2), markup=False)
        return
    table = Table("rule", "stands", "what it means, and the comment", box=None, pad_edge=False)
    for rule, standing in one.quality.items():
        meaning = Text(RULES[rule].replace("`", ""), style="dim")
        comment = Text(f"\n{standing.comment}" if standing.comment else "")
        table.add_row(Text(rule), Text(standing.status), meaning + comment)
    OUT.print(table)


def _allowed(folder: Path) -> Mapping[str, str]:
    """Return what an instance allows; nothing but our own where there is no instance."""
    if not (folder / CONTROLLER_FILE).exists():
        return {}
    return read_settings(folder).plugins


def _word(one: Known) -> str:
    if one.offer.is_ours:
        return "ours"
    return "yes" if one.allowed else "no"


def _still_to_do(one: Known) -> str:
    """Say that rules are open: a column of numbers does not tell that nobody has looked."""
    left = one.counts.get("todo", 0)
    if not left:
        return ""
    return (
        f"{one.offer.kind}: {left} of {len(one.quality)} rules are still to do. Which: rightsflow "
        f"connectors --rules {one.offer.kind}."
    )


def _can(one: Known) -> str:
    return ", ".join(one.capabilities) or ("nothing" if one.quality else "-")


def _plain(one: Known) -> dict[str, Any]:
    return {
        "kind": one.offer.kind,
        "package": one.offer.package,
        "version": one.offer.version,
        "ours": one.offer.is_ours,
        "allowed": one.allowed,
        "capabilities": list(one.capabilities),
        "rules": {
            rule: {"status": standing.status, "comment": standing.comment}
            for rule, standing in one.quality.items()
        },
        "problem": one.problem,
        "remedy": one.remedy,
    }
