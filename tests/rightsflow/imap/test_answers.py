"""Reading FETCH answers as different servers write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.imap.answers import Answer, internal_date, literals, overviews, uid_set


def test_news_about_flags_is_no_message() -> None:
    """Any client's flag change may be told in between; it has no size and no date."""
    answer = [
        b"3 (UID 9 FLAGS (\\Seen))",
        b'1 (UID 7 RFC822.SIZE 120 INTERNALDATE "02-Nov-2026 09:30:00 +0100")',
        None,
    ]

    assert list(overviews(answer)) == [("7", 120, datetime(2026, 11, 2, 8, 30, tzinfo=UTC))]


def test_the_uid_may_stand_before_or_after_the_text() -> None:
    """The order of items in an answer is the server's choice (RFC 9051 7.5.2)."""
    answer: Answer = [
        (b"1 (UID 7 BODY[] {3}", b"one"),
        b")",
        (b"2 (BODY[] {3}", b"two"),
        b" UID 8)",
    ]

    assert literals(answer) == {"7": b"one", "8": b"two"}


@given(
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2199, 1, 1)),  # noqa: DTZ001
    st.integers(-12 * 60, 14 * 60),
)
def test_every_internal_date_is_read_as_the_moment_it_names(
    moment: datetime, offset_minutes: int
) -> None:
    """Month names are English and the zone counts, whatever the locale of this machine."""
    months = "JanFebMarAprMayJunJulAugSepOctNovDec"
    zone = timezone(timedelta(minutes=offset_minutes))
    aware = moment.replace(microsecond=0, tzinfo=zone)
    text = f"{aware.day:2}-{months[aware.month * 3 - 3 : aware.month * 3]}-{aware:%Y %H:%M:%S %z}"

    assert internal_date(text) == aware


@pytest.mark.parametrize("uids", [[], ["*"], ["1:*"], ["1,2"], ["٣"], [""], ["1\r\nx LOGOUT"]])
def test_only_numbers_are_uids(uids: list[str]) -> None:
    """A set of UIDs cannot hold anything that the server would read as more."""
    with pytest.raises(ValueError, match="is a number"):
        uid_set(uids)
