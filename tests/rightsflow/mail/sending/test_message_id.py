"""Message-IDs of our letters: found again in replies, and not to be made by anyone else."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rightsflow.mail.sending import case_of, make_message_id

KEY = b"k" * 32
CASES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", fullmatch=True)
SEQUENCES = st.integers(0, 999_999_999)


@given(CASES, SEQUENCES, st.sampled_from(["example.com", "Poczta.Example.COM", "a-b.example"]))
def test_a_reply_finds_its_case(case_number: str, seq: int, domain: str) -> None:
    """What a mail program quotes back, also with blanks around it, names the case."""
    message_id = make_message_id(case_number, seq, KEY, domain)

    assert case_of(f" {message_id}\r\n", KEY) == case_number
    assert case_of(message_id.replace(domain, domain.swapcase()), KEY) == case_number


@given(CASES, SEQUENCES, st.binary(min_size=16, max_size=64))
def test_another_key_makes_no_message_id_of_ours(case_number: str, seq: int, key: bytes) -> None:
    """Whoever lacks the key cannot join a case."""
    assume(key != KEY)

    assert case_of(make_message_id(case_number, seq, key, "example.com"), KEY) is None


@given(CASES, CASES, SEQUENCES, SEQUENCES)
def test_the_mac_of_one_letter_does_not_fit_another(one: str, other: str, a: int, b: int) -> None:
    """Whoever has received one letter cannot write himself into another case."""
    assume((one, a) != (other, b))
    mac = make_message_id(one, a, KEY, "example.com").split(".")[2].split("@")[0]

    assert case_of(f"<{other}.{b}.{mac}@example.com>", KEY) is None


@given(CASES, SEQUENCES, st.integers(1, 60), st.characters(codec="ascii"))
def test_no_changed_character_goes_unnoticed(
    case_number: str, seq: int, at: int, character: str
) -> None:
    """Every character before the domain counts."""
    message_id = make_message_id(case_number, seq, KEY, "example.com")
    place = at % message_id.index("@")
    changed = message_id[:place] + character + message_id[place + 1 :]
    assume(changed.strip() != message_id)

    assert case_of(changed, KEY) is None


@given(st.text())
def test_any_other_text_names_no_case(text: str) -> None:
    """Untrusted header fields of every kind are answered with None, never with an error."""
    assert case_of(text, KEY) is None


def test_the_mac_has_at_least_80_bits() -> None:
    """Guessing is hopeless: 24 characters of base32 are 120 bits."""
    mac = make_message_id("RF-2026-1", 1, KEY, "example.com").split(".")[2].split("@")[0]

    assert len(mac) * 5 >= 80


@pytest.mark.parametrize(
    ("case_number", "seq", "domain"),
    [
        ("RF 2026", 1, "example.com"),
        ("RF.2026", 1, "example.com"),
        ("RF-1>\r\nBcc: x", 1, "example.com"),
        ("", 1, "example.com"),
        ("RF-1", -1, "example.com"),
        ("RF-1", 1, "example.com>"),
        ("RF-1", 1, ""),
    ],
)
def test_what_does_not_fit_the_form_is_refused(case_number: str, seq: int, domain: str) -> None:
    """A Message-ID that could not be read back is never sent."""
    with pytest.raises(ValueError, match="does not fit"):
        make_message_id(case_number, seq, KEY, domain)


def test_a_short_key_is_refused() -> None:
    """An empty or forgotten key would let anyone make our Message-IDs."""
    with pytest.raises(ValueError, match="at least 16 bytes"):
        make_message_id("RF-1", 1, b"", "example.com")
