"""Whether the writer, in words of their own, confirms or denies having asked.

Only a clear word counts: data may depend on it. A question, a condition, or a yes beside a no
is neither.
"""

from collections.abc import Iterable
from typing import TypeVar

from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.sentences import Sentence

Answer = TypeVar("Answer")


def confirms(own: Iterable[Sentence], words: Lexicon) -> bool | None:
    """Return True for a clear confirmation, False for a clear denial, else None."""
    answers = (_answer(sentence.folded, words) for sentence in own)
    return unanimous(answer for answer in answers if answer is not None)


def unanimous(answers: Iterable[Answer]) -> Answer | None:
    """Return the answer that is given every time; None where there is none, or several."""
    given = set(answers)
    return given.pop() if len(given) == 1 else None


def is_open(folded: str, words: Lexicon) -> bool:
    """Say whether a sentence asks, or sets a condition."""
    return "?" in folded or words.confirm["condition"].search(folded) is not None


def _answer(folded: str, words: Lexicon) -> bool | None:
    bare = folded.strip(" .,!\t")
    if bare in words.bare_yes:
        return True
    if bare in words.bare_no:
        return False
    if is_open(folded, words):
        return None
    if words.confirm["no"].search(folded):
        return False
    if not words.confirm["yes"].search(folded) or words.confirm["not_yes"].search(folded):
        return None
    return None if words.confirm["negation"].search(folded) else True
