"""Whether a record says that a purpose has ended."""

from typing import Any

import pytest

from rightsflow.datamap.model import Collection
from rightsflow.datamap.stopped import still_used

TEXT = {"en": "x"}


def collection(**stop: Any) -> Collection:  # noqa: ANN401 - YAML
    """Return a collection that writes the end of purposes down like this."""
    return Collection.model_validate(
        {
            "title": TEXT, "identity": [{"column": "email", "kind": "email"}],
            "purpose": "news", "fields": {}, "stop": stop,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("set_to", "there", "used"),
    [
        ({"wanted": False}, {"wanted": True}, True),
        ({"wanted": False}, {"wanted": 1}, True),
        ({"wanted": False}, {"wanted": 0}, False),
        ({"wanted": False}, {"wanted": False}, False),
        ({"wanted": False}, {}, True),
        ({"source": None}, {}, True),
        ({"source": None}, {"source": None}, False),
        ({"ended": "$now"}, {"ended": "2026-03-04T10:00:00+00:00"}, False),
        ({"ended": "$today"}, {"ended": None}, True),
        ({"ended": "$now"}, {"ended": ""}, True),
        ({"state": "out", "ended": "$now"}, {"state": "out", "ended": None}, True),
        ({"state": "out", "ended": "$now"}, {"state": "out", "ended": "2026-03-04"}, False),
    ],
)
def test_a_purpose_is_used_until_all_of_its_end_is_written(
    set_to: dict[str, Any], there: dict[str, Any], *, used: bool
) -> None:
    """Whatever a database makes of a truth value; what is not shown counts as not set."""
    assert still_used(collection(news={"set": set_to}), there, "news") is used


def test_a_record_that_would_be_deleted_is_used_while_it_is_there() -> None:
    """A subscription is."""
    assert still_used(collection(news={"delete": True}), {}, "news")


def test_a_collection_without_an_end_shows_nothing() -> None:
    """Nobody is told of something that the map cannot see."""
    assert not still_used(collection(), {"wanted": True}, "news")
