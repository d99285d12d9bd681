"""Cards and calendars: lines that were cut are joined, or each has half an address."""

import re
from typing import Final

CARDS: Final = frozenset({".vcf", ".ics"})
"""Kinds of files whose long lines are cut."""

_CUT: Final = re.compile(r"=?\r?\n[ \t]|=\r?\n(?=[^\r\n])")


def joined(text: str) -> str:
    """Return the text with the lines that go on in the next one made whole.

    A line goes on where the next begins with a blank (RFC 6350 3.2, RFC 5545 3.1), and in
    quoted-printable, as vCard 2.1 has it, after an equals sign at its end (RFC 2045 6.7).
    """
    return _CUT.sub("", text)
