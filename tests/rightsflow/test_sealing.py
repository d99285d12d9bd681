"""Sealing small values: opens at its place under its key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.errors import Damaged
from rightsflow.sealing import KEY_BYTES, derive, new_key, seal, unseal

KEY = bytes(range(32))
CONTEXTS = st.lists(st.text(max_size=4), max_size=3).map(tuple)


@given(st.binary(max_size=300), CONTEXTS)
def test_what_is_sealed_opens_at_its_place(plain: bytes, context: tuple[str, ...]) -> None:
    """The same key and the same context give the value back."""
    assert unseal(KEY, seal(KEY, plain, *context), *context) == plain


@given(CONTEXTS, CONTEXTS)
def test_what_is_sealed_opens_nowhere_else(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """A value moved to another column, case or item does not open; parts never run together."""
    sealed = seal(KEY, b"a value", *one)
    if one != other:
        with pytest.raises(Damaged):
            unseal(KEY, sealed, *other)


@given(st.data())
def test_every_changed_bit_shows(data: st.DataObject) -> None:
    """Version, nonce, text and tag: not one bit of them can be changed."""
    sealed = bytearray(seal(KEY, b"a value of some length", "case", "RF-2026-000001"))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(Damaged):
        unseal(KEY, bytes(sealed), "case", "RF-2026-000001")


@given(st.integers(0, 50))
def test_a_cut_value_is_damaged(length: int) -> None:
    """A value that lost its end, or all of itself, is an error and never a shorter value."""
    sealed = seal(KEY, b"a value of some length", "case")
    with pytest.raises(Damaged):
        unseal(KEY, sealed[: min(length, len(sealed) - 1)], "case")


def test_another_key_opens_nothing() -> None:
    """Without its key a value is gone."""
    with pytest.raises(Damaged):
        unseal(new_key(), seal(KEY, b"a value", "case"), "case")


def test_the_same_value_is_never_sealed_alike() -> None:
    """Equal values cannot be seen to be equal: every nonce is fresh."""
    assert len({seal(KEY, b"a value", "case") for _ in range(100)}) == 100


def test_the_error_tells_nothing_of_the_value() -> None:
    """What does not open is not quoted, sealed or plain."""
    sealed = seal(KEY, b"Anna Nowicka", "case")
    with pytest.raises(Damaged) as raised:
        unseal(KEY, sealed, "other")
    assert "Anna" not in str(raised.value)
    assert raised.value.__cause__ is None


@given(CONTEXTS, CONTEXTS)
def test_a_derived_key_is_for_one_context(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """The same context gives the same key, another context another one, never the key itself."""
    assert (derive(KEY, *one) == derive(KEY, *other)) == (one == other)
    assert len(derive(KEY, *one)) == KEY_BYTES
    assert derive(KEY, *one) != KEY


def test_new_keys_are_never_the_same() -> None:
    """A key is 32 bytes of the system's randomness."""
    keys = {new_key() for _ in range(100)}
    assert {len(key) for key in keys} == {KEY_BYTES}
    assert len(keys) == 100
