"""What a reading says of an attachment: never its name, never its content."""

from dataclasses import dataclass
from enum import StrEnum


class ScanSign(StrEnum):
    """What makes an attachment a scan of an identity document.

    `named`: it is called one. `enclosed`: the letter says that it encloses one, and this is a
    picture. `possible`: a picture or a PDF; in reply to our question who is asking it is one.
    """

    named = "named"
    enclosed = "enclosed"
    possible = "possible"


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """Size in bytes and declared type of a part that is no text of the letter.

    `sign`: what makes it a scan of an identity document, or None.
    """

    size_bytes: int
    content_type: str
    sign: ScanSign | None = None
