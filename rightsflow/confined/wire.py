"""How a parent and its confined process talk: frames over two pipes.

A frame is its length (four bytes, big-endian) and so many bytes. What is in an answer is up to
who asks, but never a pickle: a process that a hostile file took over must not be able to run
code in the parent, which holds the keys.
"""

import struct
from typing import Final

LENGTH: Final = struct.Struct(">I")
"""The length before each frame."""

READY: Final = b"ready"
"""What a confined process says first, when everything is loaded."""


def frame(payload: bytes) -> bytes:
    """Return the payload with its length before it."""
    return LENGTH.pack(len(payload)) + payload
