"""Values that come from outside, made fit for a letter: no controls, one address, plain names."""

import re
from email.errors import HeaderParseError, NonASCIILocalPartDefect
from email.headerregistry import Address, AddressHeader, HeaderRegistry

from rightsflow.errors import NeedsPerson

_BREAKS = re.compile("[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""All but tab and line feed, and halves of characters, which no encoding can write."""

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that make a line read otherwise than it is written (Unicode UAX 9)."""

_MEDIA_TYPE = re.compile(r"([A-Za-z0-9][\w.+-]*)/([A-Za-z0-9][\w.+-]*)", re.ASCII)
_HEADERS = HeaderRegistry()


def header(value: str) -> str:
    """Return a value on one line, without control characters, for a header field."""
    return _DIRECTIONS.sub("", _CONTROLS.sub("", _BREAKS.sub(" ", value)))


def body(text: str) -> str:
    r"""Return a text with `\n` line ends, without control characters but tabs."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def filename(name: str) -> str:
    """Return the last part of a name, without characters that a file system reads as its own."""
    last = re.split(r"[/\\:]", header(name))[-1].strip(". ")
    return last or "attachment"


def media_type(text: str) -> tuple[str, str]:
    """Return type and subtype; what is not one is a file of bytes (RFC 2046 4.5.1)."""
    match = _MEDIA_TYPE.fullmatch(text)
    # An attached message or multipart would be read as parts of the letter itself.
    if match is None or match[1].lower() in {"message", "multipart"}:
        return "application", "octet-stream"
    return match[1].lower(), match[2].lower()


def one_address(value: str) -> Address:
    """Return the one address in `name@example.com` or `Name <name@example.com>`.

    Raises `NeedsPerson` if there is none, more than one, or one that is not well formed:
    a letter never goes to an address that was guessed.
    """
    try:
        parsed = _HEADERS("To", header(value))
    except (HeaderParseError, ValueError, IndexError):
        parsed = None  # raised below, because the error repeats the address
    if isinstance(parsed, AddressHeader) and len(parsed.addresses) == 1:
        address = parsed.addresses[0]
        # RFC 6532 allows a local part in any script; everything else is a fault.
        faults = [d for d in parsed.defects if not isinstance(d, NonASCIILocalPartDefect)]
        if address.domain and not faults:
            return address
    message = "A letter goes to exactly one well formed address."
    raise NeedsPerson(message)
