"""Values in questions: typed, quoted, bounded; whatever a letter says, it stays a value."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.dynamics.odata import (
    LONGEST,
    MOST_CONDITIONS,
    address,
    contains,
    equal,
    escaped,
    filters,
    in_bin,
    literal,
    spaced,
)
from tests.servers.dataverse.query import Filter

ID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
COLUMNS = {"emailaddress1": "String"}


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_text_is_found_where_it_stands_and_changes_no_question(text: str) -> None:
    """The other side reads one comparison with exactly this value, whatever is in it."""
    asked = Filter(equal("emailaddress1", text, "String"), COLUMNS).read()

    assert asked({"emailaddress1": text})
    assert not asked({"emailaddress1": f"{text}x"})
    assert not asked({"emailaddress1": None})


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_text_with_wildcards_means_itself(text: str) -> None:
    """`%`, `_` and `[` are looked for as they stand."""
    asked = Filter(contains("emailaddress1", escaped(text)), COLUMNS).read()

    assert asked({"emailaddress1": f"a {text} b"})
    assert not text.strip() or not asked({"emailaddress1": "~"}) or text.strip() == "~"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("o'neil@example.com", "String", "'o''neil@example.com'"),
        (ID.upper(), "Lookup", ID),
        ("007", "Integer", "7"),
        (True, "Boolean", "true"),
        (None, "String", "null"),
    ],
)
def test_a_value_stands_as_its_column_wants_it(value: object, kind: str, expected: str) -> None:
    """Ids and numbers without quotation marks, texts with theirs doubled."""
    assert literal(value, kind) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (f"{ID}) or (1 eq 1", "Lookup"),
        ("1 or 1 eq 1", "Integer"),
        ("true or true", "Boolean"),
        ("2026-01-01", "DateTime"),
    ],
)
def test_a_value_of_another_type_is_no_part_of_a_question(value: str, kind: str) -> None:
    """What a column cannot hold is not asked for."""
    with pytest.raises(ValueError, match=r".+"):
        literal(value, kind)


def test_the_name_of_a_column_is_a_name() -> None:
    """A map is a file that somebody wrote, too."""
    with pytest.raises(ValueError, match="name of a column"):
        equal("emailaddress1 ne null or x", "a", "String")


@settings(max_examples=25)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=300), max_size=250))
def test_filters_are_short_and_lose_nothing(texts: list[str]) -> None:
    """As many conditions as fit go together; each is asked for once."""
    conditions = [equal("emailaddress1", text, "String") for text in texts]
    made = list(filters(conditions))

    assert sum(filter_.count("emailaddress1 eq ") for filter_ in made) >= len(set(conditions))
    assert all(any(one in filter_ for filter_ in made) for one in conditions)
    longest = max((len(quote(one, safe="")) for one in conditions), default=0)
    assert all(len(quote(one, safe="")) <= max(LONGEST, longest) for one in made)


def test_a_filter_has_no_more_conditions_than_dataverse_takes() -> None:
    """A hundred at a time."""
    conditions = [equal("id", n, "Integer") for n in range(250)]

    assert [one.count(" eq ") for one in filters(conditions)] == [MOST_CONDITIONS] * 2 + [50]


def test_digits_leave_room_for_what_stands_between_them() -> None:
    """600 11-12 22 is found by its last digits."""
    assert spaced("111-222") == "1%1%1%2%2%2"


def test_an_address_holds_blanks_and_signs_as_themselves() -> None:
    """A plus sign in an address is part of it, and an ampersand begins no further option."""
    made = address("contacts", ("$filter", "emailaddress1 eq 'a+b&c@example.com'"))

    assert made == "contacts?$filter=emailaddress1%20eq%20%27a%2Bb%26c%40example.com%27"


def test_fetch_xml_holds_a_value_as_a_value() -> None:
    """Neither an apostrophe nor a tag ends it."""
    xml = in_bin("contact", "contactid", "emailaddress1", ["o'<x>&\"@example.com"])

    assert "<value>o&#x27;&lt;x&gt;&amp;&quot;@example.com</value>" in xml
