"""Article 15(1) GDPR: all of it, for this person, and nothing that concerns only others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.disclosure import (
    EEA,
    Category,
    Held,
    Kept,
    Profiling,
    Recipient,
    Source,
    disclose,
    kept_until,
)
from rightsflow.law.right import Ground


def held(collection: str = "Notes", **changes: object) -> Held:
    """Return a collection kept two years from 31 March 2025."""
    usual: dict[str, object] = {
        "purpose": "Service",
        "ground": Ground.contract,
        "interest": "",
        "criteria": "Two years",
        "period": "P2Y",
        "since_on": date(2025, 3, 31),
    }
    return Held(collection, **(usual | changes))  # type: ignore[arg-type]


def test_collections_of_one_purpose_are_told_together() -> None:
    """A purpose is told once, with its article and all the collections that serve it."""
    (purpose,) = disclose([held("Notes"), held("Orders"), held("Notes")], [], []).purposes
    assert purpose.collections == ("Notes", "Orders")
    assert purpose.article == "6(1)(b)"
    assert purpose.kept == Kept("Two years", date(2027, 3, 31))


def test_the_latest_end_is_told() -> None:
    """Several records of one purpose: the last day is that of the record kept longest."""
    held_twice = [held("Notes"), held("Orders", since_on=date(2026, 1, 15))]
    (purpose,) = disclose(held_twice, [], []).purposes
    assert purpose.kept.until_on == date(2028, 1, 15)


@pytest.mark.parametrize("changes", [{"since_on": None}, {"period": ""}, {"since_on": date.max}])
def test_no_end_is_told_that_is_not_known(changes: dict[str, object]) -> None:
    """One record without a beginning or a period: the criteria stand alone."""
    (purpose,) = disclose([held(), held("Orders", **changes)], [], []).purposes
    assert purpose.kept == Kept("Two years")


def test_different_grounds_are_different_purposes() -> None:
    """The same title on another ground is told apart."""
    told = disclose([held(), held(ground=Ground.consent)], [], [])
    assert [one.article for one in told.purposes] == ["6(1)(b)", "6(1)(a)"]


def test_categories_have_the_fields_that_hold_something() -> None:
    """Fields of one category come together from all collections, each once."""
    one = held(fields=(("contact", "E-mail"), ("history", "Added on")))
    two = held("Orders", fields=(("contact", "Phone"), ("contact", "E-mail")))
    assert disclose([one, two], [], []).categories == (
        Category("contact", ("E-mail", "Phone")),
        Category("history", ("Added on",)),
    )


def test_recipients_are_told_once_and_by_name() -> None:
    """C-154/21: who received the data, by name, and when it was given."""
    client = Recipient("Client S.A.", "CV", first_on=date(2025, 1, 1), times=1)
    host = Recipient("Host Ltd", "Hosting", "processor", "US", "clauses")
    told = disclose([held()], [client, host, host], [])
    assert told.recipients == (client, host)


def test_transfers_are_recipients_outside_the_eea() -> None:
    """Article 15(2): a recipient in a third country, and nobody else."""
    countries = ["PL", "NO", "US", "GB", "CH", ""]
    told = disclose([held()], [Recipient(c, "x", country=c) for c in countries], [])
    assert [one.name for one in told.transfers] == ["US", "GB", "CH"]


def test_sources_are_told_for_each_collection() -> None:
    """Article 15(1)(g): where the data of a collection comes from, each source once."""
    told = disclose([held(sources=("A portal", "A friend")), held(sources=("A portal",))], [], [])
    assert told.sources == (Source("Notes", "A portal"), Source("Notes", "A friend"))


def test_nothing_is_told_of_who_is_not_held() -> None:
    """Without findings there is no purpose, no recipient, no profiling."""
    told = disclose([], [Recipient("Host", "x")], [Profiling("a", "b", "c", solely_automated=True)])
    assert not any((told.purposes, told.recipients, told.profiling, told.transfers, told.sources))


def test_the_eea_is_the_union_and_three() -> None:
    """27 member states, Iceland, Liechtenstein and Norway."""
    assert len(EEA) == 30
    assert {"IS", "LI", "NO", "HR"} < EEA
    assert not {"GB", "CH", "US", "UA"} & EEA


PERIODS = [
    ("P2Y", date(2024, 2, 29), date(2026, 2, 28)),
    ("P1M", date(2025, 1, 31), date(2025, 2, 28)),
    ("P18M", date(2025, 8, 31), date(2027, 2, 28)),
    ("P1Y2M3D", date(2025, 1, 31), date(2026, 4, 3)),
    ("P30D", date(2025, 12, 15), date(2026, 1, 14)),
]


@pytest.mark.parametrize(("period", "since_on", "until_on"), PERIODS)
def test_a_period_ends_on_its_day(period: str, since_on: date, until_on: date) -> None:
    """Years, then months, then days; a day the month lacks is its last."""
    assert kept_until(period, since_on) == until_on


@given(st.dates(max_value=date(2900, 1, 1)), st.integers(0, 1200))
def test_a_longer_period_never_ends_earlier(since_on: date, months: int) -> None:
    """Ends are in the order of periods."""
    assert kept_until(f"P{months}M", since_on) <= kept_until(f"P{months + 1}M", since_on)


@pytest.mark.parametrize("period", ["", "2Y", "P2W", "PT1H", "P1D1Y"])
def test_what_is_no_period_is_refused(period: str) -> None:
    """Weeks and hours are no retention; a typing error is no "forever"."""
    with pytest.raises(ValueError, match="no period"):
        kept_until(period, date(2025, 1, 1))
