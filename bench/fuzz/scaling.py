"""How the time of each expression grows with its text: `python -m bench.fuzz.scaling`.

Every expression of the reader, the vocabularies' too, walks every text that is aimed at
expressions, at two lengths. Twice the text should cost twice the time; four times is quadratic.
Shown are those that grow faster and matter. The exit status is 1 if one of them is not capped:
if at the greatest length that the reader gives it, it takes longer than a second.
"""

import importlib
import pkgutil
import re
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Final

from rightsflow.mail import reading
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.lexicon import LANGUAGES, lexicon
from rightsflow.mime import limits as of_mime
from tests.rightsflow.mail.reading.hostile.patterns import PIECES, text

_CHARS: Final = 2_000
_GROWS: Final = 3.0
"""Growth of time, for twice the text, that is no longer called linear."""

_NOTICED_S: Final = 0.001
_ALLOWED_S: Final = 1.0

# The length that is given to the expressions of a module, where it is not BODY_CHARS.
_GIVEN: Final = {
    "authentication": of_mime.VALUE_CHARS,
    "auto": of_mime.VALUE_CHARS,
    "encodedwords": of_mime.VALUE_CHARS,
    "headers": of_mime.VALUE_CHARS,
    "own_words": limits.SENTENCE_CHARS,
    "rights": limits.SENTENCE_CHARS,
    "charset": of_mime.TEXT_BYTES,
    "folding": of_mime.TEXT_BYTES,
    "html": of_mime.TEXT_BYTES,
    "letter": of_mime.TEXT_BYTES,
    "mime": of_mime.TEXT_BYTES,
    "quotes": of_mime.TEXT_BYTES,
}

# Tried at the beginning of a text alone; all others are looked for everywhere in it.
_ANCHORED: Final = re.compile(
    r"auto\._ROBOT|authentication\._(?:METHOD|SERVER)|letter\._REPLY|sentences\._BULLET"
    r"|quote(?:s|_marks)\._(?:OPENING|ORIGINAL|PASSED_ON(?:_BY)?|RULE|SENDER|SUBJECT|FIELD"
    r"|LESSER_FIELD|FORWARD_SUBJECT|MARK)"
    r"|phrases\._\w+|charset\._(?:OF_MAIL|SEVEN_BITS)|identifiers\._NAME"
)


def _expressions() -> Iterator[tuple[str, re.Pattern[str], int]]:
    """Yield each expression with its name and the length of what it is given."""
    for module in pkgutil.iter_modules(reading.__path__):
        known = vars(importlib.import_module(f"{reading.__name__}.{module.name}"))
        given = _GIVEN.get(module.name, limits.BODY_CHARS)
        for name, value in known.items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.name}.{name}", value, given
    for language in LANGUAGES:
        for name, pattern in _within(language, lexicon(language)):
            is_of_text = ".about." in name
            yield name, pattern, limits.BODY_CHARS if is_of_text else limits.SENTENCE_CHARS


def _within(name: str, value: object) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(f"{name}.{key}", inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _within(f"{name}.{field.name}", getattr(value, field.name))


def _seconds(pattern: re.Pattern[str], subject: str, *, is_anchored: bool) -> float:
    best = float("inf")
    for _ in range(2):
        begin = time.process_time()
        if is_anchored:
            pattern.match(subject)
        else:
            deque(pattern.finditer(subject), maxlen=0)
        best = min(best, time.process_time() - begin)
    return best


def _measured(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[float, float, str, str]]:
    """Yield growth, seconds at the greatest length by that growth, expression and text."""
    texts = [(name, text(piece, _CHARS), text(piece, 2 * _CHARS)) for name, piece in pieces]
    for name, pattern, given in _expressions():
        anchored = _ANCHORED.fullmatch(name) is not None
        for what, short, long in texts:
            once, twice = (_seconds(pattern, t, is_anchored=anchored) for t in (short, long))
            if twice > _NOTICED_S and twice > _GROWS * once:
                growth = twice / max(once, 1e-6)
                yield growth, twice * (given / (2 * _CHARS)) ** 2, name, what


def main() -> int:
    """Measure, and print a line for each expression that grows too fast."""
    found = sorted(_measured(PIECES.items()), reverse=True)
    for growth, worst, name, what in found:
        sys.stdout.write(f"{growth:5.1f} times for twice {what!r}: {name}, {worst:.2f} s at most\n")
    sys.stdout.write(f"{len(found)} of all pairs grow faster than they should\n")
    return int(any(worst > _ALLOWED_S for _, worst, _, _ in found))


if __name__ == "__main__":
    sys.exit(main())
