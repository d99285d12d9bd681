"""What check says of an environment: each sentence names a thing and its remedy."""

from dataclasses import replace
from typing import Any

import pytest

from connectors.dynamics.connector import DynamicsConnector
from rightsflow.errors import TryAgain
from tests.connectors.dynamics.staging import mapped, opened
from tests.servers.dataverse.schema import Column, Relation
from tests.servers.dataverse.server import DataverseDouble, Told
from tests.servers.dataverse.store import Store


async def problem(connector: DynamicsConnector) -> str:
    """Return the one problem that check finds."""
    problems = (await connector.check()).problems
    assert len(problems) == 1, problems
    return problems[0]


async def test_a_well_environment_says_what_was_asked(connector: DynamicsConnector) -> None:
    """Collections, tables, privileges."""
    health = await connector.check()

    assert not health.problems
    assert "16 collections of 13 tables" in health.detail


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("prvReadLead", "lacks prvReadLead"),
        ("prvDeleteCdi_visit", "lacks prvDeleteCdi_visit"),
        ("prvWriteContact", "lacks prvWriteContact"),
        ("prvDeleteList", "lacks prvDeleteList"),
        ("prvDeleteRecordChangeHistory", "lacks prvDeleteRecordChangeHistory"),
        ("prvReadAuditSummary", "lacks prvReadAuditSummary"),
        ("prvReadCustomerAddress", "lacks prvReadCustomerAddress"),
        ("prvReadRecycleBinConfig", "recycle bin is on cannot be read"),
    ],
)
async def test_a_missing_privilege_is_named(
    connector: DynamicsConnector, store: Store, lost: str, said: str
) -> None:
    """Those that the map makes us need, and no others."""
    del store.privileges[lost]

    assert said in await problem(connector)


async def test_privileges_for_writing_are_not_wanted_of_a_reader(
    connection: dict[str, Any], store: Store
) -> None:
    """Least privilege: a reader needs none of them."""
    for name in [one for one in store.privileges if not one.startswith("prvRead")]:
        del store.privileges[name]
    async with opened(connection | {"write": False}) as connector:
        assert (await connector.check()).problems == ()


async def test_a_privilege_that_reaches_a_part_is_a_problem(
    connector: DynamicsConnector, store: Store
) -> None:
    """Rows of other people's are left out of answers without a word."""
    store.privileges["prvReadContact"] = "Basic"

    assert "prvReadContact reaches Basic only" in await problem(connector)


async def test_a_column_that_is_not_there_is_named(
    connector: DynamicsConnector, store: Store
) -> None:
    """A solution without a column of the map."""
    table = store.tables["cdi_pageview"]
    columns = {name: one for name, one in table.columns.items() if name != "cdi_uri"}
    store.tables["cdi_pageview"] = replace(table, columns=columns)

    assert "cdi_pageview.cdi_uri is not there" in await problem(connector)


async def test_a_table_that_is_not_there_is_named(
    connector: DynamicsConnector, store: Store
) -> None:
    """A solution that is not installed."""
    del store.tables["cdi_pageview"]

    assert "cdi_pageview is not there" in await problem(connector)


async def test_columns_that_the_map_does_not_name_are_told_together(
    connector: DynamicsConnector, store: Store
) -> None:
    """Somebody has added a field; a mark in a pattern of `ignore` is not told."""
    for name in ("contact", "lead"):
        table = store.tables[name]
        more = {"new_hobby": Column(), "donotfax": Column("Boolean")}
        store.tables[name] = replace(table, columns={**table.columns, **more})
    told = (await connector.check()).problems

    assert [one.partition(":")[2].partition(".")[0].strip() for one in told] == [
        "new_hobby, donotfax",
        "new_hobby",
    ]


async def test_what_refers_to_a_person_and_is_not_mapped_is_told(
    connector: DynamicsConnector, store: Store
) -> None:
    """With what a delete would do to it."""
    store.relations = (
        *store.relations,
        Relation("contact", "new_visa", "new_contactid", "Cascade"),
    )
    said = await problem(connector)

    assert "new_visa refers to contact by _new_contactid_value" in said
    assert "a delete takes its rows along" in said


async def test_an_unmapped_duplicate_is_told(connection: dict[str, Any]) -> None:
    """Contacts that were merged refer to their master; a map that forgets them forgets people."""
    collections = mapped(connection).collections
    contacts = collections["contacts"].model_copy(update={"ignore": {}})
    left = {name: one for name, one in collections.items() if name != "merged_contacts"}
    async with opened(connection, collections=left | {"contacts": contacts}) as connector:
        told = (await connector.check()).problems

    assert any("contact refers to contact by _masterid_value" in one for one in told)


async def test_a_recycle_bin_that_is_on_is_told(connector: DynamicsConnector, store: Store) -> None:
    """For mapped tables; that of others is nothing to us."""
    store.binned = {"contact", "account2"}

    assert "keeps what is deleted of contact, for 30 days" in await problem(connector)


async def test_a_column_under_column_security_is_told(
    connector: DynamicsConnector, store: Store
) -> None:
    """It comes empty without a word."""
    table = store.tables["cdi_visit"]
    columns = {**table.columns, "cdi_entrypage": Column(secured=True)}
    store.tables["cdi_visit"] = replace(table, columns=columns)

    assert "cdi_visit.cdi_entrypage is under column security" in await problem(connector)


async def test_an_environment_that_does_not_answer_is_asked_later(
    connector: DynamicsConnector, dataverse: DataverseDouble
) -> None:
    """That is no problem of the map."""
    dataverse.answers.extend([Told(503)] * 9)
    with pytest.raises(TryAgain):
        await connector.check()
