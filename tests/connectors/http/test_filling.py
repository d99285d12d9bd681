"""A value fills a whole place of a request, whatever stands in it."""

import pytest

from connectors.http.filling import Unaskable, filled, nested, path_of
from connectors.http.requests import Find
from connectors.http.rows import key_of, parts_of, plain, same
from rightsflow.deeds import Value


@pytest.mark.parametrize("value", ["", ".", "..", "nul\0", "half\ud800", None])
def test_what_would_change_the_path_is_not_asked(value: str | None) -> None:
    """Nobody can be found by it, and no other record can be meant."""
    with pytest.raises(Unaskable):
        path_of("people/$id/notes", {"id": value})


def test_a_value_is_one_segment() -> None:
    """Slashes, question marks and percent signs are parts of it."""
    assert path_of("people/$id", {"id": "../a/b?c#d%2F"}) == "people/..%2Fa%2Fb%3Fc%23d%252F"


def test_a_value_in_json_stays_a_value() -> None:
    """Quotes break out of nothing; a list comes as a list; two dollars are one."""
    body = {"in": "$values", "is": ["$value", "$$value", 7, None]}
    request = Find.model_validate(
        {"by": "email", "path": "x", "method": "POST", "json": body, "paging": {"kind": "whole"}}
    )
    values = {"value": '"} or 1=1', "values": ["a", "b"]}

    question = filled(request, values, {})

    assert question.json == {"in": ["a", "b"], "is": ['"} or 1=1', "$value", 7, None]}


def test_dotted_places_are_objects_within_each_other() -> None:
    """And do not overwrite one another."""
    assert nested({"a.b": 1, "a.c": 2, "d": 3}) == {"a": {"b": 1, "c": 2}, "d": 3}


def test_a_key_of_several_columns_is_taken_apart_again() -> None:
    """Whatever its parts hold."""
    row = {"list": "a/b", "id": 7}

    assert parts_of(["list", "id"], key_of(["list", "id"], row)) == {"list": "a/b", "id": "7"}
    assert parts_of(["list", "id"], "7") is None


@pytest.mark.parametrize(
    ("there", "wanted", "holds"),
    [
        (None, "", True), ("", None, True), ("x", None, False), (None, "x", False),
        ([], None, True), (7, "7", True), (True, "true", True), ("True", True, True),
        (False, None, False),
        (["x"], "x", True), ("x", "X", False),
    ],
)  # fmt: skip
def test_a_field_holds_what_was_set(there: object, wanted: Value, holds: bool) -> None:  # noqa: FBT001 - a column of a table
    """Numbers as text too, empty is empty, and nothing else is alike."""
    assert same(there, wanted) is holds


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (["x"], "x"), (["x", "ż"], '["x", "ż"]'), ({"a": 1}, '{"a": 1}'), ([], None), (1.5, 1.5),
        ("half\ud800", "half?"), (float("inf"), "inf"), (False, False),
    ],
)  # fmt: skip
def test_a_value_stands_in_the_copy_as_it_came(value: object, told: Value) -> None:
    """One of a list is that one; what is no single value is JSON text."""
    assert plain(value) == told
