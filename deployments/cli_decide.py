"""`rightsflow decide` and `rightsflow say`: a person's decision, and the words it needs."""

from typing import Annotated

import typer

from deployments.options import HERE, AsJson, Config
from deployments.terminal import ending_well
from rightsflow.law.decision import Decision
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="A case number.")]


def decide(  # noqa: PLR0913, PLR0917 - each option is a field of the form
    number: Number,
    decision: Annotated[
        Decision | None,
        typer.Option(help="What you decide. Without it you are shown what waits, and what can be "
                     "decided."),
    ] = None,
    hold: Annotated[
        str | None,
        typer.Option(help="The hold that it is about, such as H-12.1; needed where several wait."),
    ] = None,
    ground: Annotated[
        RefusalGround | None, typer.Option(help="The ground of a refusal, or of a fee instead.")
    ] = None,
    right: Annotated[
        list[AskedRight] | None,
        typer.Option(help="To correct the reading: a right that is asked for. To refuse or "
                     "release: one that it is about. Repeatable."),
    ] = None,
    record: Annotated[
        list[int] | None,
        typer.Option(help="To confirm identity: the number of a record that is this person's, as "
                     "--reveal lists it. Repeatable; left out: those that surely are."),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(help="To refuse a part: a system that is withheld. Repeatable."),
    ] = None,
    months: Annotated[
        int, typer.Option(min=1, max=2, help="To extend: by how many further months.")
    ] = 2,
    approver: Annotated[
        str | None, typer.Option(help="Your name as an approver; asked for if left out.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(help="The six digits of your authenticator app; asked for if left out."),
    ] = None,
    config: Config = HERE,
    as_json: AsJson = False,
    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Show the person's words and records too; the journal notes "
                     "that you looked."),
    ] = False,
) -> None:  # fmt: skip
    """Show what waits for a person in a case and, with --decision, decide on it."""
    with ending_well():
        from deployments.deciding import Chosen, decide_case

        chosen = Chosen(
            decision=decision,
            hold=hold,
            ground=ground,
            rights=tuple(right or ()),
            records=tuple(record or ()),
            systems=tuple(system or ()),
            months=months,
            approver=approver,
            code=code,
        )
        decide_case(config.resolve(), number, chosen, as_json=as_json, reveal=reveal)


def say(
    number: Number,
    kind: Annotated[
        TextKind,
        typer.Option(
            help="What the text is. `evidence` stays with the case, the others go into the letter."
        ),
    ],
    approver: Annotated[str, typer.Option(help="Your name as an approver.")],
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(metavar="FILE", help="The text, in UTF-8; `-` reads standard input."),
    ],
    config: Config = HERE,
) -> None:
    """Write a text that a decision needs, such as a reason: sealed, and unsent before it."""
    with ending_well():
        from deployments.deciding import say_text

        say_text(config.resolve(), number, kind, file.read(), approver)


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("decide")(decide)
    app.command("say")(say)
