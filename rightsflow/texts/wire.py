"""What the confined process is asked: the first byte of a frame. Answers are JSON."""

from typing import Final

LETTER: Final = b"L"
"""A raw message: its text as a reader sees it."""

SEARCHED: Final = b"S"
"""A raw message: its header and all forms of its text."""

DOCUMENT: Final = b"D"
"""A suffix, a zero byte, and a document."""
