"""Which rights a letter asks for, and which it only mentions.

A letter that asks for access speaks of erasure, objection and automated decisions too, because
Article 15(1) lists them. So words alone decide nothing: a right counts where a sentence, a
heading, a list or a ticked box *asks* for it in the writer's own name. What is only mentioned
is never guessed: it goes to a person.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from rightsflow.law.right import ARTICLE, Right
from rightsflow.mail.reading.found import Found
from rightsflow.mail.reading.lexicon import Lexicon, RightWords
from rightsflow.mail.reading.marketing import is_about_marketing
from rightsflow.mail.reading.model import Evidence
from rightsflow.mail.reading.own_words import blanks, own_words, without_clauses
from rightsflow.mail.reading.sentences import Sentence

_SPAN_CHARS: Final = 160
"""Length of the words kept as evidence, in characters."""

_STOPPING: Final = frozenset({Right.objection, Right.consent_withdrawal})
"""Rights that may be used against direct marketing."""

_LEAVING: Final = frozenset({Right.erasure, Right.consent_withdrawal})
"""Rights for which people give reasons that would be requests if they stood alone."""

UNSURE: Final[Mapping[Right, frozenset[Right]]] = {
    Right.portability: frozenset({Right.access}),
    Right.automated_decision: frozenset({Right.access, Right.objection}),
    Right.access: frozenset({Right.portability}),
    Right.objection: frozenset({Right.restriction}),
    Right.rectification: frozenset(Right) - {Right.rectification},
    Right.restriction: frozenset({Right.automated_decision}),
}
"""Rights that are easily read into another's words, in the order in which they are asked about.

The format of a copy is not Article 20, what Article 15(1)(h) lets one ask is not Article 22, what
shall be sent on is not asked to be seen, use that is forbidden for a time is restricted, a fact
that is wrong may only be the reason, and it is a program that blocks an account.
Beside these others such a right counts only where the letter has a word that is `sure`.
"""

_REASON: Final = "/reasons"
"""How the rule ends by which a mere reason was recognised."""

_ON_DATA: Final = frozenset(
    {Right.rectification, Right.erasure, Right.restriction, Right.objection}
)
"""Rights whose wish says which data it is about."""

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
        if not _STOPPING.isdisjoint(_read_sentence(sentence, whole, words, found))
    }
    found.marketing = is_about_marketing(read, stopping, words)
    if not _LEAVING.isdisjoint(found.rights):
        found.evidence = [item for item in found.evidence if not item.rule.endswith(_REASON)]
    for right, others in UNSURE.items():
        is_beside = right in found.rights and not others.isdisjoint(found.rights)
        if is_beside and not words.rights[right].sure.search(whole):
            found.evidence = [item for item in found.evidence if item.right is not right]
    _take_back(found, whole, words)
    return found


def _take_back(found: Found, whole: str, words: Lexicon) -> None:
    """Read leaving a list that the writer once joined as what it is: consent taken back.

    Article 7(3) GDPR; an objection in so many words stays one.
    """
    joined, opposes = words.about["subscribed"], words.about["opposes"]
    if not found.marketing or opposes.search(whole) or not joined.search(whole):
        return
    found.evidence = [
        replace(item, right=Right.consent_withdrawal) if item.right is Right.objection else item
        for item in found.evidence
    ]


def is_notice(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether a sentence, or the line above its list, is not the writer's wish.

    "I exercise the following rights:" is one, though notices say "the following rights", too; and
    so is what somebody is against who does not want to be invited to webinars.
    """
    notice, lead = words.exclude.sentence, sentence.lead
    if notice.search(sentence.folded) is not None:
        return words.firm.search(sentence.folded) is None
    return notice.search(lead) is not None and words.exercise.search(lead) is None


def _read_sentence(sentence: Sentence, whole: str, words: Lexicon, found: Found) -> set[Right]:
    """Add what the sentence asks and names to `found`; return the rights that it asks for.

    `whole` is the folded letter, to which a title and a pronoun refer.
    """
    near = _rights_near(sentence.folded, words)
    has_article = _ARTICLE.search(sentence.folded) is not None
    if not near and not has_article:
        return set()
    if is_notice(sentence, words):
        return set()
    is_scope = _is_scope(sentence, words)
    if is_scope:
        near = tuple(right for right in near if right is Right.access)
    exercised = words.exercise.search(sentence.folded) is not None
    own = own_words(sentence.folded, words, exercised=exercised)
    wished = without_clauses(own, words)
    asks = exercised or _is_asked(sentence, wished, words)
    listed = exercised or sentence.ticked or bool(sentence.lead)
    hits = [_hit(words.rights[r], own, wished, asks=asks, listed=listed) for r in near]
    taken = [hit for hit in hits if hit is not None]
    if sentence.title:
        taken = [hit for hit in taken if not words.rights[hit[0]].not_of.search(whole)]
    if not taken:
        taken = _referring([words.rights[r] for r in near], wished, whole, asks=asks)
    is_cited = has_article and not is_scope
    by_article = is_cited and not words.about["follow_up"].search(sentence.folded)
    counted = _without_descriptions(
        taken or _weakly(near, wished, words, asks=asks, article=by_article), words
    )
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


def _without_descriptions(hits: list[Hit], words: Lexicon) -> list[Hit]:
    """Drop access that only says which data another wish is about.

    "I request that you correct the data you hold about me" names the words of access around
    those of rectification; in "a copy of my data, then their erasure" a word before is `sure`.
    "Delete my number and all that you have of me" has them behind; asked between, they count.
    """
    wishes = [match for right, match, _ in hits if right in _ON_DATA]
    row = words.rights[Right.access]

    def describes(named: re.Match[str], how: str) -> bool:
        text = named.string
        for wish in wishes:
            if named.start() <= wish.start() < named.end() and how != "asks":
                if not row.sure.search(text[named.start() : wish.start()]):
                    return True
            elif wish.start() < named.start() and row.relative.match(named.group()):
                if not words.ask.search(text[wish.end() : named.start()]):
                    return True
        return False

    return [
        (right, match, how)
        for right, match, how in hits
        if right is not Right.access or not describes(match, how)
    ]


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
