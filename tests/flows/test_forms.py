"""The forms of the Prefect UI: what a person may type there ends up in a database in clear."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from prefect import Flow
from prefect.utilities.callables import parameter_schema

import flows
from deployments.registering import flow_of
from deployments.table import TABLE, TAG, Deployed
from flows.decide import decide
from flows.open_case import open_case


def all_flows() -> list[Flow[Any, Any]]:
    """Return every flow of the folder, whoever adds one."""
    modules = [import_module(f"flows.{one.name}") for one in iter_modules(flows.__path__)]
    found = {v.name: v for m in modules for v in vars(m).values() if isinstance(v, Flow)}
    return [found[name] for name in sorted(found)]


FLOWS = all_flows()


def strings(schema: object) -> Iterator[dict[str, Any]]:
    """Yield every part of a schema that takes text."""
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            yield schema
        for part in schema.values():
            yield from strings(part)
    if isinstance(schema, list):
        for part in schema:
            yield from strings(part)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_form_takes_case_numbers_and_closed_lists_only(flow: Flow[Any, Any]) -> None:
    """No field takes free text: a pattern or an enumeration bounds each."""
    schema = parameter_schema(flow.fn).model_dump()

    assert [text for text in strings(schema) if not ({"pattern", "enum"} & set(text))] == []


def test_the_form_of_a_posted_request_asks_for_a_number() -> None:
    """The control: a form that takes anything at all is seen by the test above."""
    assert list(strings(parameter_schema(open_case.fn).model_dump()))


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_field_says_what_goes_in(flow: Flow[Any, Any]) -> None:
    """The page shows it above the field; Prefect takes it from the schema alone."""
    fields = parameter_schema(flow.fn).properties

    assert [name for name, field in fields.items() if not field.get("description")] == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_description_explains_every_field_with_an_example(flow: Flow[Any, Any]) -> None:
    """Where the pages show no help beside a field, the text above the form has it."""
    schema = parameter_schema(flow.fn)
    rows = [line for line in str(flow.description).splitlines() if line.startswith("| `")]

    for name, field in schema.properties.items():
        (row,) = [row for row in rows if row.startswith(f"| `{name}`")]
        assert str(field["description"]) in row
        assert row.split("|")[3].strip().startswith("`")
    assert schema.properties or "nothing to fill in" in str(flow.description)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_run_has_a_name_that_people_read(flow: Flow[Any, Any]) -> None:
    """Two animals and a number tell nobody what a run was about."""
    assert flow.flow_run_name


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_what_is_deployed_has_its_flows_name_and_tags(row: Deployed) -> None:
    """By the tags runs of several projects are told apart, and what people start from the rest."""
    assert flow_of(row).name == row.name
    assert row.tags[0] == TAG
    assert len(row.tags) > 1


def test_the_decision_form_ends_with_the_code() -> None:
    """It lives for half a minute: whatever takes longer to fill in stands before it."""
    assert list(parameter_schema(decide.fn).properties)[-1] == "code"


def test_only_the_decision_and_the_code_are_left_to_fill_in() -> None:
    """What the link does not fill in has a default that changes nothing."""
    linked = {"case", "hold", "plan", "approver"}

    assert set(parameter_schema(decide.fn).required) - linked == {"decision", "code"}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_flow_says_what_it_does(flow: Flow[Any, Any]) -> None:
    """The description is what an operator reads before pressing Run."""
    assert flow.description
    assert len(flow.description) > 60


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_no_flow_stores_results_or_retries(flow: Flow[Any, Any]) -> None:
    """Results are pickled to disk in clear, and one place retries: the work item."""
    assert flow.persist_result is False
    assert flow.retries == 0
