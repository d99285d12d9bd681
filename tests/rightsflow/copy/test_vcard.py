"""The vCard: read back by a reader that takes the rules of RFC 6350 to the letter."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.copy.vcard import escaped, folded, write_card

AT = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
LINE = re.compile(
    r"(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=[A-Za-z-]+)*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
"""Section 3.3, contentline: no group, no quoted parameter, no control character but the tab."""


def read_card(card: bytes) -> list[tuple[str, str, list[str]]]:
    """Return the lines of a card: name, parameters, and the value by its components.

    Fails for anything that the RFC does not allow.
    """
    assert card.endswith(b"\r\n")
    physical = card[:-2].split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert not any(b"\r" in line or b"\n" in line for line in physical)
    assert [piece.decode() for piece in physical], "no character is cut in two"
    logical = card[:-2].decode().replace("\r\n ", "").split("\r\n")
    parsed: list[tuple[str, str, list[str]]] = []
    for line in logical:
        match = LINE.fullmatch(line)
        assert match is not None, line
        parsed.append((match["name"], match["params"], components(match["value"])))
    assert [name for name, _, _ in parsed[:2]] == ["BEGIN", "VERSION"]
    assert parsed[0][2] == parsed[-1][2] == ["VCARD"]
    assert parsed[-1][0] == "END"
    return parsed


def components(value: str) -> list[str]:
    """Return what stands between bare semicolons, without the escapes of section 3.4."""
    assert re.fullmatch(r"(?:[^\\,]|\\[\\,;nN])*", value), "a bare comma, or an escape of its own"
    parts = [""]
    for token in re.findall(r"\\.|[^\\]", value):
        if token == ";":
            parts.append("")
        else:
            parts[-1] += {"\\n": "\n", "\\N": "\n"}.get(token, token[-1])
    return parts


def values(card: bytes, name: str) -> list[list[str]]:
    """Return the values of a property."""
    return [value for found, _, value in read_card(card) if found == name]


def expected(text: str) -> str:
    """Return a text as a card can hold it: one kind of line end, no other control character."""
    lines = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", lines)


@given(TEXT, TEXT, TEXT)
def test_any_text_is_read_back_as_it_was(note: str, family: str, city: str) -> None:
    """Commas, semicolons, backslashes and line ends in a value do not make another one."""
    card = write_card(
        {"note": [note]}, {"n": [{"family": family}], "adr": [{"locality": city}]}, AT
    )
    assert values(card, "NOTE") == [[expected(note)]]
    assert values(card, "N") == [[expected(family), "", "", "", ""]]
    assert values(card, "ADR") == [["", "", "", expected(city), "", "", ""]]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400))
def test_long_lines_are_folded_between_characters(text: str) -> None:
    """No line has more than 75 octets; a fold is a line end and one blank (section 3.2)."""
    lines = folded(text)[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert lines[0].decode() + "".join(line.decode()[1:] for line in lines[1:]) == text
    assert all(line.startswith(b" ") for line in lines[1:])


def test_a_line_of_75_octets_is_not_folded() -> None:
    """The line end is not counted."""
    assert folded("x" * 75) == b"x" * 75 + b"\r\n"
    assert folded("x" * 76) == b"x" * 75 + b"\r\n x\r\n"
    assert folded("x" * 74 + "ą") == b"x" * 74 + b"\r\n \xc4\x85\r\n"


def test_half_a_character_does_not_break_the_card() -> None:
    """UTF-8 has no half characters: a question mark stands there."""
    assert values(write_card({"note": ["a\ud800b"]}, {}, AT), "NOTE") == [["a?b"]]


@pytest.mark.parametrize(
    ("plain", "name", "expected"),
    [
        ({"fn": ["A", "B"]}, {}, ["A", "B"]),
        ({}, {"prefix": "dr", "given": "Ada", "family": "Nowak"}, ["dr Ada Nowak"]),
        ({"org": ["Firma"], "email": ["a@example.org"]}, {}, ["Firma"]),
        ({"email": ["a@example.org"], "tel": ["1"]}, {}, ["a@example.org"]),
        ({"note": ["x"]}, {}, ["-"]),
    ],
)
def test_every_card_has_a_full_name(
    plain: dict[str, list[str]], name: dict[str, str], expected: list[str]
) -> None:
    """FN must be there (section 6.2.1): as it is given, else from the name, else what there is."""
    card = write_card(plain, {"n": [name]} if name else {}, AT)
    assert [value[0] for value in values(card, "FN")] == expected


def test_a_card_has_one_name_and_many_addresses() -> None:
    """N has cardinality *1, ADR any (sections 6.2.2 and 6.3.1)."""
    names = [{"family": "Nowak"}, {"family": "Kowalska"}]
    card = write_card({}, {"n": names, "adr": [{"locality": "A"}, {"locality": "B"}]}, AT)
    assert len(values(card, "N")) == 1
    assert [value[3] for value in values(card, "ADR")] == ["A", "B"]


@pytest.mark.parametrize(
    ("value", "params", "written"),
    [("1990-02-03", "", "19900203"), ("1990-02-03T00:00:00", "", "19900203"),
     ("about 1990", ";VALUE=text", "about 1990")],
)  # fmt: skip
def test_a_birthday_is_a_date_or_says_that_it_is_a_text(
    value: str, params: str, written: str
) -> None:
    """Dates are written without dashes (sections 4.3.1 and 6.2.5)."""
    lines = read_card(write_card({"bday": [value]}, {}, AT))
    assert ("BDAY", params, [written]) in lines


def test_what_is_no_address_and_no_language_is_left_out() -> None:
    """URL takes an address with a scheme, LANG a tag (sections 6.7.8 and 6.4.4)."""
    urls = ["www.example.org", "https://example.org/~a;b", "javascript alert", "https://a b"]
    card = write_card({"url": urls, "lang": ["pl", "po polsku", "en-GB"]}, {}, AT)
    lines = card.decode().split("\r\n")
    assert [line for line in lines if line.startswith("URL")] == ["URL:https://example.org/~a;b"]
    assert values(card, "LANG") == [["pl"], ["en-GB"]]


def test_escapes_are_those_of_the_rfc() -> None:
    r"""`\\`, `\,`, `\;`, `\n`, and no other."""
    assert escaped("a\\b,c;d\r\ne\nf\rg\x00h\ti") == "a\\\\b\\,c\\;d\\ne\\nf\\ng h\ti"
