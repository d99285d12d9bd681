"""What in a letter is ours: its words without those that the person wrote and it repeats."""

import html
import re
from collections.abc import Collection

from markupsafe import escape

_TAG = re.compile(r"<[^>]*>")
_NEUTRAL = re.compile(r"[^\W\d_]+(?:[ ,\u2013-]+[^\W\d_]+)*[ \u2013-]*")
_CASE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,63}")
_SHORTEST_NAME = 3


def own_text(text: str, given: Collection[str]) -> str:
    """Return a plain text without the entries that repeat what the person wrote."""
    repeated = {f"• {name}" for name in given}
    return "\n".join(line for line in text.splitlines() if line not in repeated)


def own_html(markup: str, given: Collection[str]) -> str:
    """Return the words of HTML without the entries that repeat what the person wrote."""
    for name in given:
        markup = markup.replace(f">{escape(name)}</li>", "></li>")
    return html.unescape(_TAG.sub(" ", markup))


def is_neutral(subject: str, case_number: str, given: Collection[str]) -> bool:
    """Return whether a subject holds plain words and the case number, nothing else."""
    if not _CASE_NUMBER.fullmatch(case_number) or subject.count(case_number) != 1:
        return False
    rest = subject.replace(case_number, "").strip()
    names = (name for name in given if len(name) >= _SHORTEST_NAME)
    named = any(re.search(rf"\b{re.escape(name)}\b", rest, re.IGNORECASE) for name in names)
    return bool(_NEUTRAL.fullmatch(rest)) and not named
