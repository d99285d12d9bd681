"""Correcting, marking and stopping: typed values, and no newer change is overwritten."""

import pytest

from connectors.dynamics.connector import DynamicsConnector
from rightsflow.deeds import Change, Order, Receipt, Residue, Value
from rightsflow.errors import NeedsPerson, TryAgain
from tests.connectors.dynamics.asking import CASE, EMAIL, NOW, expected
from tests.servers.dataverse.server import Asked, DataverseDouble
from tests.servers.dataverse.store import Store


def setting(key: str, **values: Value) -> Order:
    """Return the order to set columns of a contact."""
    return Order(CASE, (Change("contacts", (f"contacts:{key}",), values),))


@pytest.fixture
def key(store: Store) -> str:
    """Give the id of a contact."""
    return store.add(
        "contact",
        firstname="Ana",
        lastname="Zak",
        fullname="Ana Zak",
        emailaddress1=EMAIL,
        donotbulkemail=False,
    )


async def test_a_correction_says_which_version_it_corrects(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble, key: str
) -> None:
    """And sends the changed columns alone."""
    receipt = (await connector.rectify([setting(key, lastname="Żak")], now=NOW))[0]
    (patch,) = [one for one in dataverse.asked if one.method == "PATCH"]

    assert receipt == Receipt(CASE, NOW, changed=1)
    assert store.rows["contact"][key]["fullname"] == "Ana Żak"
    assert patch.headers["if-match"].startswith('W/"')


async def test_a_correction_of_a_row_that_has_changed_elsewhere_reads_it_again(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble, key: str
) -> None:
    """Another column is somebody else's business."""
    _meanwhile(dataverse, key, {"description": "a note"})
    receipt = (await connector.rectify([setting(key, lastname="Żak")], now=NOW))[0]

    assert receipt.changed == 1
    assert store.rows["contact"][key]["description"] == "a note"


async def test_a_correction_does_not_overwrite_a_newer_value(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble, key: str
) -> None:
    """Two people correct the same name: a person looks which is right."""
    _meanwhile(dataverse, key, {"lastname": "Nowak"})
    with pytest.raises(NeedsPerson, match="lastname of contact"):
        await connector.rectify([setting(key, lastname="Żak")], now=NOW)

    assert store.rows["contact"][key]["lastname"] == "Nowak"


async def test_a_row_that_changes_all_the_time_is_corrected_later(
    connector: DynamicsConnector, dataverse: DataverseDouble, key: str
) -> None:
    """Not for ever."""
    _meanwhile(dataverse, key, {"description": "again"}, times=9)
    with pytest.raises(TryAgain):
        await connector.rectify([setting(key, lastname="Żak")], now=NOW)


def _meanwhile(
    dataverse: DataverseDouble, key: str, values: dict[str, str], times: int = 1
) -> None:
    """Let somebody else change the contact just before our change comes."""
    seen: list[Asked] = []

    def hook(asked: Asked) -> None:
        if asked.method == "PATCH" and len(seen) < times:
            seen.append(asked)
            dataverse.store.put("contact", key, values)

    dataverse.before = hook


async def test_a_purpose_is_stopped_by_its_columns_and_a_mark_is_set_and_lifted(
    connector: DynamicsConnector, store: Store, key: str
) -> None:
    """As the map says; what is so already is not written again."""
    stop = setting(key, donotbulkemail=True, donotemail=True)
    assert (await connector.object([stop], now=NOW))[0].changed == 1
    assert (await connector.restrict([setting(key, new_restricted=True)], now=NOW))[0].changed == 1
    row = store.rows["contact"][key]
    assert (row["donotbulkemail"], row["donotemail"], row["new_restricted"]) == (True, True, True)
    assert (await connector.release([setting(key, new_restricted=False)], now=NOW))[0].changed == 1

    assert row["new_restricted"] is False
    assert await connector.verify(expected(stop, everywhere=False)) == []
    row["donotemail"] = False
    assert await connector.verify(expected(stop, everywhere=False)) == [
        Residue(CASE, "contact.donotemail", 1)
    ]


async def test_a_contact_that_is_gone_is_not_created_anew(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble, key: str
) -> None:
    """It is deleted between our reading and our change: `If-Match` keeps it so."""

    def hook(asked: Asked) -> None:
        if asked.method == "PATCH":
            dataverse.store.rows["contact"].pop(key, None)

    dataverse.before = hook
    receipt = (await connector.restrict([setting(key, new_restricted=True)], now=NOW))[0]

    assert receipt == Receipt(CASE, NOW, gone=1)
    assert key not in store.rows["contact"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("donotemail", "perhaps"),
        ("preferredcontactmethodcode", "by pigeon"),
        ("_parentcustomerid_value", "Example Ltd"),
        ("lastname", "x" * 51),
        ("fullname", "Anna Żak"),
    ],
)
async def test_a_value_that_a_column_does_not_take_is_told_without_it(
    connector: DynamicsConnector, store: Store, key: str, column: str, value: str
) -> None:
    """Neither our own types nor a refusal of Dataverse repeats what was in a letter."""
    before = dict(store.rows["contact"][key])
    with pytest.raises(NeedsPerson, match=column) as caught:
        await connector.rectify([setting(key, **{column: value})], now=NOW)

    assert value not in str(caught.value)
    assert store.rows["contact"][key] == before


async def test_a_correction_comes_as_text_and_is_stored_by_type(
    connector: DynamicsConnector, store: Store, key: str
) -> None:
    """`true` is no word, and a choice has a number."""
    order = setting(key, donotemail="true", preferredcontactmethodcode="2")
    assert (await connector.rectify([order], now=NOW))[0].changed == 1
    row = store.rows["contact"][key]

    assert (row["donotemail"], row["preferredcontactmethodcode"]) == (True, 2)
    assert await connector.verify(expected(order, everywhere=False)) == []


async def test_a_computed_column_is_blanked_by_what_it_is_made_from(
    connector: DynamicsConnector, store: Store, key: str
) -> None:
    """Dataverse takes a full name with 204 and leaves it; it follows its parts."""
    order = setting(key, firstname=None, lastname=None, fullname=None)
    assert (await connector.erase([order], now=NOW))[0] == Receipt(CASE, NOW, anonymised=1)
    assert store.rows["contact"][key]["fullname"] is None

    store.put("contact", key, {"lastname": "Żak"})
    alone = setting(key, fullname=None)
    assert (await connector.erase([alone], now=NOW))[0].unreachable == {"still_there": 1}


async def test_erasing_empties_a_lookup_by_its_navigation(
    connector: DynamicsConnector, store: Store, key: str
) -> None:
    """A lookup is not set by its value; the history of the old one goes with it."""
    store.audited = True
    account = store.add("account", name="Example Ltd")
    store.put("contact", key, {"parentcustomerid": account})
    order = setting(key, _parentcustomerid_value=None, emailaddress1=None)
    receipt = (await connector.erase([order], now=NOW))[0]

    assert receipt == Receipt(CASE, NOW, anonymised=1)
    row = store.rows["contact"][key]
    assert (row["parentcustomerid"], row["emailaddress1"]) == (None, None)
    assert not [one for one in store.rows["audit"].values() if one["objectid"] == key]
