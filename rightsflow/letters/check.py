"""May this letter go out? Every fault by its code; a letter with a fault waits for a person."""

from collections.abc import Iterator

from rightsflow.errors import NeedsPerson
from rightsflow.letters.audit import Facts, audit
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import (
    AccessReply,
    Context,
    CopyPart,
    Extension,
    FeeQuote,
    NothingHeld,
    PartialRefusal,
    PersonReply,
    Refusal,
    Reminder,
    RestrictionLifting,
    RightsReply,
)
from rightsflow.letters.marks_of_rights import corrected, due_in, written_in
from rightsflow.letters.render import Rendered, one_line, paragraphs, render
from rightsflow.letters.truth import untrue
from rightsflow.letters.words import words


class FaultyLetter(NeedsPerson):
    """A letter is not complete or not true, and is not sent. Its message names the codes."""

    def __init__(self, letter: Letter, codes: tuple[str, ...]) -> None:
        self.codes = codes
        super().__init__(f"{letter}: {', '.join(codes)}")


def checked(letter: Letter, context: Context) -> Rendered:
    """Return a letter that may go out; raises `FaultyLetter`.

    Raises jinja2's `UndefinedError` where a template asks for a fact that is not there.
    """
    _refuse(letter, untrue(context))
    rendered = render(letter, context)
    _refuse(letter, faults(letter, context, rendered))
    return rendered


def faults(letter: Letter, context: Context, rendered: Rendered) -> tuple[str, ...]:
    """Return the codes of all that is wrong with a letter, each once, or nothing."""
    said = audit(
        letter,
        context.frame.language,
        rendered.subject,
        rendered.text,
        rendered.html,
        facts=_facts(letter, context),
    )
    return tuple(dict.fromkeys((*untrue(context), *said)))


def _refuse(letter: Letter, codes: tuple[str, ...]) -> None:
    if codes:
        raise FaultyLetter(letter, codes)


def _facts(letter: Letter, context: Context) -> Facts:
    frame = context.frame
    offer = context.of if isinstance(context, Reminder) else letter
    given: tuple[str, ...] = ()
    copy: AccessReply | CopyPart | None = context if isinstance(context, AccessReply) else None
    if isinstance(context, NothingHeld):
        given = context.identifiers
    elif isinstance(context, RightsReply):
        given, copy = corrected(context), context.copy
    return Facts(
        controller=frame.controller,
        case_number=frame.case_number,
        received_at=frame.received_at,
        due_on=frame.due_on,
        today_on=frame.today_on,
        rights=frame.rights,
        marketing=frame.marketing,
        priced=offer is Letter.fee_quote,
        copied=copy is not None,
        paid=copy is not None and copy.fee is not None,
        marks=(*_provisions(context), *_written(context)),
        given=frozenset(one_line(name) for name in given),
    )


def _provisions(context: Context) -> Iterator[str]:
    """Yield each provision that this answer rests on."""
    spoken = words(context.frame.language)
    if isinstance(context, RightsReply):
        yield from due_in(context)
        return
    if isinstance(context, AccessReply) and context.withheld:
        yield from spoken.marks("withheld")
    parts = getattr(context, "refused", ()) or getattr(context, "parts", ())
    yield from (spoken.article(part.article) for part in parts)


def _written(context: Context) -> Iterator[str]:
    """Yield what a person wrote for this letter: no paragraph of it may be lost."""
    match context:
        case Refusal():
            texts = [text for part in context.refused for _, text in part.said]
        case PartialRefusal():
            texts = [part.reason for part in context.parts]
        case FeeQuote():
            texts = [context.how_to_pay, *(text for _, text in context.said)]
        case PersonReply():
            texts = [answer.text for answer in context.answers]
        case RightsReply():
            texts = [*written_in(context)]
        case Extension() | RestrictionLifting():
            texts = [context.reason]
        case _:
            texts = []
    for text in texts:
        yield from paragraphs(text)
