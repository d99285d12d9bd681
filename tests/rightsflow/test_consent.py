"""Whether something shows the consent to a record that somebody else made."""

import pytest
from pydantic import ValidationError

from rightsflow.connector import Finding
from rightsflow.consent import WithoutConsent, lacks_consent
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.deeds import Value

_TEXTS = {"en": "x"}
_MAP = {
    "system": "crm", "title": _TEXTS, "connector": "sql", "answers_for": "crm@example.com",
    "purposes": {
        "placement": {"title": _TEXTS, "ground": "contract", "retention": {"criteria": _TEXTS}}
    },
    "collections": {
        "placements": {
            "title": _TEXTS, "purpose": "placement", "consent_shown_by": "seen_on",
            "identity": [{"column": "email", "kind": "email"}],
            "fields": {"seen_on": {"title": _TEXTS, "category": "consent"}},
        },
    },
}  # fmt: skip


def a_placement(case_number: str, seen_on: Value = None) -> Finding:
    """Return a finding in the collection `placements`, with or without a day of consent."""
    return Finding(case_number, "placements", "placements:1", {"seen_on": seen_on})


@pytest.mark.parametrize(
    ("stored", "lacking"),
    [(None, True), ("", True), ("  ", True), (False, True), (0, True), ("2026-01-05", False),
     (True, False)],
)  # fmt: skip
def test_an_empty_column_shows_nothing(*, stored: Value, lacking: bool) -> None:
    """Whatever a database takes for empty."""
    of = SystemMap.model_validate(_MAP).collections["placements"]
    assert lacks_consent(of, {"seen_on": stored}) is lacking


def test_where_the_map_says_nothing_nothing_is_lacking() -> None:
    """Most records are made by the person, or with them."""
    of = SystemMap.model_validate(_MAP).collections["placements"]
    assert not lacks_consent(of.model_copy(update={"consent_shown_by": None}), {"seen_on": None})


def test_each_case_has_its_own() -> None:
    """Findings of many cases stream by together."""
    seen = WithoutConsent(SystemMap.model_validate(_MAP))
    seen.see(a_placement("RF-1"))
    seen.see(a_placement("RF-1"))
    seen.see(a_placement("RF-2", "2026-01-05"))
    assert (seen.of("RF-1"), seen.of("RF-2"), seen.of("RF-3")) == (("placements",), (), ())


def test_the_column_has_to_be_one_that_is_read() -> None:
    """A misspelt name would look as if no consent were ever lacking, or always."""
    placements = _MAP["collections"]["placements"]  # type: ignore[index]
    with pytest.raises(ValidationError, match="consent_shown_by names sen_on"):
        Collection.model_validate({**placements, "consent_shown_by": "sen_on"})
