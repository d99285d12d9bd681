"""Names of folders: what a person calls them, and how they cross the wire (RFC 3501 5.1.3)."""

import re
from base64 import b64decode, b64encode

_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")
_OTHER = re.compile(r"[^\x20-\x7e]+")


def encoded(name: str) -> str:
    """Return a name in modified UTF-7; one that is in it already stays as it is.

    `Wysłane` becomes `Wys&AUI-ane`. A name with an ampersand of its own is given encoded.
    """
    return _OTHER.sub(lambda found: f"&{_base64(found[0])}-", name)


def decoded(name: str) -> str:
    """Return a name in modified UTF-7 as a person reads it; what is no such name stays as it is."""
    try:
        return _SHIFTED.sub(lambda found: _text(found[1]) if found[1] else "&", name)
    except ValueError:
        return name


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")


def _text(letters: str) -> str:
    padded = letters.replace(",", "/") + "=" * (-len(letters) % 4)
    return b64decode(padded, validate=True).decode("utf-16-be")
