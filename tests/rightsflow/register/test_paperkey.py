"""A master key on paper: what was printed is read again, what was mistyped is told by line."""

import base64
import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.register.paperkey import LINES, Mistyped, printed, read_line, read_lines

KEYS = st.binary(min_size=32, max_size=32)
KEY = bytes(range(32))


@given(KEYS, st.sampled_from(["", " ", "  ", "-", "\t"]))
def test_what_was_printed_is_read_however_it_is_typed(key: bytes, gap: str) -> None:
    """Spaces, small letters, and letters that look like the digits."""
    lines = [line.replace(" ", gap) for line in printed(key)]
    assert read_lines(lines) == key
    assert read_lines([line.lower() for line in lines]) == key
    assert read_lines([line.replace("0", "O").replace("1", "l") for line in lines]) == key


def test_a_line_is_four_groups_of_four() -> None:
    """Without letters that are taken for digits."""
    for line in printed(KEY):
        assert [len(group) for group in line.split()] == [4, 4, 4, 4]
        assert not set(line) & set("ILOU")


@given(KEYS, st.integers(0, LINES - 1), st.integers(0, 15), st.sampled_from("0189ABXYZ"))
def test_one_wrong_sign_is_told_with_its_line(
    key: bytes, number: int, place: int, sign: str
) -> None:
    """One in 32 768 would not show; this many are tried here, each by a check of 15 bits."""
    line = printed(key)[number].replace(" ", "")
    changed = line[:place] + sign + line[place + 1 :]
    if changed == line:
        return
    try:
        found = read_line(number, changed)
    except Mistyped as error:
        found, told = b"", str(error)
        told_well = f"Line {number + 1}" in told and changed not in told
    else:
        told_well = True
    assert told_well
    assert found != key[number * 8 :][:8]


def test_few_errors_of_many_stay_unseen() -> None:
    """Of 4 000 lines with two signs exchanged at most a handful passes."""
    dice = random.Random(7)  # noqa: S311 - the same each time
    unseen = 0
    for _ in range(4_000):
        line = list(printed(secrets.token_bytes(32))[0].replace(" ", ""))
        one, other = dice.sample(range(16), 2)
        if line[one] == line[other]:
            continue
        line[one], line[other] = line[other], line[one]
        try:
            read_line(0, "".join(line))
        except Mistyped:
            continue
        unseen += 1
    assert unseen < 4


def test_lines_in_another_order_are_told() -> None:
    """Each line knows its number."""
    lines = printed(KEY)
    with pytest.raises(Mistyped, match="Line 1"):
        read_lines([lines[1], lines[0], *lines[2:]])


@pytest.mark.parametrize("lines", [[], ["", ""], printed(KEY)[:3], [*printed(KEY), "x"], ["abc"]])
def test_what_is_no_copy_is_refused(lines: list[str]) -> None:
    """Too few, too many, something else."""
    with pytest.raises(Mistyped):
        read_lines(lines)


def test_the_line_of_a_key_file_is_a_copy_too() -> None:
    """As it stands in a password store."""
    assert read_lines([base64.b64encode(KEY).decode() + "\n"]) == KEY
