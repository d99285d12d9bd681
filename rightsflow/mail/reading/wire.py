"""How the pool and its child processes talk: frames over two pipes.

A frame is its length (four bytes, big-endian) and so many bytes. An answer is JSON, or the bytes
of an attachment, and never a pickle: a child that a hostile message took over must not be able
to run code in the parent, which holds the keys.
"""

import struct
from typing import Final

LENGTH: Final = struct.Struct(">I")
"""The length before each frame."""

READY: Final = b"ready"
"""What a child says first, when everything is loaded."""

FULL: Final = b"F"
"""First byte of a frame that holds a message to read."""

HEADER: Final = b"H"
"""First byte of a frame that holds a reason, a zero byte, and the head of a message."""

TITLES: Final = b"T"
"""First byte of a frame that holds a message whose attachments are to be named."""

ATTACHED: Final = b"A"
"""First byte of a frame that holds the number of an attachment, as `LENGTH`, and a message."""

WITHOUT: Final = b"O"
"""First byte of a frame that holds the length of a note, as `LENGTH`, the note, and a message.

The note is a JSON object: a line of text for each number of an attachment to be taken out."""


def frame(payload: bytes) -> bytes:
    """Return the payload with its length before it."""
    return LENGTH.pack(len(payload)) + payload
