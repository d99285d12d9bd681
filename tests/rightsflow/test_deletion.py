"""The order of deleting: what refers to a table goes before it, whatever the circles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.deletion import Circle, ForeignKey, deletion_order

TABLES = ["a", "b", "c", "d", "e"]


@st.composite
def keys(draw: st.DrawFn) -> list[ForeignKey]:
    """Draw foreign keys among a few tables."""
    table = st.sampled_from(TABLES)
    pairs = draw(st.lists(st.tuples(table, table), max_size=12))
    return [ForeignKey(low, (f"c{n}",), high) for n, (low, high) in enumerate(pairs)]


@given(keys(), st.sets(st.integers(0, 11)), st.sets(st.sampled_from(TABLES)))
def test_no_table_is_emptied_before_what_refers_to_it(
    drawn: list[ForeignKey], empty: set[int], tables: set[str]
) -> None:
    """Unless the column that refers is emptied first; and only such columns are."""
    nullable = {(one.table, f"c{n}") for n in empty for one in drawn}
    try:
        found = deletion_order(tables, drawn, nullable)
    except Circle:
        return  # its tables are looked at below

    assert sorted(found.tables) == sorted(tables)
    for one in drawn:
        if one.table not in tables or one.referred not in tables or one.table == one.referred:
            continue
        emptied = one.columns[0] in found.emptied.get(one.table, ())
        assert emptied or found.tables.index(one.table) < found.tables.index(one.referred)
    assert all(
        (table, name) in nullable for table, names in found.emptied.items() for name in names
    )


def test_a_circle_leaves_the_rest_in_order() -> None:
    """SQLAlchemy's own sorting gives up on every key as soon as there is a circle."""
    drawn = [
        ForeignKey("a", ("b_id",), "b"),
        ForeignKey("b", ("a_id",), "a"),
        ForeignKey("a", ("person_id",), "person"),
    ]
    found = deletion_order({"a", "b", "person"}, drawn, {("b", "a_id"), ("a", "person_id")})

    assert found.tables[-1] == "person"
    assert found.emptied == {"b": ("a_id",)}


def test_a_link_of_the_map_orders_tables_that_no_key_binds() -> None:
    """But it never stands in the way: nothing enforces it."""
    assert deletion_order({"person", "note"}, [], (), [("note", "person")]).tables == (
        "note",
        "person",
    )
    against = [ForeignKey("person", ("note_id",), "note")]
    assert deletion_order({"person", "note"}, against, (), [("note", "person")]).tables == (
        "person",
        "note",
    )


def test_a_circle_that_must_not_be_empty_is_named() -> None:
    """Only the tables of the circle itself."""
    drawn = [
        ForeignKey("a", ("b_id",), "b"),
        ForeignKey("b", ("a_id",), "a"),
        ForeignKey("c", ("a_id",), "a"),
    ]
    with pytest.raises(Circle) as raised:
        deletion_order({"a", "b", "c"}, drawn, ())

    assert raised.value.tables == ("a", "b")
