"""What waits for a person in a case, as the terminal shows it; personal only where asked for."""

from collections.abc import Sequence

from rich.table import Table

from deployments.terminal import OUT
from rightsflow.law.refusal import TextKind, row_for
from rightsflow.letters.staff.contexts import DecisionWanted
from rightsflow.letters.staff.facts import Option
from rightsflow.mail.sending.safe_text import body
from tasks.shown import Shown


def show_holds(found: Sequence[Shown], number: str, *, reveal: bool) -> None:
    """Print each hold with what it rests on and what can be decided."""
    if not found:
        OUT.print(f"Nothing waits for a person in {number}.")
    for one in found:
        wanted = one.as_wanted(form=(), link="", command="")
        OUT.print(f"\n[bold]{one.hold.ref}  {one.hold.kind}[/bold]", markup=True)
        OUT.print(_facts(one, wanted))
        OUT.print(_options(wanted))
        if any(option.grounds for option in wanted.options):
            OUT.print(_grounds(one, wanted))
        if reveal:
            _reveal(one)


def _facts(one: Shown, wanted: DecisionWanted) -> Table:
    table = Table(box=None, show_header=False)
    for name, value in (
        ("why", ", ".join(one.hold.reasons) or "-"),
        ("answer by", one.hold.answer_by_on.isoformat()),
        ("case is due", f"{one.case.due_on.isoformat()} ({wanted.days_left} days left)"),
        ("in silence", wanted.silence.replace("_", " ")),
        ("asked for", ", ".join(r.right for r in one.asked) or "-"),
        ("written", ", ".join(one.texts) or "-"),
        ("waits for a second person", _first(one)),
    ):
        table.add_row(name, value)
    return table


def _first(one: Shown) -> str:
    """Return what the first of two has decided, and when."""
    if one.first is None:
        return "-"
    content = one.first.content
    ground = f" on the ground {content.ground}" if content.ground else ""
    zone = one.at.settings.controller.zone
    return (
        f"{one.first.approver} decided {content.decision}{ground} on "
        f"{one.first.made_at.astimezone(zone):%Y-%m-%d at %H:%M}"
    )


def _options(wanted: DecisionWanted) -> Table:
    table = Table("decision", "people", "to be written first", box=None)
    for option in wanted.options:
        people = f"{option.approvers}, one the officer" if option.officer else str(option.approvers)
        table.add_row(option.decision, people, _texts(option))
    return table


def _texts(option: Option) -> str:
    if option.grounds:
        return "as the ground wants"
    wanted = ", ".join(option.texts_wanted)
    if option.texts_possible:
        return f"{wanted or 'nothing'} (may be: {', '.join(option.texts_possible)})"
    return wanted or "-"


def _grounds(one: Shown, wanted: DecisionWanted) -> Table:
    """Return the grounds with what each wants: what is written already is not named again."""
    table = Table("right", "ground", "article", "to be written first", box=None)
    grounds = dict.fromkeys(pair for option in wanted.options for pair in option.grounds)
    for right, ground in grounds:
        row = row_for(right, ground)
        texts = (*row.texts, TextKind.evidence) if row else ()
        left = ", ".join(kind for kind in texts if kind not in one.texts) or "-"
        table.add_row(right, ground, row.article if row else "", left)
    return table


def _reveal(one: Shown) -> None:
    for title, text in (
        ("the person's words", one.letter_text),
        *((f"written: {kind}", given.text) for kind, given in one.texts.items()),
    ):
        if text:
            OUT.print(f"\n[bold]{title}[/bold]", markup=True)
            OUT.print(body(text), markup=False)
    if one.records:
        table = Table("number", "system", "record", "found by", box=None)
        for number, match in enumerate(one.records, 1):
            found_by = f"{match.identifier.kind} {match.identifier.value}"
            table.add_row(str(number), match.system, match.record, found_by)
        OUT.print(table)
