"""Authenticated encryption of small values, and keys derived for one use each.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D) and HKDF-SHA-256 (RFC 5869), both from
`cryptography`. The context (table, column, case, item) is authenticated: a value moved to
another place does not open there. Files are sealed by `rightsflow.copy.vault`.
"""

import os
from collections.abc import Sequence
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rightsflow.errors import Damaged

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


def new_key() -> bytes:
    """Return 32 fresh random bytes."""
    return os.urandom(KEY_BYTES)


def derive(key: bytes, *context: str) -> bytes:
    """Return a 32-byte key for exactly this context; another context gives another key."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_bound(context)).derive(key)


def seal(key: bytes, plain: bytes, *context: str) -> bytes:
    """Encrypt: version byte, 12-byte nonce, ciphertext with its 16-byte tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _bound(context))


def unseal(key: bytes, sealed: bytes, *context: str) -> bytes:
    """Decrypt what `seal` made for the same key and context.

    Raises `Damaged` if key, context or a single bit differs.
    """
    version, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if version != _VERSION:
        problem = "Sealed data has an unknown version."
        raise Damaged(problem)
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(context))
    except (InvalidTag, ValueError):
        problem = "Sealed data does not open: wrong key, wrong place, or changed."
        raise Damaged(problem) from None


def unseal_any(keys: Sequence[bytes], sealed: bytes, *context: str) -> bytes:
    """Decrypt with the first of the keys that fits; raises `Damaged` if none does."""
    for key in keys[:-1]:
        with suppress(Damaged):
            return unseal(key, sealed, *context)
    return unseal(keys[-1], sealed, *context)


def _bound(context: tuple[str, ...]) -> bytes:
    """Join the parts with their lengths, so that no two contexts give the same bytes."""
    parts = [part.encode() for part in context]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
