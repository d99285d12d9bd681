"""Whether the writer, in words of their own, confirms or denies having asked.

Only a clear word counts: data may depend on it. A question, a condition, or a yes beside a no
is neither.
"""

from collections.abc import Iterable

from rightsflow.mail.reading.lexicon import Lexicon
from rightsflow.mail.reading.sentences import Sentence


def confirms(own: Iterable[Sentence], words: Lexicon) -> bool | None:
    """Return True for a clear confirmation, False for a clear denial, else None."""
    answers = {
        answer for sentence in own if (answer := _answer(sentence.folded, words)) is not None
    }
    return answers.pop() if len(answers) == 1 else None


def _answer(folded: str, words: Lexicon) -> bool | None:
    bare = folded.strip(" .,!\t")
    if bare in words.bare_yes:
        return True
    if bare in words.bare_no:
        return False
    if "?" in folded or words.confirm["condition"].search(folded):
        return None
    if words.confirm["no"].search(folded):
        return False
    if not words.confirm["yes"].search(folded) or words.confirm["not_yes"].search(folded):
        return None
    return None if words.confirm["negation"].search(folded) else True
