"""Whether the writer, in words of their own, accepts a fee or takes the request back.

Money or an answer depends on it, so only a clear word counts: none under a question, a
condition, a no or a "but only", and none beside its opposite. What else the writer means is
read by a person.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rightsflow.law.reception import ReplyWord
from rightsflow.mail.reading.confirmation import is_open, unanimous
from rightsflow.mail.reading.lexicon import LANGUAGES, Lexicon, lexicon
from rightsflow.mail.reading.sentences import Sentence

_SIGNS: Final = " .,;:!-\u2013\u2014\t"
_NAME_WORDS: Final = 5
"""No more words than this stand in a line of a signature or in a greeting with a name."""

_REFUSES: Final = "refuses"
"""Said of a fee: it is not accepted. By itself this takes nothing back."""

_UNCLEAR: Final = "unclear"
"""Something is said of the fee or the request, but not clearly."""

Said = ReplyWord | str


def reply_word(own: Iterable[Sentence], *, asks: bool) -> ReplyWord | None:
    """Return the one clear word of the letter, else None.

    `asks` says that the letter also asks for a right: to take a request back while making one
    is unclear, and a bare "I accept" may then mean anything. Every language is tried, because
    a short reply is easily taken for the wrong one.
    """
    letter = list(own)
    said = {word for name in LANGUAGES for word in _said(letter, lexicon(name))}
    if not said:
        bare = not asks and any(_is_bare_acceptance(letter, lexicon(name)) for name in LANGUAGES)
        return ReplyWord.accepts_fee if bare else None
    if ReplyWord.withdraws_request in said:
        # Who does not accept the fee may well take the request back: no contradiction.
        said.discard(_REFUSES)
    word = unanimous(said)
    if not isinstance(word, ReplyWord) or (asks and word is ReplyWord.withdraws_request):
        return None
    return word


def _said(letter: list[Sentence], words: Lexicon) -> set[Said]:
    told = [s.folded for s in letter if not words.reply["footer"].search(s.folded)]
    said = {word for folded in told for word in _of_sentence(folded, words)}
    if said and any(words.reply["narrows"].search(folded) for folded in told):
        said.add(_UNCLEAR)
    return said


def _of_sentence(folded: str, words: Lexicon) -> Iterator[Said]:
    """Yield what a sentence says; a "no" is unclear except in a phrase that contains it."""
    known = words.reply
    told = known["beside"].sub(_blanks, folded)
    left = known["forgoes"].sub(_blanks, known["refuses"].sub(_blanks, told))
    refuses = known["refuses"].search(told)
    withdraws = known["withdraws"].search(left) or known["forgoes"].search(told)
    accepts = known["accepts"].search(left)
    if not (refuses or withdraws or accepts):
        return
    if (
        is_open(folded, words)
        or known["doubt"].search(left)
        or words.confirm["negation"].search(left)
        or (withdraws and known["other"].search(left))
    ):
        yield _UNCLEAR
    if refuses:
        yield _REFUSES
    if withdraws:
        yield ReplyWord.withdraws_request
    if accepts:
        yield ReplyWord.accepts_fee


def _is_bare_acceptance(letter: Iterable[Sentence], words: Lexicon) -> bool:
    """Say whether "I accept", greeting and name are the whole letter."""
    accepted = False
    for sentence in letter:
        if words.reply["footer"].search(sentence.folded):
            continue
        closing = words.closing.match(sentence.folded)
        # What follows is the signature, unless the closing begins a sentence.
        if accepted and closing and _is_name(sentence.text[closing.end() :]):
            return True
        left = words.reply["beside"].sub(_blanks, sentence.folded)
        if words.reply["bare_accepts"].fullmatch(left.strip(_SIGNS)):
            accepted = True
        elif not _is_name(_kept(sentence.text, left)) or words.confirm["negation"].search(left):
            return False
    return accepted


def _is_name(text: str) -> bool:
    words = text.strip(_SIGNS).split()
    return len(words) <= _NAME_WORDS and all(word[:1].isupper() for word in words)


def _kept(text: str, left: str) -> str:
    """Return the letters of the text that are not blank in `left`, which is as long."""
    return "".join(shown if kept != " " else " " for shown, kept in zip(text, left, strict=True))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())
