"""`rightsflow letters`: what the letters look like, without an instance."""

from pathlib import Path

from rich.table import Table

from deployments.terminal import OUT
from rightsflow.errors import Misconfigured
from rightsflow.letters.check import checked
from rightsflow.letters.choose import TABLE, Letter
from rightsflow.letters.context import Context
from rightsflow.letters.examples import example
from rightsflow.letters.examples_of_rights import EXAMPLES, rights_example
from rightsflow.letters.paper import to_pdf
from rightsflow.letters.render import compose
from rightsflow.letters.words import Words, languages, words


def list_letters(language: str) -> None:
    """Print a row for each letter; raises `Misconfigured` for a language without letters."""
    spoken = _words(language)
    table = Table("letter", "title", "sent when", "wanted by (GDPR)", "languages", box=None)
    known = ", ".join(sorted(languages()))
    for row in TABLE:
        title = spoken.name("titles", row.letter)
        when = row.event.replace("_", " ")
        table.add_row(row.letter, title, when, row.article, known)
    OUT.print(table)


def preview(letter: Letter, language: str, folder: Path | None, name: str = "") -> None:
    """Print an example of a letter, or write it as a PDF into a folder and print its name.

    `name`: another example of the letter than its first. Raises `Misconfigured` for a language
    without letters, or a name without example.
    """
    spoken = _words(language)
    context = _example(letter, language, name)
    made = checked(letter, context)
    if folder is None:
        OUT.print(f"{made.subject}\n\n{made.text}", markup=False, end="")
        return
    file = folder / f"{name or letter}-{language}.pdf"
    said = compose(letter, context)
    file.write_bytes(to_pdf(said, head=context.frame.controller.name, spoken=spoken))
    OUT.print(str(file), markup=False)


def _example(letter: Letter, language: str, name: str) -> Context:
    if not name:
        return example(letter, language)
    if letter is not Letter.rights_reply or name not in EXAMPLES:
        known = ", ".join(EXAMPLES)
        problem = f"There is no example {name!r} of {letter}. Of {Letter.rights_reply}: {known}"
        raise Misconfigured(problem)
    return rights_example(name, language)


def _words(language: str) -> Words:
    if language not in languages():
        known = ", ".join(sorted(languages()))
        problem = f"There are no letters in {language!r}. Choose one of: {known}"
        raise Misconfigured(problem)
    return words(language)
