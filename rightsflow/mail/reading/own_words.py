"""What of a sentence is the writer's own wish; all else is blanked, so that no place moves."""

import re
from typing import Final

from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.phrases import Phrases

_QUOTED: Final = re.compile(r"[„“\"«][^”“\"»]{80,}[”“\"»]")
"""A long quotation is the law or the controller speaking, not the writer."""

_ADDRESS: Final = re.compile(r"(?<!\S)[^\s@]*@\S+|https?://\S+")
_NEXT_ITEM: Final = re.compile(r"(?<!\w)(?:[a-h]|\d{1,2}|[ivx]{1,4})\)\s")
"""The next of several things named in one sentence: "a) a copy, b) the deletion"."""

_CLAUSE_END: Final = re.compile(r"[,;:\u2013\u2014]")


def own_words(folded: str, words: Lexicon, *, exercised: bool) -> str:
    """Blank what is not the writer's wish: knowledge, quotations, addresses, earlier letters."""
    text = _ADDRESS.sub(blanks, _QUOTED.sub(blanks, folded))
    text = words.exclude.phrase.sub(blanks, text)
    text = _blank_until(text, words.exclude.rest, words.ask)
    if not exercised:
        text = _blank_until(text, words.exclude.unless_exercised, words.ask)
    return text


def without_clauses(text: str, words: Lexicon) -> str:
    """Blank conditions up to their comma: "if you erase them, please tell me"."""
    return _blank_until(text, words.exclude.clause, words.ask, _CLAUSE_END)


def _blank_until(text: str, start: Phrases, *ends: Phrases | re.Pattern[str]) -> str:
    at = 0
    while match := start.search(text, at):
        stops = [
            found.start() for end in (*ends, _NEXT_ITEM) if (found := end.search(text, match.end()))
        ]
        at = min(stops, default=len(text))
        text = text[: match.start()] + " " * (at - match.start()) + text[at:]
    return text


def blanks(match: re.Match[str]) -> str:
    """Return as many blanks as the match is long, so that all places stay the same."""
    return " " * len(match.group())
