"""The commands `rightsflow letters ...`."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.terminal import ending_well
from rightsflow.letters.choose import Letter

letters_app = typer.Typer(
    help="Look at the letters, with the facts of an invented case.", no_args_is_help=True
)

Language = Annotated[str, typer.Option(help="The language of the letters, such as `pl` or `en`.")]


@letters_app.command("list")
def letters_list(language: Language = "pl") -> None:
    """List every letter: its title, when it is sent, which provision wants it, its languages."""
    with ending_well():
        from deployments.lettering import list_letters

        list_letters(language)


@letters_app.command("preview")
def letters_preview(
    letter: Annotated[Letter, typer.Argument(metavar="LETTER", help="As `letters list` names it.")],
    language: Language = "pl",
    example: Annotated[
        str, typer.Option(help="Another example of `rights_reply`, such as `marketing_stop`.")
    ] = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Write it as LETTER-LANGUAGE.pdf into this folder.")
    ] = False,
) -> None:
    """Show a letter with the facts of an invented case, as it would be sent."""
    with ending_well():
        from deployments.lettering import preview

        preview(letter, language, Path() if pdf else None, example)
