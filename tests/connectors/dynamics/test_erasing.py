"""Erasing in Dataverse: related rows first, nothing else, and what stays behind is told."""

import json
from dataclasses import replace
from typing import Any

import pytest

from connectors.dynamics.connector import DynamicsConnector
from rightsflow.connector import Finding
from rightsflow.datamap.model import Identity
from rightsflow.deeds import Receipt, Residue
from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Identifier, IdentifierKind
from tests.connectors.dynamics.asking import (
    CASE,
    EMAIL,
    NOW,
    anna,
    everything,
    expected,
    gathered,
    left_in,
    order,
)
from tests.connectors.dynamics.staging import mapped, opened
from tests.servers.dataverse.schema import Column, Relation
from tests.servers.dataverse.server import Asked, DataverseDouble, Told
from tests.servers.dataverse.store import Store
from tests.servers.dataverse.store import everything as everything_allowed


async def erased(connector: DynamicsConnector, findings: list[Finding]) -> Receipt:
    """Have them deleted; return the receipt."""
    (receipt,) = await connector.erase([order(findings)], now=NOW)
    return receipt


async def left(connector: DynamicsConnector, findings: list[Finding]) -> dict[str, int]:
    """Return what verifying finds, by place."""
    residues = await connector.verify(expected(order(findings)))
    return {one.place: one.records for one in residues}


async def test_what_hangs_on_a_contact_goes_before_it(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """The relationships are referential: once the contact is gone nobody finds its forms."""
    anna(store)
    findings = await everything(connector)
    receipt = await erased(connector, findings)
    gone = [one for one in dataverse.asked if one.method == "DELETE"]
    tables = [one.path.rpartition("/")[2].partition("(")[0] for one in gone]

    assert receipt.removed == receipt.counted == len(findings)
    assert tables[-1] == "contacts"
    assert tables.index("cdi_postedfields") < tables.index("cdi_postedforms")
    assert tables.index("cdi_pageviews") < tables.index("cdi_visits")
    assert tables.index("cdi_emailevents") < tables.index("cdi_sentemails")
    assert all(one.headers["if-match"] == "*" for one in gone)
    assert left_in(store) == {"list": 1}
    assert not await left(connector, findings)


async def test_a_merged_duplicate_goes_before_its_master(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """Both lie in one table; the other way round an interruption would leave a stranger."""
    for _ in range(4):
        master = store.add("contact", emailaddress1=EMAIL)
        store.add("contact", emailaddress1="old@example.com", masterid=master, statecode=1)
    duplicates = {key for key, row in store.rows["contact"].items() if row.get("masterid")}
    await erased(connector, await everything(connector))
    gone = [one.path[-37:-1] for one in dataverse.asked if one.method == "DELETE"]

    assert set(gone[:4]) == duplicates
    assert left_in(store) == {}


async def test_an_orphan_is_found_by_the_address_in_it(
    connector: DynamicsConnector, store: Store
) -> None:
    """Somebody had deleted the contact before: the links are broken, the address is there."""
    key = anna(store)
    store.delete("contact", key)
    findings = await everything(connector)

    assert {one.collection for one in findings} == {"loose_forms", "loose_form_fields"}
    await erased(connector, findings)
    assert await left(connector, findings) == {"cdi_emailevent.cdi_email": 1}


async def test_a_contact_can_leave_a_list(connector: DynamicsConnector, store: Store) -> None:
    """The end of a purpose: the membership is deleted, list and contact stay."""
    anna(store)
    members = [one for one in await everything(connector) if one.collection == "memberships"]
    receipt = (await connector.object([order(members)], now=NOW))[0]

    assert receipt.removed == 1
    assert "listmember" not in left_in(store)
    assert left_in(store)["contact"] == left_in(store)["list"] == 1


async def test_rows_that_no_order_names_do_not_go_along(
    connector: DynamicsConnector, store: Store
) -> None:
    """A note that was written since would go by cascade; nothing is done, and a person looks."""
    key = anna(store)
    findings = await everything(connector)
    store.add("annotation", notetext="written since", objectid=key)
    before = left_in(store)
    with pytest.raises(NeedsPerson, match="annotation"):
        await erased(connector, findings)

    assert left_in(store) == before


async def test_rows_that_no_order_names_are_not_orphaned(
    connector: DynamicsConnector, store: Store
) -> None:
    """A visit that came since would lose its visitor, and with it whom it is about."""
    anna(store)
    findings = await everything(connector)
    (visitor,) = store.rows["cdi_anonymousvisitor"]
    store.add("cdi_visit", cdi_entrypage="/jobs", cdi_anonymousvisitorid=visitor)
    before = left_in(store)
    with pytest.raises(NeedsPerson, match="cdi_visit"):
        await erased(connector, findings)

    assert left_in(store) == before


async def test_what_the_map_leaves_may_stay(connector: DynamicsConnector, store: Store) -> None:
    """An unsubscription is kept by this controller's choice, and then it is in `kept`."""
    key = anna(store)
    kept = store.add("cdi_unsubscribe", cdi_email=EMAIL, cdi_contactid=key)
    findings = [one for one in await everything(connector) if one.collection != "unsubscribes"]
    await erased(connector, findings)

    assert left_in(store) == {"list": 1, "cdi_unsubscribe": 1}
    excused = expected(order(findings), kept=frozenset({f"unsubscribes:{kept}"}))
    assert await connector.verify(excused) == []
    assert await left(connector, findings) == {"cdi_unsubscribe.cdi_email": 1}


async def test_what_is_left_does_not_go_along_by_its_own_link(
    connector: DynamicsConnector, store: Store
) -> None:
    """A relationship that deletes what the map keeps: nothing is done."""
    kept = [one for one in store.relations if one.child != "cdi_unsubscribe"]
    store.relations = (*kept, Relation("contact", "cdi_unsubscribe", "cdi_contactid", "Cascade"))
    key = store.add("contact", emailaddress1=EMAIL)
    store.add("cdi_unsubscribe", cdi_email=EMAIL, cdi_contactid=key)
    findings = await gathered(connector, f"contacts:{key}")
    with pytest.raises(NeedsPerson, match="cdi_unsubscribe"):
        await erased(connector, [one for one in findings if one.collection == "contacts"])

    assert left_in(store) == {"contact": 1, "cdi_unsubscribe": 1}


async def test_what_is_left_may_go_along_with_others(
    connector: DynamicsConnector, store: Store
) -> None:
    """As the parties of a mail go with the mail, whoever they are."""
    store.relations = (
        *store.relations,
        Relation("annotation", "cdi_unsubscribe", "cdi_contactid", "Cascade"),
    )
    key = store.add("contact", emailaddress1=EMAIL)
    note = store.add("annotation", notetext="a note", objectid=key)
    store.add("cdi_unsubscribe", cdi_email="other@example.com", cdi_contactid=note)
    receipt = await erased(connector, await gathered(connector, f"contacts:{key}"))

    assert receipt.removed == 2
    assert left_in(store) == {}


async def test_what_died_half_way_is_finished(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """The rest goes with the next attempt, and what went before counts as gone."""
    anna(store)
    findings = await everything(connector)

    def hook(asked: Asked) -> None:
        deletions = sum(one.method == "DELETE" for one in dataverse.asked)
        if asked.method == "DELETE" and deletions > 4:
            store.privileges.clear()

    dataverse.before = hook
    with pytest.raises(NeedsPerson):
        await erased(connector, findings)
    dataverse.before = lambda _: None
    store.privileges |= everything_allowed()
    assert len(store.rows["contact"]) == 1
    receipt = await erased(connector, findings)

    assert left_in(store) == {"list": 1}
    assert receipt.gone >= 3
    assert receipt.gone + receipt.removed == len(findings)


async def test_the_audit_history_goes_last(connector: DynamicsConnector, store: Store) -> None:
    """Deleting a row writes its values into it once more."""
    store.audited = True
    anna(store)
    findings = await everything(connector)
    assert EMAIL in json.dumps(store.rows["audit"])
    receipt = await erased(connector, findings)

    assert receipt.removed == len(findings)
    assert EMAIL not in json.dumps(store.rows["audit"])
    assert not await left(connector, findings)


@pytest.mark.parametrize("forbidden", [True, False])
async def test_a_history_that_stays_is_told(
    connector: DynamicsConnector, store: Store, *, forbidden: bool
) -> None:
    """Without the privilege, or where Dataverse keeps that of deleted rows."""
    store.audited = True
    store.history_of_deleted = False
    if forbidden:
        del store.privileges["prvDeleteRecordChangeHistory"]
    key = store.add("contact", emailaddress1=EMAIL)
    findings = await gathered(connector, f"contacts:{key}")
    receipt = await erased(connector, findings)

    assert receipt == Receipt(CASE, NOW, unreachable={"audit_history": 1})
    assert await left(connector, findings) == {"audit.contact": 1}


async def test_a_history_that_is_said_to_be_deleted_is_looked_at_again(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """204, and the old values are there."""
    store.audited = True
    key = store.add("contact", emailaddress1=EMAIL)
    findings = await gathered(connector, f"contacts:{key}")
    dataverse.answers.append(Told(204, only="POST"))
    receipt = await erased(connector, findings)

    assert receipt == Receipt(CASE, NOW, unreachable={"audit_history": 1})


async def test_a_history_that_nobody_may_look_at_is_deleted_all_the_same(
    connector: DynamicsConnector, store: Store
) -> None:
    """The right to read it is another one."""
    store.audited = True
    del store.privileges["prvReadAuditSummary"]
    key = store.add("contact", emailaddress1=EMAIL)
    receipt = await erased(connector, await gathered(connector, f"contacts:{key}"))

    assert receipt == Receipt(CASE, NOW, removed=1)
    assert not store.rows["audit"]


async def test_the_history_of_an_interrupted_attempt_goes_too(
    connector: DynamicsConnector, store: Store
) -> None:
    """The rows are gone, their values are not: repeating looks for both."""
    store.audited = True
    key = store.add("contact", emailaddress1=EMAIL)
    findings = await gathered(connector, f"contacts:{key}")
    store.delete("contact", key)
    receipt = await erased(connector, findings)

    assert receipt == Receipt(CASE, NOW, gone=1)
    assert not store.rows["audit"]


async def test_what_lies_in_the_recycle_bin_is_not_removed(
    connector: DynamicsConnector, store: Store
) -> None:
    """It can be restored for up to thirty days; the receipt says so and verifying finds it."""
    store.binned = {"contact"}
    anna(store)
    findings = await everything(connector)
    receipt = await erased(connector, findings)

    assert receipt.unreachable == {"recycle_bin": 1}
    assert receipt.removed == len(findings) - 1
    assert await left(connector, findings) == {"bin.contact": 1}
    store.bin["contact"].clear()
    assert not await left(connector, findings)


async def test_whoever_was_deleted_by_hand_is_found_in_the_bin(
    connector: DynamicsConnector, store: Store
) -> None:
    """By the address, for no order names the record; a namesake by collation is somebody else."""
    store.binned = {"contact"}
    for address in (EMAIL.upper(), "ánna@example.com"):
        store.delete("contact", store.add("contact", emailaddress1=address))

    assert await connector.verify(expected()) == [Residue(CASE, "bin.contact", 1)]


async def test_a_phone_in_a_text_is_found_however_it_is_grouped(
    connector: DynamicsConnector, store: Store
) -> None:
    """In a table that the map only ignores, too; another number with the same end is not."""
    store.add("customeraddress", line1="behind the church, tel. 600-111 222")
    store.add("cdi_postedfield", cdi_value="call 7600111222")
    phone = Identifier(IdentifierKind.phone, "+48600111222")
    (one,) = expected()
    residues = await connector.verify([replace(one, identifiers=(phone,))])

    assert residues == [Residue(CASE, "customeraddress.line1", 1)]


async def test_a_personal_number_that_is_stored_as_a_number_is_found_by_identity(
    connection: dict[str, Any], store: Store
) -> None:
    """It has lost its leading zero, and stands in no text that could be searched."""
    table = store.tables["contact"]
    columns = {**table.columns, "new_pesel": Column("Integer")}
    store.tables["contact"] = replace(table, columns=columns)
    store.add("contact", new_pesel=2070803628)
    collections = mapped(connection).collections
    by_number = Identity(column="new_pesel", kind=IdentifierKind.pesel)
    contacts = collections["contacts"].model_copy(update={"identity": (by_number,)})
    (one,) = expected()
    sought = replace(one, identifiers=(Identifier(IdentifierKind.pesel, "02070803628"),))
    async with opened(connection, collections=collections | {"contacts": contacts}) as connector:
        residues = await connector.verify([sought])

    assert residues == [Residue(CASE, "contact.new_pesel", 1)]


async def test_a_row_that_dataverse_keeps_is_retained(
    connector: DynamicsConnector, store: Store
) -> None:
    """A relationship restricts the delete: somebody else's rows refer to it."""
    store.relations = (*store.relations, Relation("contact", "account", "name", "Restrict"))
    key = store.add("contact", emailaddress1=EMAIL)
    store.add("account", name=key)
    receipt = await erased(connector, await gathered(connector, f"contacts:{key}"))

    assert receipt == Receipt(CASE, NOW, retained={"deletion_refused": 1})


async def test_a_row_that_a_plug_in_brings_back_is_told(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """204 is an answer and no proof."""
    key = store.add("contact", emailaddress1=EMAIL)
    findings = await gathered(connector, f"contacts:{key}")
    dataverse.answers.append(Told(204, only="DELETE"))
    receipt = await erased(connector, findings)

    assert receipt == Receipt(CASE, NOW, unreachable={"still_there": 1})


async def test_a_missing_privilege_is_told_with_its_remedy(
    connector: DynamicsConnector, store: Store
) -> None:
    """No waiting cures it."""
    del store.privileges["prvDeleteContact"]
    key = store.add("contact", emailaddress1=EMAIL)
    findings = await gathered(connector, f"contacts:{key}")
    with pytest.raises(NeedsPerson, match=r"contact.*privilege"):
        await erased(connector, findings)


async def test_without_write_nothing_is_changed(connection: dict[str, Any], store: Store) -> None:
    """An asker stays an asker."""
    key = store.add("contact", emailaddress1=EMAIL)
    async with opened(connection | {"write": False}) as connector:
        findings = await gathered(connector, f"contacts:{key}")
        assert connector.capabilities == frozenset()
        with pytest.raises(NeedsPerson):
            await erased(connector, findings)

    assert key in store.rows["contact"]


async def test_erasing_while_pages_are_many_leaves_nobody(
    connection: dict[str, Any], store: Store
) -> None:
    """Ids first: ten of ten go, where deleting along the pages left four."""
    key = store.add("contact", emailaddress1=EMAIL)
    for number in range(10):
        store.add("annotation", notetext=f"note {number}", objectid=key)
    async with opened(connection | {"page_size": 3}) as connector:
        await erased(connector, await gathered(connector, f"contacts:{key}"))

    assert left_in(store) == {}
