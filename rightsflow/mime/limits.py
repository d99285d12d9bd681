"""How much of a message is parsed.

| limit | why |
|---|---|
| `MESSAGE_BYTES` | common mail servers accept at most 35 to 36 MB |
| `HEADER_BYTES` | RFC 5322 sets none; 64 kB is what widespread servers accept |
| `MESSAGE_LINES` | 40 MB of line ends cost the parser more than 10 s (measured) |
| `BLOCKS` | a delivery report of 100,000 empty blocks costs it more than 10 s (measured) |
| `PARAMETERS` | 200,000 semicolons after a quotation mark cost it more than 10 s (measured) |
| `DASH_LINES` | 20,000 parts in 200 kB cost the parser 3 to 6 s (measured) |
| `PARTS`, `DEPTH` | no mail program nests or splits letters so far |
| `TEXT_BYTES` | the longest letter met is under 40 kB |
| `HTML_TAGS` | 50,000 nested elements cost the HTML parser 4.4 s (measured) |
| `TAG_SIGNS` | 100,000 attributes of one tag cost it 16 s (measured) |
| `HTML_OPEN` | 2,000 unclosed `<font>` make 2,000,000 of them, 730 MB (measured) |

Beyond a limit the message is not cut in silence: it is refused, with the reason.
"""

from typing import Final

MEBIBYTE: Final = 1024 * 1024
"""Bytes in a mebibyte."""

MESSAGE_BYTES: Final = 40 * MEBIBYTE
"""Size of a raw message, in bytes."""

MESSAGE_LINES: Final = 1_000_000
"""Number of lines of a raw message; 40 MB in base64 are 540,000."""

HEADER_BYTES: Final = 64 * 1024
"""Size of the header of a message, in bytes."""

HEADER_FIELDS: Final = 1_000
"""Number of header fields."""

VALUE_CHARS: Final = 8_000
"""Length of one header field, in characters; References grow longest."""

PARAMETERS: Final = 100
"""Number of parameters of a field that describes a part."""

DASH_LINES: Final = 2_000
"""Number of lines that begin with two dashes, each of which may begin a part."""

PARTS: Final = 100
"""Number of MIME parts."""

BLOCKS: Final = 1_000
"""Number of headers in a message: its parts, and the recipients of a delivery report."""

DEPTH: Final = 20
"""Depth of nested MIME parts."""

TEXT_BYTES: Final = MEBIBYTE
"""Size of the text, and of the HTML, of a letter, in bytes."""

HTML_TAGS: Final = 20_000
"""Number of `<` in an HTML part."""

TAG_SIGNS: Final = 5_000
"""Number of blanks and quotation marks in one tag; of slashes, which addresses have, twice that."""

HTML_OPEN: Final = 400
"""Number of elements such as `<b>` and `<font>` that are not closed."""

HTML_DEPTH: Final = 400
"""Depth of nested HTML elements."""

ADDRESSES: Final = 50
"""Number of addresses in one header field."""
