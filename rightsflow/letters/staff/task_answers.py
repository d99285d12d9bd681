"""What a colleague answers to a task: a word of a closed list on the first line, text below it.

The words are those of `words.yaml` in every language, whatever the language of the mail. Only a
line that says such a word and nothing else counts: "done, but for two of them" is not done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from rightsflow.canonical import fold
from rightsflow.law.task import TaskWord
from rightsflow.letters.staff.render import staff_languages, staff_words

_SIGNATURE = ("-- ", "--")
_AROUND = " \t.!,;:*_\"'\u201e\u201d\u201c\u00a0"
"""What may stand around the word: marks of the mail program, a full stop, quotation marks."""


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """What was answered; `word` is None where the first line says none of the words.

    `text` is what stands below the first line or, without a word, the whole; what follows the
    mark of a signature is left out.
    """

    word: TaskWord | None
    text: str = field(default="", repr=False)


def task_answer_in(body: str) -> TaskAnswer:
    """Return the answer in a colleague's own words, the quoted mail cut off."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if line in _SIGNATURE:
            break
        lines.append(line.rstrip())
    word = _words().get(fold(lines[0].strip(_AROUND))) if lines else None
    return TaskAnswer(word, "\n".join(lines[1:] if word else lines).strip())


@cache
def _words() -> Mapping[str, TaskWord]:
    """Return every word of every language, in lower case and without diacritics."""
    return {
        fold(staff_words(language).name("task_words", word)): word
        for language in staff_languages()
        for word in TaskWord
    }
