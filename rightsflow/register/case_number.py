"""The number of a case: how it is written, and where it stands in a text."""

import re

_NUMBER = re.compile(r"RF-[0-9]{4}-[0-9]{6,}")


def as_number(text: str) -> str:
    """Return a case number as it is stored, from how somebody typed it."""
    return text.strip().upper()


def numbers_in(text: str) -> list[str]:
    """Return the case numbers that stand in a text, each once."""
    found = re.findall(rf"(?<![\w-]){_NUMBER.pattern}(?![\w-])", text.upper(), re.ASCII)
    return list(dict.fromkeys(found))


def is_number(text: str) -> bool:
    """Say whether a text has the form of a case number, however it was typed."""
    return _NUMBER.fullmatch(as_number(text)) is not None
