"""What is sealed in a case and belongs to its evidence, opened; what no longer opens is told."""

import hashlib
from collections.abc import Mapping
from typing import Any

from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged
from rightsflow.evidence.reading import Json
from rightsflow.register.keyring import Keyring
from rightsflow.register.messages import message_scope
from rightsflow.register.sealed import unlock

_RAW = "raw"
_TOLD = ("name", "address", "identifiers", "authentication", "replied_from")


class Opener:
    """Opens the sealed columns of one case with its key, or with None where that was deleted."""

    def __init__(self, number: str, key: bytes | None) -> None:
        self._number = number
        self._key = key

    def requester(self, sealed: Mapping[int, bytes]) -> Json | None:
        """Return who asked; None if it can no longer be read."""
        stored = next((self._open("case.requester", one) for one in sealed.values()), None)
        return {name: stored.get(name) for name in _TOLD} if stored else None

    def recognised(self, sealed: bytes | None) -> list[str]:
        """Return the words by which a right was recognised in a message."""
        spans = self._open("request.evidence", sealed) or []
        return [span for span, _ in spans]

    def letter(self, sealed: bytes | None, digest: str) -> Json:
        """Return to whom a letter went and its words, and whether these have their digest."""
        body = self._open("letter.body", sealed)
        if body is None:
            return {"readable": False}
        words = f"{body['subject']}\n{body['text']}"
        return {
            "readable": True,
            "recipient": body["recipient"],
            "subject": body["subject"],
            "text": body["text"],
            "enclosures": [filename for _, filename, _ in body["enclosures"]],
            "digest_fits": hashlib.sha256(words.encode()).hexdigest() == digest,
        }

    def _open(self, place: str, sealed: bytes | None) -> Any:  # noqa: ANN401 - JSON of its place
        if self._key is None or not sealed:
            return None
        try:
            return unlock(self._key, place, self._number, sealed)
        except Damaged:
            return None


async def key_or_none(keyring: Keyring, scope: str) -> bytes | None:
    """Return the key of a scope, or None where it was deleted."""
    try:
        return await keyring.key(scope)
    except Damaged:
        return None


async def message_hash(keyring: Keyring, vault: Vault, message_id: int) -> str | None:
    """Return the SHA-256 of a message as it is kept, or None if it is not.

    It is kept as it came, unless an identity document was taken out.
    """
    scope, digest = message_scope(message_id), hashlib.sha256()
    key = await key_or_none(keyring, scope)
    if key is None:
        return None
    try:
        for chunk in vault.read(key, scope, _RAW):
            digest.update(chunk)
    except Damaged:
        return None
    return digest.hexdigest()
