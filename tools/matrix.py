"""Write docs/reference/matrix.md: what every right does in every place and situation.

Everything on it is made from the tables of the law. Run as: python -m tools.matrix
"""

from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

from rightsflow.law.action import Action
from rightsflow.law.go_ahead import GoAhead
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.hold import HoldKind
from rightsflow.law.matrix import SINCE_ON, TODAY, Cell, cell
from rightsflow.law.places import PLACES, Place, Reached, Situation
from rightsflow.law.right import ARTICLE, GROUND_ARTICLE, AskedRight, Ground, Outcome

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "matrix.md"

_HEAD = f"""<!-- Made by tools/matrix.py from the tables of rightsflow/law: change them. -->
# Every right, in every place, in every situation

What is done, whose word it waits for, and how the request ends: for one person whose data lies in
one place. The places are the rows of a staffing company's privacy policy. The plan, the letter and
the journal of real cases are tested against this page.

The day of the page is {TODAY}; periods of what is kept run from {SINCE_ON}, or from the day of the
page where only a colleague could know the day.

| situation | what it means |
|---|---|
| found | the place holds something, and its connector can do what the right wants |
| nothing there | it was asked and holds nothing, nor does any other place |
| system down | it does not answer; where a colleague or a recipient is asked, nobody does |
| not supported | the connector or the map cannot do what is wanted; a recipient has no address |
| partly kept | a duty keeps something; a recipient answers that it keeps something |

"At once" waits for nobody, "identity" for the proof of who writes, "approval" for an approver as
well. A word in bold is how the request ends; without one it stays open until the hold has its
answer. Where an objection is weighed, the cell says what happens if it is upheld. Small letters
lead to the [notes](#notes).
"""

_DONE = {
    Treatment.disclose: "copy", Treatment.export: "in the file", Treatment.exclude: "left out",
    Treatment.correct: "corrected", Treatment.restrict: "restricted", Treatment.stop: "stopped",
    Treatment.review: "weighed", Treatment.erase: "erased", Treatment.blank: "cleared",
    Treatment.keep: "kept", Treatment.leave: "left alone", Treatment.go_on: "goes on",
}  # fmt: skip
_WAITS = {GoAhead.nobody: "at once", GoAhead.identity: "identity", GoAhead.approval: "approval"}
_REACHED = {
    Reached.program: "by program", Reached.colleague: "a colleague, by mail",
    Reached.letter: "a letter to it", Reached.never: "nothing to reach",
}  # fmt: skip


_OF_PEOPLE = frozenset({HoldKind.task_overdue})
"""Holds that a cell with a plan tells: the others stand in its journal alone."""


def page() -> str:
    """Return the page."""
    notes = _Notes()
    parts = [_HEAD, *_places()]
    for right in AskedRight:
        parts += [f"\n## {_title(right)}\n", *_cells(right, notes), "\nThe journal of the case:\n",
                  *_journals(right)]  # fmt: skip
    return "\n".join([*parts, "\n## Notes\n", *notes.lines()]) + "\n"


class _Notes:
    """Sentences that many cells share, each with a letter."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def letter(self, sentence: str) -> str:
        """Return the letter of a sentence; a new one gets the next."""
        following = ascii_lowercase[len(self._letters)]
        return f"<sup>{self._letters.setdefault(sentence, following)}</sup>"

    def lines(self) -> Iterator[str]:
        """Yield the notes by their letters."""
        yield "| note | what it says |"
        yield "|---|---|"
        for sentence, letter in self._letters.items():
            yield f"| {letter} | {sentence} |"


def _title(right: AskedRight) -> str:
    name = right.replace("_", " ").capitalize()
    article = "21(2)" if right is AskedRight.marketing_objection else ARTICLE[right.right]
    return f"{name} (Article {article} GDPR)"


def _places() -> Iterator[str]:
    yield "## The places\n"
    yield "| place | what for, on which ground | how it is reached | what outlasts an erasure |"
    yield "|---|---|---|---|"
    for place in PLACES:
        kept = place.keeps.duty.replace("_", " ") if place.keeps else "nothing"
        what = _purpose(place) if place.purpose else place.told
        yield f"| {_name(place)} | {what} | {_REACHED[place.reached]} | {kept} |"


def _name(place: Place) -> str:
    return f"{place.row} {place.title}"


def _purpose(place: Place) -> str:
    of = place.purpose
    if of is None:
        return ""
    kinds = [word for word, is_so in (("marketing", of.marketing), ("profiling", of.profiling))
             if is_so]  # fmt: skip
    given = [] if place.given is Given.provided else [f"{place.given} data"]
    ground = f"{Ground(of.ground).replace('_', ' ')}, {GROUND_ARTICLE[of.ground]}"
    return "; ".join([f"{of.name}: {ground}", *kinds, *given])


def _cells(right: AskedRight, notes: _Notes) -> Iterator[str]:
    heads = [one.replace("_", " ") for one in Situation]
    yield f"| place | {' | '.join(heads)} |"
    yield "|---" * (len(heads) + 1) + "|"
    for place in PLACES:
        of = {situation: cell(right, place, situation) for situation in Situation}
        told = [_said(one, of[Situation.found], place, notes) for one in of.values()]
        yield f"| {_name(place)} | {' | '.join(told)} |"


def _said(of: Cell, found: Cell, place: Place, notes: _Notes) -> str:
    if place.reached is Reached.never:
        return "no data"
    same = of is not found and of.plan and _what(of) == _what(found)
    note = notes.letter(of.told) if of.told else ""
    return ("as found" if same else _what(of)) + note


def _what(of: Cell) -> str:
    outcome = [f"**{_outcome(of.outcome)}**"] if of.outcome else []
    opened = [kind for kind in dict.fromkeys(of.holds) if not of.plan or kind in _OF_PEOPLE]
    held = [f"hold `{kind}`" for kind in opened]
    if not of.plan:
        return "; ".join([*outcome, *held]) or ("told" if of.journal else "not told")
    what = ", ".join(dict.fromkeys(_word(one) for one in of.plan))
    if of.upheld:
        what += f"; upheld: {', '.join(dict.fromkeys(_word(one) for one in of.upheld))}"
    by_hand = ["by a colleague"] if of.by_hand else []
    return "; ".join([f"{what} ({_WAITS[of.waits_for]})", *by_hand, *held, *outcome])


def _outcome(outcome: Outcome) -> str:
    return outcome.replace("_", " ")


def _word(action: Action) -> str:
    ends = [f"{', '.join(_stay(action))} until {why.until_on}" for why in action.kept]
    return f"{_DONE[action.treatment]}{', keeping ' if ends else ''}{' and '.join(ends)}"


def _stay(action: Action) -> list[str]:
    """Return what stays, by its field; the whole record where no field goes."""
    kept = [place.keeps for place in PLACES if place.system == action.system]
    fields = kept[0].fields if kept and kept[0] else ()
    return list(fields) or ["all of it"]


def _journals(right: AskedRight) -> Iterator[str]:
    """Yield a row for each course that a case may take, with the cells that take it."""
    found: dict[tuple[tuple[str, ...], str], dict[str, list[str]]] = {}
    for place in PLACES:
        for situation in Situation:
            of = cell(right, place, situation)
            if of.journal:
                where = found.setdefault((of.journal, of.letter), {})
                where.setdefault(situation.replace("_", " "), []).append(place.row)
    yield "| where | entries, in order | letter |"
    yield "|---|---|---|"
    for (entries, letter), where in found.items():
        told = "; ".join(f"{name}: {_rows(rows)}" for name, rows in _together(where))
        noted = ", ".join(f"`{one}`" for one in entries)
        yield f"| {told} | {noted} | {f'`{letter}`' if letter else 'none yet'} |"


def _together(where: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield situations that are so in the same places as one."""
    same: dict[tuple[str, ...], list[str]] = {}
    for situation, rows in where.items():
        same.setdefault(tuple(rows), []).append(situation)
    for places, situations in same.items():
        yield ", ".join(situations), list(places)


def _rows(rows: list[str]) -> str:
    """Return rows with those that follow each other as `S2 to S9`."""
    runs: list[list[int]] = []
    for number in (int(row[1:]) for row in rows):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"S{run[0]} to S{run[-1]}" if len(run) > _SHORT else ", ".join(f"S{one}" for one in run)
        for run in runs
    )


_SHORT = 2
"""So many rows are named one by one."""


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
