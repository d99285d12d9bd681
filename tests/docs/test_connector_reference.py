"""The page of the connector's interface is made from the code, and passes over nothing."""

import inspect
from dataclasses import dataclass, fields

import pytest

from rightsflow import connector, deeds
from rightsflow.conformance import Stage
from rightsflow.connector import Connector
from rightsflow.deeds import Capability, Receipt
from tests.docs.pages import text_of
from tools import connector_reference as reference

PAGE = text_of("reference/connector.md")


def test_the_page_is_current() -> None:
    """Make it anew: python -m tools.connector_reference."""
    assert reference.page().rstrip() + "\n" == PAGE


def test_every_method_of_the_contract_has_its_heading() -> None:
    """Those that must be there, and those that may."""
    protocols = [
        one for one in vars(deeds).values() if inspect.isclass(one) and hasattr(one, "_is_protocol")
    ]
    wanted = {*Connector.__abstractmethods__, *map(str, Capability)}
    wanted |= {verb for one in protocols for verb in reference.verbs(one)}

    assert len(wanted) > 11
    assert [verb for verb in sorted(wanted) if f"{verb}(" not in _headings()] == []


def test_every_fate_capability_error_and_constant_has_a_row() -> None:
    """A reader looks for the word that stands in front of them."""
    counts = {one.name for one in fields(Receipt)} - {"case_number", "done_at"}
    words = {*counts, *map(str, Capability), *Stage.__annotations__, "Incomplete", "TryAgain"}

    assert [word for word in sorted(words) if f"\n| `{word}` |" not in PAGE] == []


def test_a_part_that_is_passed_over_stops_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever adds to the interface is told, and not whoever reads the page."""

    @dataclass(frozen=True)
    class Newcomer:
        """Something new."""

    with monkeypatch.context() as patched:
        patched.setattr(connector, "Newcomer", Newcomer, raising=False)
        with pytest.raises(ValueError, match="passes over Newcomer"):
            reference.page()
    monkeypatch.setattr(reference, "FATES", {"removed": "gone"})
    with pytest.raises(ValueError, match="anonymised"):
        reference.page()


def _headings() -> str:
    return "\n".join(line for line in PAGE.splitlines() if line.startswith("### "))
