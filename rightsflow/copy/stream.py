"""Encryption of a stream in chunks, each authenticated: the STREAM construction.

Source: Hoang, Reyhanitabar, Rogaway, Vizar, "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance", section 7. The nonce of a chunk is its number and whether it
is the last, so a cut, reordered or continued stream does not open. Chunks are 64 KiB of
AES-256-GCM; the key is made for one file alone, from a salt drawn anew for each writing, and
so no nonce is ever used twice under a key.
"""

import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rightsflow.copy.shelves import Readable
from rightsflow.errors import Damaged
from rightsflow.sealing import derive

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
HEADER_BYTES = 20
_MAGIC = b"RFV1"
_COUNTER_BYTES = 11


def new_header() -> bytes:
    """Return the 20 bytes that begin a stream: its version and a fresh salt."""
    return _MAGIC + os.urandom(HEADER_BYTES - len(_MAGIC))


class Chunks:
    """Seals or opens the chunks of one stream, in order."""

    def __init__(self, key: bytes, header: bytes, *context: str) -> None:
        self._cipher = AESGCM(derive(key, "vault", *context, header.hex()))
        self._bound = b"\0".join((header, *(part.encode() for part in context)))
        self._count = 0

    def _nonce(self, *, last: bool) -> bytes:
        nonce = self._count.to_bytes(_COUNTER_BYTES, "big") + bytes([last])
        self._count += 1
        return nonce

    def seal(self, plain: bytes | memoryview, *, last: bool) -> bytes:
        """Return the next chunk, encrypted."""
        return self._cipher.encrypt(self._nonce(last=last), plain, self._bound)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        """Return the next chunk in clear; raises `Damaged` if a single bit differs."""
        try:
            return self._cipher.decrypt(self._nonce(last=last), sealed, self._bound)
        except (InvalidTag, ValueError):
            problem = "A file of the vault was cut, swapped or changed, or its key is wrong."
            raise Damaged(problem) from None


def opened(file: Readable, key: bytes, *context: str) -> Iterator[bytes]:
    """Yield the content of a sealed file, each chunk only once it is proved to be whole.

    That the end is the end is known with the last chunk: exhaust this before trusting it.
    Raises `Damaged`.
    """
    header = file.read(HEADER_BYTES)
    if len(header) != HEADER_BYTES or not header.startswith(_MAGIC):
        problem = "A file of the vault does not begin as it should."
        raise Damaged(problem)
    chunks = Chunks(key, header, *context)
    sealed, following = file.read(CHUNK_BYTES + TAG_BYTES), b"?"
    while following:
        following = file.read(CHUNK_BYTES + TAG_BYTES)
        yield chunks.open(sealed, last=not following)
        sealed = following
