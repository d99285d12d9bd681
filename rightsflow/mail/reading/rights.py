"""Which rights a letter asks for, and which it only mentions.

A letter that asks for access speaks of erasure, objection and automated decisions too, because
Article 15(1) lists them. So words alone decide nothing: a right counts where a sentence, a
heading, a list or a ticked box *asks* for it in the writer's own name. What is only mentioned
is never guessed: it goes to a person.
"""

import re
from collections.abc import Iterable
from typing import Final

from rightsflow.law.right import ARTICLE, Right
from rightsflow.mail.reading.beside import drop_unsure, take_back, without_descriptions
from rightsflow.mail.reading.found import Found, Hit
from rightsflow.mail.reading.lexicon import Lexicon, RightWords
from rightsflow.mail.reading.marketing import is_about_marketing
from rightsflow.mail.reading.model import Evidence
from rightsflow.mail.reading.own_words import blanks, own_words, without_clauses
from rightsflow.mail.reading.sentences import Sentence

SPAN_CHARS: Final = 160
"""Length of the words kept as evidence, in characters."""

STOPPING: Final = frozenset({Right.objection, Right.consent_withdrawal})
"""Rights that may be used against direct marketing."""

_LEAVING: Final = frozenset({Right.erasure, Right.consent_withdrawal})
"""Rights for which people give reasons that would be requests if they stood alone."""

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


def find_rights(letter: Iterable[Sentence], words: Lexicon) -> Found:
    """Return the rights that the sentences ask for in the language of `words`."""
    found = Found()
    read = list(letter)
    whole = "\n".join(sentence.folded for sentence in read)
    stopping = {
        at
        for at, sentence in enumerate(read)
        if not STOPPING.isdisjoint(_read_sentence(sentence, whole, words, found))
    }
    found.marketing = is_about_marketing(read, stopping, words)
    if not _LEAVING.isdisjoint(found.rights):
        found.evidence = [item for item in found.evidence if not item.rule.endswith(_REASON)]
    drop_unsure(found, whole, words)
    take_back(found, whole, words)
    return found


def is_notice(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether a sentence, or the line above its list, is not the writer's wish.

    "I exercise the following rights:" is one, though notices say "the following rights", too; and
    so is what somebody is against who does not want to be invited to webinars.
    """
    notice, lead = words.exclude.sentence, sentence.lead
    if notice.search(sentence.folded) is not None:
        return words.firm.search(sentence.folded) is None
    return notice.search(lead) is not None and words.exercise.search(lead) is None


def asks_plainly(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether the words of the sentence ask for a right, whatever else it may be."""
    text = sentence.folded
    return words.ask.search(text) is not None and any(
        row.asks.search(row.unless.sub(blanks, text)) for row in words.rights.values()
    )


def _read_sentence(sentence: Sentence, whole: str, words: Lexicon, found: Found) -> set[Right]:
    """Add what the sentence asks and names to `found`; return the rights that it asks for.

    `whole` is the folded letter, to which a title and a pronoun refer.
    """
    if is_notice(sentence, words) or _is_described(sentence, words):
        return set()
    has_article = _ARTICLE.search(sentence.folded) is not None
    is_scope = _is_scope(sentence, words)
    rows = [row for row in words.rights.values() if row.right is Right.access or not is_scope]
    exercised = words.exercise.search(sentence.folded) is not None
    own = own_words(sentence.folded, words, exercised=exercised)
    wished = without_clauses(own, words)
    asks = exercised or _is_asked(sentence, wished, words)
    listed = exercised or sentence.ticked or bool(sentence.lead)
    every = [_hit(row, own, wished, asks=asks, listed=listed) for row in rows]
    taken = [hit for hit in every if hit is not None]
    if sentence.title:
        taken = [hit for hit in taken if not words.rights[hit[0]].not_of.search(whole)]
    if not taken:
        taken = _referring(rows, wished, whole, asks=asks)
    is_cited = has_article and not is_scope
    by_article = is_cited and not words.about["follow_up"].search(sentence.folded)
    hits = taken or _weakly(rows, wished, asks=asks, article=by_article)
    counted = without_descriptions(hits, words)
    found.ruled_out.update({right for right, _, _ in hits} - {right for right, _, _ in counted})
    found.ruled_out.update(
        row.right for row in rows if _only_looks_so(row, sentence.folded, wished)
    )
    for right, match, how in counted:
        if len(found.evidence) < _EVIDENCE or right not in found.rights:
            span = sentence.text[match.start() : match.end()][:SPAN_CHARS]
            found.evidence.append(Evidence(right, span, f"{words.language}/{right}/{how}"))
    asked = {right for right, _, _ in taken}
    # "May I erase …?" is no wish, but a person should hear the question.
    told = sentence.folded if "?" in sentence.folded else own
    found.mentioned.update(
        row.right for row in rows if row.right not in asked and row.names.search(told) is not None
    )
    return {right for right, _, _ in counted}


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


def _only_looks_so(row: RightWords, text: str, wished: str) -> bool:
    """Say whether all words of a right are such as its `unless` names, or not the writer's own."""
    left = row.unless.sub(blanks, wished)
    return left != text and any(
        words.search(text) and not words.search(left) for words in (row.asks, row.names, row.weak)
    )


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


def _weakly(rows: Iterable[RightWords], wished: str, *, asks: bool, article: bool) -> list[Hit]:
    """Return what counts only because the sentence asks for nothing else."""
    for row in rows:
        text = row.unless.sub(blanks, wished)
        if match := row.weak.search(text):
            return [(row.right, match, "weak")]
        if asks and (match := row.describes.search(text)):
            return [(row.right, match, "describes")]
    if asks and article:
        return [
            (_ARTICLES[match.group(1)], match, "article") for match in _ARTICLE.finditer(wished)
        ]
    return []


def _is_scope(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether the sentence is an item of what an access request wants to be told."""
    return bool(sentence.lead) and words.scope.search(sentence.lead) is not None


def _is_described(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether the sentence is an item of what data are meant: "all my data, including:"."""
    lead = sentence.lead
    return words.described.search(lead) is not None and words.exercise.search(lead) is None


def _is_asked(sentence: Sentence, wished: str, words: Lexicon) -> bool:
    if sentence.ticked or words.ask.search(wished):
        return True
    cites = sentence.item and _ARTICLE.search(wished) is not None
    if cites and not words.exclude.notice.search(sentence.folded):
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
