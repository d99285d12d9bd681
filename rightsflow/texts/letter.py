"""The text of a letter as its reader sees it: plain if there is such a form, else from HTML."""

from rightsflow.mime.bounded import Unreadable
from rightsflow.mime.headers import decode_value
from rightsflow.mime.parts import take_apart
from rightsflow.texts.model import Letter


def letter_in(raw: bytes, *, all_forms: bool = False) -> Letter:
    """Return the text of a raw message, with what was passed on below it.

    `all_forms`: every field of the header, plain and HTML form one after another, for searching.
    What cannot be parsed has no text, and a flaw.
    """
    try:
        parts = take_apart(raw)
    except Unreadable as problem:
        return Letter(flaws=(problem.flaw,))
    if all_forms:
        fields = (decode_value(str(value)) for _, value in parts.message.raw_items())
        texts = [*fields, *parts.plain, *parts.html, *parts.passed_on]
    else:
        texts = [*(parts.plain or parts.html), *parts.passed_on]
    text = "\n".join(filter(None, texts)).strip("\n")
    return Letter(text, tuple(parts.flaws), len(parts.attached))
