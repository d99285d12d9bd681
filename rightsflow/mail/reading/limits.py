"""How much of a message is read, and how long reading may take.

| limit | why |
|---|---|
| `MESSAGE_BYTES` | common mail servers accept at most 35 to 36 MB |
| `HEADER_BYTES` | RFC 5322 sets none; 64 kB is what widespread servers accept |
| `DASH_LINES` | 20,000 parts in 200 kB cost the parser 3 to 6 s (measured) |
| `PARTS`, `DEPTH` | no mail program nests or splits letters so far |
| `TEXT_BYTES` | the longest letter met is under 40 kB |
| `HTML_TAGS` | 50,000 nested elements cost the HTML parser 4.4 s (measured) |
| `BODY_LINES` | the rules read so many lines; a letter asks in the first hundred |
| `IDENTIFIERS` | a list of strangers is no identification |
| `MESSAGE_S` | a message that is not read by then is a person's work |
| `CHILD_MEMORY_BYTES` | a message of 40 MB needs about 350 MB |

Beyond a limit the message is not cut in silence: it goes to a person, with the reason.
"""

from typing import Final

MEBIBYTE: Final = 1024 * 1024
"""Bytes in a mebibyte."""

MESSAGE_BYTES: Final = 40 * MEBIBYTE
"""Size of a raw message, in bytes."""

HEADER_BYTES: Final = 64 * 1024
"""Size of the header of a message, in bytes."""

HEADER_FIELDS: Final = 1_000
"""Number of header fields."""

VALUE_CHARS: Final = 8_000
"""Length of one header field, in characters; References grow longest."""

DASH_LINES: Final = 2_000
"""Number of lines that begin with two dashes, each of which may begin a part."""

PARTS: Final = 100
"""Number of MIME parts."""

DEPTH: Final = 20
"""Depth of nested MIME parts."""

TEXT_BYTES: Final = MEBIBYTE
"""Size of the text, and of the HTML, of a letter, in bytes."""

HTML_TAGS: Final = 20_000
"""Number of `<` in an HTML part."""

HTML_DEPTH: Final = 400
"""Depth of nested HTML elements."""

BODY_LINES: Final = 1_000
"""Number of lines that the rules read."""

SENTENCE_CHARS: Final = 1_500
"""Length of a sentence, in characters; a longer one is read in pieces."""

IDENTIFIERS: Final = 20
"""Number of identifiers taken from one letter."""

CANDIDATES: Final = 200
"""Number of strings in one letter that are looked at as possible identifiers of one kind."""

ADDRESSES: Final = 50
"""Number of addresses in one header field."""

MESSAGE_S: Final = 10
"""Seconds, of wall clock and of processor, that a child process may spend on one message."""

CHILD_MEMORY_BYTES: Final = 1024 * MEBIBYTE
"""Address space of a child process, in bytes."""
