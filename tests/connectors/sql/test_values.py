"""Values come as they are held: nothing rounded, nothing translated."""

import json
import math
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sql.values import key_text, key_value
from rightsflow.law.subject import IdentifierKind
from rightsflow.plainly import plain
from tests.connectors.sql.maps import by, collection, copy_for, found_by, opened
from tests.servers.databases import Place


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (2**80, 2**80),
        (0.1, 0.1),
        (math.inf, "inf"),
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), "NaN"),
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 12, tzinfo=UTC), "2026-02-01T12:00:00+00:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(days=1, microseconds=1), "PT86400.000001S"),
        (b"\0\xff", "AP8="),
        (bytearray(b"a"), "YQ=="),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (ip_address("192.0.2.1"), "192.0.2.1"),
        ({"ż": [1, None, Decimal("1.0")]}, '{"ż":[1,null,"1.0"]}'),
        (["a", b"a"], '["a","YQ=="]'),
        ({"b", "a"}, '["a","b"]'),
        ("=1+1", "=1+1"),
    ],
)
def test_a_value_becomes_plain(value: object, expected: object) -> None:
    """Dates are ISO 8601, decimals keep their digits, bytes are base64, the rest is text."""
    assert plain(value) == expected


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.decimals()
        | st.text()
        | st.binary()
        | st.datetimes()
        | st.timedeltas()
        | st.uuids(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_a_database_gives_can_be_written_as_json(value: object) -> None:
    """No value stops a copy."""
    json.dumps(plain(value), allow_nan=False)


@given(st.integers() | st.uuids() | st.binary() | st.text())
def test_a_key_comes_back_from_its_text(key: object) -> None:
    """Records are named as text and asked for as what they are."""
    assert key_value(key_text(key), type(key)) == key


def test_a_whole_decimal_is_a_number() -> None:
    """Oracle-like databases keep keys as decimals."""
    assert key_text(Decimal("42.00")) == "42"
    assert key_value("42", Decimal) == Decimal(42)


@pytest.mark.parametrize("at", ["postgresql"], indirect=True)
async def test_the_types_of_postgresql_come_as_they_stand(at: Place) -> None:
    """Read by the driver, not by a conversion that could refuse or round."""
    await at.run(
        "CREATE TABLE people (id BIGINT PRIMARY KEY, email VARCHAR(99), born DATE,"
        " seen TIMESTAMPTZ, pay NUMERIC(9,2), tags TEXT[], more JSONB, raw BYTEA, at INET,"
        " gone INTERVAL, mood BOOLEAN, big DOUBLE PRECISION)",
        "INSERT INTO people VALUES (9000000000, 'ann@example.com', '1990-02-01',"
        " '2026-02-01 12:00+01', 1.10, '{ż,b}', '{\"a\": 1.10}', '\\x00ff', '192.0.2.1',"
        " '2 hours', true, 'NaN')",
    )
    await at.grant("people")
    fields = "email born seen pay tags more raw at gone mood big"
    people = collection(fields, identity=found_by(email="email"))
    (found,) = await copy_for(
        opened(at, {"people": people}), by(IdentifierKind.email, "ann@example.com")
    )

    assert found.record == "people:9000000000"
    assert dict(found.values) == {
        "email": "ann@example.com",
        "born": "1990-02-01",
        "seen": "2026-02-01T11:00:00+00:00",
        "pay": "1.10",
        "tags": '["ż","b"]',
        "more": '{"a": 1.10}',
        "raw": "AP8=",
        "at": "192.0.2.1",
        "gone": "PT7200S",
        "mood": True,
        "big": "nan",
    }


@pytest.mark.parametrize("at", ["mariadb"], indirect=True)
async def test_the_types_of_mariadb_come_as_they_stand(at: Place) -> None:
    """A time may be longer than a day there."""
    await at.run(
        "CREATE TABLE people (id BIGINT UNSIGNED PRIMARY KEY, email VARCHAR(99), born DATE,"
        " seen DATETIME(6), pay DECIMAL(9,2), more JSON, raw BLOB, spent TIME,"
        " mood ENUM('good','bad'), flags SET('a','b'))",
        "INSERT INTO people VALUES (18000000000000000000, 'ann@example.com', '1990-02-01',"
        " '2026-02-01 12:00:00.5', 1.10, '{\"a\": 1.10}', x'00ff', '30:00:00', 'bad', 'a,b')",
    )
    await at.grant("people")
    fields = "email born seen pay more raw spent mood flags"
    people = collection(fields, identity=found_by(email="email"))
    (found,) = await copy_for(
        opened(at, {"people": people}), by(IdentifierKind.email, "ann@example.com")
    )

    assert found.record == "people:18000000000000000000"
    assert dict(found.values) == {
        "email": "ann@example.com",
        "born": "1990-02-01",
        "seen": "2026-02-01T12:00:00.500000",
        "pay": "1.10",
        "more": '{"a": 1.10}',
        "raw": "AP8=",
        "spent": "PT108000S",
        "mood": "bad",
        "flags": "a,b",
    }


@pytest.mark.parametrize("at", ["sqlite"], indirect=True)
async def test_sqlite_holds_what_was_put_into_it(at: Place) -> None:
    """A date column may hold any text there: it is told as it stands."""
    await at.run(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, born DATE,"
        " pay DECIMAL, raw BLOB)",
        "INSERT INTO people VALUES (1, 'ann@example.com', 'in spring', 1.5, x'00ff')",
    )
    people = collection("email born pay raw", identity=found_by(email="email"))
    (found,) = await copy_for(
        opened(at, {"people": people}), by(IdentifierKind.email, "ann@example.com")
    )

    assert dict(found.values) == {
        "email": "ann@example.com",
        "born": "in spring",
        "pay": 1.5,
        "raw": "AP8=",
    }
