"""Whether an objection, or a withdrawal of consent, is about direct marketing.

An objection to direct marketing always succeeds (Article 21(3) GDPR), so in doubt it is one:
the sentences beside the objection count, and so does the subject of the letter. An objection
to processing that names no marketing is weighed (Article 21(1)).
"""

from collections.abc import Collection, Sequence

from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.sentences import Sentence


def is_about_marketing(letter: Sequence[Sentence], stops: Collection[int], words: Lexicon) -> bool:
    """Say whether marketing is named where the letter objects or withdraws consent.

    `stops` are the places, from 0, of the sentences that object or withdraw.
    """
    beside = {at + step for at in stops for step in (-1, 1)}
    return bool(stops) and any(
        sentence.title or at in stops or (at in beside and _is_own(sentence, words))
        for at, sentence in enumerate(letter)
        if _names_marketing(sentence, words)
    )


def _is_own(sentence: Sentence, words: Lexicon) -> bool:
    """Say whether the sentence is the writer's, not a notice or the foot of a newsletter."""
    return words.exclude.sentence.search(sentence.folded) is None


def _names_marketing(sentence: Sentence, words: Lexicon) -> bool:
    return words.about["marketing"].search(f"{sentence.lead} {sentence.folded}") is not None
