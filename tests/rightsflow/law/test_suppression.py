"""What an entry of a suppression list forbids."""

import pytest

from rightsflow.law.suppression import EVERYTHING, Entry, SuppressionList, all_but, forbids

MARKETING, RECREATE = SuppressionList.no_marketing, SuppressionList.do_not_recreate


@pytest.mark.parametrize(
    ("scopes", "asked", "expected"),
    [
        ((), EVERYTHING, False),
        ((EVERYTHING,), EVERYTHING, True),
        ((EVERYTHING,), "mailing.news", True),
        (("mailing.news",), "mailing.news", True),
        (("mailing.news",), "mailing.events", False),
        (("mailing.news",), EVERYTHING, True),
        ((EVERYTHING, all_but("mailing.news")), "mailing.news", False),
        ((EVERYTHING, all_but("mailing.news")), "mailing.events", True),
        ((EVERYTHING, all_but("mailing.news")), EVERYTHING, True),
        ((all_but("mailing.news"),), EVERYTHING, False),
        ((all_but("mailing.news"),), "mailing.events", False),
    ],
)
def test_an_entry_forbids_its_scope(scopes: tuple[str, ...], asked: str, *, expected: bool) -> None:
    """Everything but what was allowed again; who is not told which, is told of any."""
    entries = [Entry(MARKETING, scope) for scope in scopes]

    assert forbids(entries, MARKETING, asked) is expected


def test_a_list_says_nothing_for_the_other() -> None:
    """Who objected to marketing may be in the CRM, and who was erased may be written to."""
    assert not forbids([Entry(MARKETING, EVERYTHING)], RECREATE)
    assert not forbids([Entry(RECREATE, EVERYTHING)], MARKETING)
