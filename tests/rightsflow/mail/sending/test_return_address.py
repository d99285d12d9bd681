"""Return addresses: each names one letter of ours, and nobody else can make one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rightsflow.mail.sending import make_message_id, return_address, returned_to

KEY = b"k" * 32
MAILBOX = "Rodo@example.com"
NUMBERS = st.builds("RF-{:04d}-{:06d}".format, st.integers(2020, 2099), st.integers(1, 9_999_999))
SEQUENCES = st.integers(1, 999)


def address_of(number: str, seq: int, mailbox: str = MAILBOX, key: bytes = KEY) -> str:
    """Return where a letter of a case is returned to."""
    message_id = make_message_id(number, seq, key, mailbox.partition("@")[2])
    return return_address(message_id, mailbox, key)


@given(NUMBERS, SEQUENCES)
def test_a_report_finds_its_letter(number: str, seq: int) -> None:
    """Also where a mail server has changed capitals."""
    address = address_of(number, seq)
    expected = make_message_id(number, seq, KEY, "example.com")

    assert returned_to(address, MAILBOX, KEY) == expected
    assert returned_to(address.upper(), MAILBOX.lower(), KEY) == expected
    assert address.startswith("Rodo+")


@given(NUMBERS, NUMBERS, SEQUENCES, SEQUENCES)
def test_the_address_of_one_letter_does_not_fit_another(
    one: str, other: str, a: int, b: int
) -> None:
    """Whoever got one letter cannot report another one as failed."""
    assume((one, a) != (other, b))
    mac = address_of(one, a).partition("@")[0].rpartition(".")[2]

    assert returned_to(f"rodo+{other.lower()}.{b}.{mac}@example.com", MAILBOX, KEY) is None


@given(NUMBERS, SEQUENCES, st.binary(min_size=16, max_size=64))
def test_another_key_makes_no_address_of_ours(number: str, seq: int, key: bytes) -> None:
    """Whoever lacks the key cannot forge a report."""
    assume(key != KEY)

    assert returned_to(address_of(number, seq, key=key), MAILBOX, KEY) is None


@pytest.mark.parametrize(
    "address",
    ["", "rodo@example.com", "rodo+news@example.com", "other+rf-2026-000001.1." + "a" * 16,
     "x@y@z", "rodo+rf-2026-000001.1." + "a" * 16 + "@example.net"],
)  # fmt: skip
def test_any_other_address_is_none_of_these(address: str) -> None:
    """It says nothing about a letter, and is no forgery either."""
    assert returned_to(address, MAILBOX, KEY) == ""


def test_a_local_part_is_never_longer_than_a_server_takes() -> None:
    """RFC 5321 4.5.3.1.1: 64 octets; a longer one would bounce, so it is the mailbox itself."""
    short, long = "ochrona.danych.osobowych@example.com", "inspektor.ochrony.danych.osobowych@x.com"

    assert len(address_of("RF-2026-000001", 12, short).partition("@")[0]) <= 64
    assert address_of("RF-2026-000001", 12, long) == long
    assert returned_to(address_of("RF-2026-000001", 12, short), short, KEY)


def test_a_mail_that_belongs_to_no_case_comes_back_to_the_mailbox() -> None:
    """Mails to our own people are told by nobody."""
    assert return_address(make_message_id("staff", 7, KEY, "x.com"), "a@x.com", KEY) == "a@x.com"
