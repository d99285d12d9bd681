"""What stands in a letter beside its matter: notices, what only sounds like data, threats."""

from collections.abc import Iterable

from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.own_words import blanks
from rightsflow.mail.reading.sentences import Sentence


def without_asides(told: Iterable[Sentence], words: Lexicon) -> str:
    """Return the folded sentences without notices and the phrases of the list `aside`."""
    notice = words.exclude.sentence
    own = "\n".join(one.folded for one in told if not notice.search(one.folded))
    return words.about["aside"].sub(blanks, own)


def without_threats(told: Iterable[Sentence], words: Lexicon) -> str:
    """Return the folded sentences but those that say what will follow if nothing is done."""
    threat = words.about["threat"]
    return "\n".join(one.folded for one in told if not threat.search(one.folded))


def threats(told: Iterable[Sentence], words: Lexicon) -> list[str]:
    """Return what will follow if nothing is done, each from there to the end of its sentence.

    What is done "hereby" does not wait for anything.
    """
    threat, performs = words.about["threat"], words.about["performs"]
    found = [(one, threat.search(one.folded)) for one in told]
    return [
        one.text[match.start() :]
        for one, match in found
        if match and not performs.search(one.folded)
    ]
