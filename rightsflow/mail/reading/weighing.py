"""Two readers of one letter: the phrases, and the weight of all its words.

A phrase knows what it looks for and nothing of the rest; weights know the whole and no grammar.
Of letters that neither had seen the two together misread half as many rights as the phrases
alone (`docs/decisions/0043`). Where the words of a letter contradict a phrase, a person decides.
"""

from collections.abc import Sequence
from typing import Final

from rightsflow.law.right import Right
from rightsflow.mail.reading.found import WEIGHED, Found
from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.marketing import is_about_marketing
from rightsflow.mail.reading.model import Evidence
from rightsflow.mail.reading.rights import SPAN_CHARS, STOPPING, find_rights
from rightsflow.mail.reading.sentences import Sentence
from rightsflow.mail.reading.weights import Weights, weights

PHRASES: Final = (3.0, 3.5, 4.0)
"""Log odds that phrases are worth in one place, in two, and in more: even odds, as measured."""

ALONE: Final = 0.4
"""Log odds from which words alone tell a right: of ten such, nine were asked for."""

RULED_OUT: Final = 4.0
"""The same for a right whose words, as the phrases say, only explain another."""

FIRM: Final = 1.0
"""Log odds beyond the worth of its phrases from which a right beside others is merely dropped."""

FAINT: Final = -2.0
"""Log odds from which a letter without phrases is heard: those of all requests that were missed."""

SPOKEN: Final = 1.0
"""The same for a letter of few words."""

GUESSED: Final = -1.7
SURELY_GUESSED: Final = -2.75
"""Log odds below which erasure is a guess, though a phrase tells it; the second where a sure phrase
does (`sure_erasure`), or in few words. Of letters that asked for nothing hardly one had more."""

FEW: Final = 30
"""A letter with fewer known words and pairs is read by its phrases alone: they know one line."""

_NEVER_GUESSED: Final = frozenset({Right.erasure})
"""Rights that a person sees before they go on, if phrases or words alone told them."""


def read_rights(letter: Sequence[Sentence], words: Lexicon) -> Found:
    """Return the rights that the sentences ask for, by phrases and by weight."""
    return weighed(find_rights(letter, words), letter, words)


def weighed(phrased: Found, letter: Sequence[Sentence], words: Lexicon) -> Found:
    """Return what phrases found in the sentences, held against the weight of all words."""
    found = phrased.copy()
    text = weighed_text(letter)
    heavy = weights(words.language)
    known = heavy.known(text)
    odds = heavy.of(known)
    told = found.rights
    is_short = len(known) < FEW
    least = SURELY_GUESSED if is_short or _is_sure(text, words) else GUESSED
    found.disputed.update(one for one in _NEVER_GUESSED if one in told and odds[one] < least)
    if is_short:
        found.is_heard = max(odds.values()) > SPOKEN
        return found
    untold = [right for right in Right if right not in told]
    for right in untold:
        if odds[right] > (RULED_OUT if right in found.ruled_out else ALONE):
            _tell(found, right, letter, words, heavy)
    spelt_out = _spelt_out(letter, words)
    for right in told:
        if right not in spelt_out:
            _doubt(found, right, odds[right])
    found.is_heard = max(odds.values()) > FAINT
    found.marketing = found.marketing and not STOPPING.isdisjoint(found.rights)
    return found


def _is_sure(text: str, words: Lexicon) -> bool:
    """Say whether erasure is asked for in words that leave no doubt."""
    return "sure_erasure" in words.about and words.about["sure_erasure"].search(text) is not None


def _spelt_out(letter: Sequence[Sentence], words: Lexicon) -> frozenset[Right]:
    """Return access, where the letter lists what Article 15(1) lets one ask.

    Such a list reads like a privacy notice, word by word.
    """
    lists = any(one.lead and words.scope.search(one.lead) for one in letter)
    return frozenset({Right.access}) if lists else frozenset()


def weighed_text(letter: Sequence[Sentence]) -> str:
    """Return the text whose words are weighed: the sentences, folded."""
    return "\n".join(one.folded for one in letter)


def _doubt(found: Found, right: Right, odds: float) -> None:
    """Take back a right that weighs too little: firmly beside others, else for a person to see."""
    places = sum(item.right is right for item in found.evidence)
    balance = odds + PHRASES[min(places, len(PHRASES)) - 1]
    if balance >= 0:
        return
    found.evidence = [item for item in found.evidence if item.right is not right]
    found.mentioned.add(right)
    if balance > -FIRM or not found.evidence:
        found.disputed.add(right)


def _tell(
    found: Found, right: Right, letter: Sequence[Sentence], words: Lexicon, heavy: Weights
) -> None:
    """Add a right with the sentence that speaks for it most."""
    at = max(range(len(letter)), key=lambda one: heavy.spoken_for(right, letter[one].folded))
    span = letter[at].text[:SPAN_CHARS]
    found.evidence.append(Evidence(right, span, f"{words.language}/{right}{WEIGHED}"))
    if right in _NEVER_GUESSED:
        found.disputed.add(right)
    if right in STOPPING:
        found.marketing = found.marketing or is_about_marketing(list(letter), {at}, words)
