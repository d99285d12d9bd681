"""All hostile messages by name."""

from typing import Final

from tests.rightsflow.mail.reading.hostile import content, header, patterns, structure
from tests.rightsflow.mail.reading.hostile.making import Cases

CASES: Final[Cases] = structure.CASES | header.CASES | content.CASES | patterns.CASES
"""A name for each message, and how it is made."""
