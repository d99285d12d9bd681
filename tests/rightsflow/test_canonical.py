"""Canonical forms: what is one identifier, and what is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.canonical import canonical_email, canonical_phone, fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna.Nowicka@Example.COM", "anna.nowicka@example.com"),
        ("  anna@example.com\n", "anna@example.com"),
        ("anna+rodo@example.com", "anna+rodo@example.com"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("jan@ŻÓŁW.example.org", "jan@xn--w-uga1v8h.example.org"),
        ("jan@xn--w-uga1v8h.example.org", "jan@xn--w-uga1v8h.example.org"),
        ("łukasz@example.net", "łukasz@example.net"),
        ("zażo\u0301łc\u0301@example.net", "zażółć@example.net"),
    ],
)
def test_spellings_of_one_address_are_one(text: str, expected: str) -> None:
    """Case, blanks around, composed letters and IDNA make no second address."""
    assert canonical_email(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@",
        "@example.com",
        "anna@localhost",
        "anna@example..com",
        "anna@example.com.",
        ".anna@example.com",
        "anna @example.com",
        "anna@exa mple.com",
        "<anna@example.com>",
        "Anna <anna@example.com>",
        "anna@example.com, beata@example.com",
        "anna@example.com\r\nBcc: beata@example.com",
        "anna@example.com\x00",
        "anna@-example.com",
    ],
)
def test_what_is_no_single_address_is_none(text: str) -> None:
    """Two addresses, a header or a display name are never cut down to an address."""
    assert canonical_email(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna@example.com", "аnna@example.com"),  # noqa: RUF001 - a Cyrillic letter
        ("anna@example.com", "anna@ехample.com"),  # noqa: RUF001 - Cyrillic letters
        ("lukasz@example.com", "łukasz@example.com"),
        ("anna@example.com", "anna+x@example.com"),
        ("anna.nowicka@example.com", "annanowicka@example.com"),
        ("anna@example.com", "anna@example.com.pl"),
    ],
)
def test_addresses_that_only_look_alike_stay_two(one: str, other: str) -> None:
    """Accents, letters of other alphabets, tags and dots belong to the address."""
    assert canonical_email(one) is not None
    assert canonical_email(other) is not None
    assert canonical_email(one) != canonical_email(other)


@given(st.emails())
def test_the_canonical_address_is_its_own_canonical_form(text: str) -> None:
    """Canonical twice is canonical once, and case never matters."""
    canonical = canonical_email(text)
    if canonical is not None:
        assert canonical_email(canonical) == canonical
        assert canonical_email(text.upper()) == canonical
        assert canonical == canonical.lower()


@given(st.text())
def test_no_text_makes_an_address_with_controls_or_two_signs(text: str) -> None:
    """Whatever is written, what comes out is one line with one sign, or nothing."""
    canonical = canonical_email(text) or canonical_email(f"{text}@example.com")
    if canonical is not None:
        assert canonical.count("@") == 1
        assert not any(unicodedata.category(c) in {"Cc", "Zs", "Zl", "Zp"} for c in canonical)
        assert canonical.partition("@")[2].isascii()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("600 111 222", "+48600111222"),
        ("+48 600-111-222", "+48600111222"),
        ("0048600111222", "+48600111222"),
        ("(+48) 600111222", "+48600111222"),
        ("+49 30 901820", "+4930901820"),
        ("12", None),
        ("anna", None),
        ("", None),
        ("600111222333444555", None),
    ],
)
def test_a_number_is_written_as_e164_or_not_at_all(text: str, expected: str | None) -> None:
    """A Polish number needs no prefix; what cannot be a number is none."""
    assert canonical_phone(text) == expected


def test_the_region_says_how_a_bare_number_is_read() -> None:
    """The same digits are another number in another country."""
    assert canonical_phone("030 901820", "DE") == "+4930901820"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łukasz  ŻÓŁĆ", "lukasz zolc"),
        (" Müller-Straße\t", "muller-strasse"),
        ("Øre Đoković", "ore dokovic"),
        ("Ǿ", "o"),
        ("ᴬℌ", "ah"),
        ("", ""),
    ],
)
def test_folding_takes_case_accents_and_blanks_away(text: str, expected: str) -> None:
    """Names compare equal however they were typed."""
    assert fold(text) == expected


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text is in lower case, without marks, and stays as it is."""
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == folded.casefold()
    assert not any(unicodedata.combining(c) for c in folded)
    assert fold(text.upper()) == fold(text.upper().lower()) or not text.isascii()
