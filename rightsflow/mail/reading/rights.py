"""Which rights a letter asks for, and which it only mentions.

A letter that asks for access speaks of erasure, objection and automated decisions too, because
Article 15(1) lists them. So words alone decide nothing: a right counts where a sentence, a
heading, a list or a ticked box *asks* for it in the writer's own name. What is only mentioned
is never guessed: it goes to a person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rightsflow.law.right import ARTICLE, Right
from rightsflow.mail.reading.lexicon import Lexicon, RightWords
from rightsflow.mail.reading.marketing import is_about_marketing
from rightsflow.mail.reading.model import Evidence
from rightsflow.mail.reading.phrases import Phrases
from rightsflow.mail.reading.sentences import Sentence

_SPAN_CHARS: Final = 160
"""Length of the words kept as evidence, in characters."""

_STOPPING: Final = frozenset({Right.objection, Right.consent_withdrawal})
"""Rights that may be used against direct marketing."""

_LEAVING: Final = frozenset({Right.erasure, Right.consent_withdrawal})
"""Rights for which people give reasons that would be requests if they stood alone."""

_SENDING: Final = f"{Right.access}/weak"
"""How the rule ends for "send them my profile", which is access only where nothing is ported."""

_FORM_OF_COPY: Final = Right.portability
"""The right for which the format of a copy is easily taken (Article 15(3), not 20)."""

_REASON: Final = "/reasons"
"""How the rule ends by which a mere reason was recognised."""

_EVIDENCE: Final = 30
"""Pieces of evidence kept; beyond these only a right not yet shown."""

_TITLE_WORDS: Final = 7
"""A right named in a title of so few words is what the letter is about."""

_ARTICLES: Final = {number: right for right, number in ARTICLE.items() if number.isdigit()}
_ARTICLE: Final = re.compile(
    r"\bart(?:\.|ykul\w*|icle|ikel)?\s*(1[5-8]|2[0-2])\b(?!\s*(?:-|\u2013|do|to|bis|i|and|und|,)\s*\d)"
)
_QUOTED: Final = re.compile(r"[„“\"«][^”“\"»]{80,}[”“\"»]")
"""A long quotation is the law or the controller speaking, not the writer."""

_CLAUSE_END: Final = re.compile(r"[,;:\u2013\u2014]")


@dataclass(slots=True)
class Found:
    """What was found: evidence of what is asked, and what is named without being asked.

    `marketing` says that an objection or a withdrawal of consent concerns direct marketing.
    """

    evidence: list[Evidence] = field(default_factory=list)
    mentioned: set[Right] = field(default_factory=set)
    marketing: bool = False

    @property
    def rights(self) -> tuple[Right, ...]:
        """Return the rights asked for, in the order of the articles."""
        asked = {item.right for item in self.evidence}
        return tuple(right for right in Right if right in asked)


def find_rights(letter: Iterable[Sentence], words: Lexicon) -> Found:
    """Return the rights that the sentences ask for in the language of `words`."""
    found = Found()
    read = list(letter)
    whole = "\n".join(sentence.folded for sentence in read)
    stopping = {
        at
        for at, sentence in enumerate(read)
        if not _STOPPING.isdisjoint(_read_sentence(sentence, whole, words, found))
    }
    found.marketing = is_about_marketing(read, stopping, words)
    if not _LEAVING.isdisjoint(found.rights):
        found.evidence = [item for item in found.evidence if not item.rule.endswith(_REASON)]
    _drop_form_of_copy(whole, words, found)
    if Right.portability in found.rights:
        found.evidence = [item for item in found.evidence if not item.rule.endswith(_SENDING)]
    return found


def _drop_form_of_copy(whole: str, words: Lexicon, found: Found) -> None:
    """Drop portability where it is only the format in which the data are to be shown.

    Who asks for access may name a format; it is Article 20 if the letter says so, or that the
    data shall go on to somebody else.
    """
    if Right.access in found.rights and not words.rights[_FORM_OF_COPY].sure.search(whole):
        found.evidence = [item for item in found.evidence if item.right is not _FORM_OF_COPY]


def _read_sentence(sentence: Sentence, whole: str, words: Lexicon, found: Found) -> set[Right]:
    """Add what the sentence asks and names to `found`; return the rights that it asks for.

    `whole` is the folded letter, to which a title and a pronoun refer.
    """
    near = _rights_near(sentence.folded, words)
    has_article = _ARTICLE.search(sentence.folded) is not None
    if not near and not has_article:
        return set()
    if words.exclude.sentence.search(sentence.folded) or _is_scope(sentence, words):
        return set()
    exercised = words.exercise.search(sentence.folded) is not None
    own = _own_words(sentence.folded, words, exercised=exercised)
    wished = _blank_clauses(own, words)
    asks = exercised or _is_asked(sentence, wished, words)
    listed = exercised or sentence.ticked or bool(sentence.lead)
    hits = [_hit(words.rights[r], own, wished, asks=asks, listed=listed) for r in near]
    taken = [hit for hit in hits if hit is not None]
    if sentence.title:
        taken = [hit for hit in taken if not words.rights[hit[0]].not_of.search(whole)]
    if not taken:
        taken = _referring([words.rights[r] for r in near], wished, whole, asks=asks)
    by_article = has_article and not words.about["follow_up"].search(sentence.folded)
    counted = taken or _weakly(near, wished, words, asks=asks, article=by_article)
    for right, match, how in counted:
        if len(found.evidence) < _EVIDENCE or right not in found.rights:
            span = sentence.text[match.start() : match.end()][:_SPAN_CHARS]
            found.evidence.append(Evidence(right, span, f"{words.language}/{right}/{how}"))
    asked = {right for right, _, _ in taken}
    # "May I erase …?" is no wish, but a person should hear the question.
    told = sentence.folded if "?" in sentence.folded else own
    found.mentioned.update(
        r for r in near if r not in asked and words.rights[r].names.search(told) is not None
    )
    return {right for right, _, _ in counted}


Hit = tuple[Right, re.Match[str], str]


def _hit(row: RightWords, own: str, wished: str, *, asks: bool, listed: bool) -> Hit | None:
    own, wished = row.unless.sub(blanks, own), row.unless.sub(blanks, wished)
    if match := row.asks.search(own):
        return row.right, match, "asks"
    if asks and (match := row.names.search(wished)):
        return row.right, match, "names"
    if asks and listed and (match := row.items.search(wished)):
        return row.right, match, "items"
    if match := row.reasons.search(own):
        return row.right, match, "reasons"
    return None


def _referring(rows: Iterable[RightWords], wished: str, whole: str, *, asks: bool) -> list[Hit]:
    """Return what is asked for, or told, of a thing that only the whole letter names.

    "Delete it" and "the date is wrong" mean the writer's data only if the letter speaks of them.
    """
    told: list[Hit] = []
    for row in rows:
        text = row.unless.sub(blanks, wished)
        match = (row.refers.search(text) if asks else None) or row.tells.search(text)
        if match and row.of.search(whole) and not row.not_of.search(whole):
            told.append((row.right, match, "refers"))
    return told


def _weakly(
    near: Iterable[Right], wished: str, words: Lexicon, *, asks: bool, article: bool
) -> list[Hit]:
    """Return what counts only because the sentence asks for nothing else."""
    for right in near:
        row = words.rights[right]
        text = row.unless.sub(blanks, wished)
        if match := row.weak.search(text):
            return [(right, match, "weak")]
        if asks and (match := row.describes.search(text)):
            return [(right, match, "describes")]
    if asks and article:
        return [
            (_ARTICLES[match.group(1)], match, "article") for match in _ARTICLE.finditer(wished)
        ]
    return []


def _rights_near(folded: str, words: Lexicon) -> tuple[Right, ...]:
    stems = {match.group() for match in words.stems.finditer(folded)}
    rights = {right for stem in stems for right in words.stem_rights[stem]}
    return tuple(right for right in Right if right in rights)


def _is_scope(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether the sentence is an item of what an access request wants to be told."""
    return bool(sentence.lead) and words.scope.search(sentence.lead) is not None


def _is_asked(sentence: Sentence, wished: str, words: Lexicon) -> bool:
    if sentence.ticked or words.ask.search(wished):
        return True
    if sentence.lead:
        return words.ask.search(sentence.lead) is not None or bool(
            words.heading.search(sentence.lead)
        )
    if not sentence.heading:
        return False
    if words.heading.search(wished):
        return True
    return sentence.title and len(wished.split()) <= _TITLE_WORDS and "?" not in wished


def _own_words(folded: str, words: Lexicon, *, exercised: bool) -> str:
    """Blank what is not the writer's wish: knowledge, quotations, earlier letters, refusals."""
    text = _QUOTED.sub(blanks, folded)
    text = words.exclude.phrase.sub(blanks, text)
    text = _blank_until(text, words.exclude.rest, words.ask)
    if not exercised:
        text = _blank_until(text, words.exclude.unless_exercised, words.ask)
    return text


def _blank_clauses(text: str, words: Lexicon) -> str:
    """Blank conditions up to their comma: "if you erase them, please tell me"."""
    return _blank_until(text, words.exclude.clause, words.ask, _CLAUSE_END)


def _blank_until(text: str, start: Phrases, *ends: Phrases | re.Pattern[str]) -> str:
    at = 0
    while match := start.search(text, at):
        stops = [found.start() for end in ends if (found := end.search(text, match.end()))]
        at = min(stops, default=len(text))
        text = text[: match.start()] + " " * (at - match.start()) + text[at:]
    return text


def blanks(match: re.Match[str]) -> str:
    """Return as many blanks as the match is long, so that all places stay the same."""
    return " " * len(match.group())
