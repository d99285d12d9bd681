"""How much of a message the rules read, and how long reading may take (`rightsflow.mime.limits`).

| limit | why |
|---|---|
| `BODY_CHARS` | 600 kB of conditions cost the rules 2.5 s (measured) |
| `REPORT_CHARS` | detectors of delivery reports walk every line fifteen times |
| `BODY_LINES` | the rules read so many lines; a letter asks in the first hundred |
| `IDENTIFIERS` | a list of strangers is no identification |
| `MESSAGE_S` | a message that is not read by then is a person's work |
| `CHILD_MEMORY_BYTES` | a message of 40 MB needs about 350 MB |

Beyond a limit the message is not cut in silence: it goes to a person, with the reason.
"""

from typing import Final

from rightsflow.mime.limits import MEBIBYTE

BODY_LINES: Final = 1_000
"""Number of lines that the rules read."""

BODY_CHARS: Final = 100_000
"""Number of characters that the rules read."""

REPORT_CHARS: Final = 100_000
"""Number of characters in which a delivery report is looked for."""

SENTENCE_CHARS: Final = 1_500
"""Length of a sentence, in characters; a longer one is read in pieces."""

IDENTIFIERS: Final = 20
"""Number of identifiers taken from one letter."""

CANDIDATES: Final = 200
"""Number of strings in one letter that are looked at as possible identifiers of one kind."""

MESSAGE_S: Final = 10
"""Seconds, of wall clock and of processor, that a child process may spend on one message."""

CHILD_MEMORY_BYTES: Final = 1024 * MEBIBYTE
"""Address space of a child process, in bytes."""
