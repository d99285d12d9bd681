"""The master keys that a process has, and what is derived from them and kept of earlier ones."""

from collections.abc import Iterable

from rightsflow import sealing
from rightsflow.errors import Damaged, WrongKey
from rightsflow.register.keyuses import Generation, KeptKey, Use, generation
from rightsflow.register.masterkey import KeyFiles

_PROOF = b"rightsflow"
_PROOF_PLACE = "instance"


class Held:
    """Keys by use. Files that change are read anew; what was held is held until the end."""

    def __init__(self, masters: KeyFiles | list[bytes]) -> None:
        """Take the files of the master key, or keys, that of now first; raises `WrongKey`."""
        self._files = masters if isinstance(masters, KeyFiles) else None
        self._stamp = self._files.stamp() if self._files else None
        read = masters.read() if isinstance(masters, KeyFiles) else masters
        self._generations = [generation(one) for one in read]
        self._recognising = self._generations[0].keys[Use.recognise]
        self._kept: list[KeptKey] = []

    @property
    def recognising(self) -> bytes:
        """Return the one key that goes on through every rotation."""
        return self._recognising

    def all(self) -> list[Generation]:
        """Return the keys of every master key that is or was here, that of the key file first."""
        if self._files is not None and (stamp := self._files.stamp()) != self._stamp:
            try:
                fresh = [generation(one) for one in self._files.read()]
            except WrongKey:
                # A file is being changed by hand. What was opened with it goes on.
                return self._generations
            known = {one.key_id for one in fresh}
            self._stamp = stamp
            earlier = [one for one in self._generations if one.key_id not in known]
            self._generations = [*fresh, *earlier]
        return self._generations

    def named(self, key_id: str) -> Generation:
        """Return the keys of a master key by its name; raises `WrongKey` if it is not here."""
        for one in self.all():
            if one.key_id == key_id:
                return one
        problem = (
            f"Keys are wrapped by a master key that is not here (its name is {key_id}). Was it "
            "rotated on another machine? Then copy the key file from there."
        )
        raise WrongKey(problem)

    def of(self, use: Use) -> list[bytes]:
        """Return the keys of one use: that of the master key first, then what recognises."""
        kept = [one.key for one in self._kept if one.use is use]
        return list(dict.fromkeys([*(one.keys[use] for one in self.all()), *kept]))

    def take_on(self, kept: Iterable[KeptKey]) -> None:
        """Take on what earlier master keys left, the newest first."""
        self._kept = list(kept)
        goes_on = [one.key for one in self._kept if one.use is Use.recognise]
        self._recognising = goes_on[0] if goes_on else self._recognising

    def proving(self, proof: bytes) -> Generation:
        """Return the keys that a register's proof was sealed with; raises `WrongKey`."""
        for one in self.all():
            try:
                sealing.unseal(one.keys[Use.proof], proof, _PROOF_PLACE)
            except Damaged:
                continue
            return one
        problem = "The master key is not the key of this register. Put the right file back."
        raise WrongKey(problem)


def new_proof(keys: Generation) -> bytes:
    """Return what a register keeps to know its master key again."""
    return sealing.seal(keys.keys[Use.proof], _PROOF, _PROOF_PLACE)


def open_kept(current: Generation, use: str, key_id: str, wrapped: bytes) -> bytes:
    """Return a kept key in clear; raises `Damaged`."""
    return sealing.unseal(current.keys[Use.wrap], wrapped, "kept", use, key_id)


def close_kept(current: Generation, use: str, key_id: str, key: bytes) -> bytes:
    """Return a kept key wrapped, as `open_kept` opens it."""
    return sealing.seal(current.keys[Use.wrap], key, "kept", use, key_id)
