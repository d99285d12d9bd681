"""How much of a document is read, and how long that may take.

| limit | why |
|---|---|
| `DOCUMENT_BYTES` | what comes by mail is not larger (`mime.limits`) |
| `TEXT_CHARS` | about two books |
| `UNPACKED_BYTES`, `MEMBERS` | an office file of 40 kB may unpack to gigabytes |
| `PAGES` | a PDF may name one page a million times |
| `SECONDS` | a document that is not read by then is not searchable |
| `MEMORY_BYTES` | what the reader of the mailbox has |

What lies beyond a limit is not called free of anybody: it is counted as not searchable.
"""

from typing import Final

MEBIBYTE: Final = 1024 * 1024
"""Bytes in a mebibyte."""

DOCUMENT_BYTES: Final = 40 * MEBIBYTE
"""Size of a document, in bytes."""

TEXT_CHARS: Final = 4 * MEBIBYTE
"""Length of the text of a document, in characters."""

UNPACKED_BYTES: Final = 64 * MEBIBYTE
"""Size of the XML in an office file, unpacked, in bytes."""

MEMBERS: Final = 5_000
"""Number of files in an office file."""

PAGES: Final = 3_000
"""Number of pages of a PDF."""

SECONDS: Final = 20
"""Seconds, of wall clock and of processor, for one letter or document."""

MEMORY_BYTES: Final = 1024 * MEBIBYTE
"""Address space of the confined process, in bytes."""

ANSWER_BYTES: Final = 8 * TEXT_CHARS
"""Size of the longest answer believed: each character may be escaped, in bytes."""
