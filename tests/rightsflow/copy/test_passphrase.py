"""Passphrases: hard to guess, easy to read out."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from rightsflow.copy.passphrase import ALPHABET, make_passphrase


@given(st.integers(80, 256))
def test_a_passphrase_has_at_least_the_bits_asked_for(bits: int) -> None:
    """Every sign counts log2(31) bits; hyphens count nothing."""
    signs = make_passphrase(bits).replace("-", "")
    assert len(signs) * math.log2(len(ALPHABET)) >= bits


def test_a_passphrase_can_be_read_out_on_the_telephone() -> None:
    """Groups of four, lower case, and no signs that are taken for one another."""
    assert re.fullmatch(r"(?:[a-z2-9]{4}-){4}[a-z2-9]{4}", make_passphrase())
    assert not set(ALPHABET) & set("0o1li")


def test_no_two_passphrases_are_equal() -> None:
    """They are drawn anew each time."""
    assert len({make_passphrase() for _ in range(1000)}) == 1000
