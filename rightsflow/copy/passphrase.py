"""Passphrases that can be read out on the telephone."""

import math
import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Lower-case letters and digits that are not mistaken for one another: no 0, o, 1, l, i."""

_GROUP = 4


def make_passphrase(bits: int = 80) -> str:
    """Return a random passphrase with at least `bits` bits of entropy, in groups of four.

    80 bits give 20 characters such as `k7wm-q2xd-...`: whole groups are easier to read out.
    """
    groups = math.ceil(bits / (_GROUP * math.log2(len(ALPHABET))))
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(groups))
