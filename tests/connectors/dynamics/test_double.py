"""The double does what Microsoft's documentation says of Dataverse; two traps are kept as tests."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from tests.servers.dataverse.server import API, DataverseDouble
from tests.servers.dataverse.store import Store


@pytest.fixture
def double() -> Iterator[DataverseDouble]:
    """Give a double of its own, to which any token will do."""
    with DataverseDouble() as one:
        yield one


@pytest.fixture
def client(double: DataverseDouble) -> Iterator[httpx.Client]:
    """Give a client that does only what it is told, as a hasty program would."""
    headers = {"Authorization": "Bearer any"}
    with httpx.Client(base_url=f"{double.url}{API}", headers=headers) as one:
        yield one


def people(store: Store, count: int) -> list[str]:
    """Add contacts."""
    return [store.add("contact", emailaddress1=f"p{n}@example.com") for n in range(count)]


def _where(text: str, plural: str = "contacts") -> str:
    return f"{plural}?$filter={quote(text)}"


def test_deleting_while_following_next_links_leaves_four_of_ten(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """Pages are counted in what is left: so ids are collected first."""
    people(double.store, 10)
    url = "contacts?$select=contactid"
    while url:
        page = client.get(url, headers={"Prefer": "odata.maxpagesize=3"}).json()
        for row in page["value"]:
            client.delete(f"contacts({row['contactid']})")
        url = page.get("@odata.nextLink", "")

    assert len(double.store.rows["contact"]) == 4


def test_an_unescaped_quote_returns_everybody(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """The address of a letter becomes part of the question: so one place quotes it."""
    people(double.store, 5)
    hostile = "x' or 1 eq 1 or emailaddress1 eq 'x"

    plain = client.get(_where(f"emailaddress1 eq '{hostile}'"))
    doubled = hostile.replace("'", "''")
    quoted = client.get(_where(f"emailaddress1 eq '{doubled}'"))

    assert len(plain.json()["value"]) == 5
    assert quoted.json()["value"] == []


def test_a_patch_without_if_match_creates_the_erased_contact_anew(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """An upsert; `If-Match: *` says 404 instead."""
    (key,) = people(double.store, 1)
    client.delete(f"contacts({key})")
    body = {"fullname": "again"}

    there = client.patch(f"contacts({key})", json=body, headers={"If-Match": "*"})
    assert (there.status_code, key in double.store.rows["contact"]) == (404, False)
    upsert = client.patch(f"contacts({key})", json=body)
    assert (upsert.status_code, key in double.store.rows["contact"]) == (204, True)


def test_an_old_etag_is_refused(double: DataverseDouble, client: httpx.Client) -> None:
    """412 with the code of a version that does not match."""
    (key,) = people(double.store, 1)
    etag = client.get(f"contacts({key})").json()["@odata.etag"]
    double.store.put("contact", key, {"fullname": "newer"})

    answer = client.patch(f"contacts({key})", json={}, headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["error"]["code"]) == (412, "0x80060882")


@pytest.mark.parametrize("query", ["$skip=2", "$filter=nothing eq 1", "$select=nothing"])
def test_what_dataverse_does_not_take_is_refused(client: httpx.Client, query: str) -> None:
    """`$skip` is not supported, a column that is not there neither."""
    assert client.get(f"contacts?{query}").status_code == 400


def test_a_next_link_is_absolute_and_must_not_be_altered(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """Nor may the page size change on the way."""
    people(double.store, 5)
    size = {"Prefer": "odata.maxpagesize=2"}
    link = client.get("contacts?$select=fullname", headers=size).json()["@odata.nextLink"]

    assert link.startswith(double.url)
    assert client.get(link.replace("fullname", "description"), headers=size).status_code == 400
    assert client.get(link, headers={"Prefer": "odata.maxpagesize=3"}).status_code == 400
    assert len(client.get(link, headers=size).json()["value"]) == 2


def test_texts_compare_without_case_and_accents(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """The collation lets through too much, so somebody has to look again."""
    double.store.add("contact", emailaddress1="JOSÉ@example.com")
    found = client.get(_where("emailaddress1 eq 'jose@example.com'"))

    assert len(found.json()["value"]) == 1


def test_deleting_a_contact_orphans_its_forms(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """A referential relationship: the link is emptied, the row and the address in it stay."""
    (key,) = people(double.store, 1)
    form = double.store.add("cdi_postedform", cdi_email="p0@example.com", cdi_contactid=key)
    note = double.store.add("annotation", notetext="a note", objectid=key)
    client.delete(f"contacts({key})")

    assert double.store.rows["cdi_postedform"][form]["cdi_contactid"] is None
    assert note not in double.store.rows["annotation"]


def test_a_lookup_is_not_set_by_its_value(double: DataverseDouble, client: httpx.Client) -> None:
    """It is bound by its navigation, and emptied so."""
    (key,) = people(double.store, 1)
    account = double.store.add("account", name="Example Ltd")
    bind = {"parentcustomerid_account@odata.bind": f"accounts({account})"}

    value = client.patch(f"contacts({key})", json={"_parentcustomerid_value": account})
    assert value.status_code == 400
    assert client.patch(f"contacts({key})", json=bind).status_code == 204
    row = client.get(f"contacts({key})?$select=_parentcustomerid_value").json()
    assert row["_parentcustomerid_value"] == account


def test_a_deleted_row_lies_in_the_bin_where_only_fetch_xml_finds_it(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """And it writes its values into the audit history once more."""
    double.store.binned.add("contact")
    double.store.audited = True
    (key,) = people(double.store, 1)
    client.delete(f"contacts({key})")
    inner = "<entity name='contact'><attribute name='contactid'/></entity>"
    xml = f"<fetch datasource='bin'>{inner}</fetch>"

    assert client.get("contacts").json()["value"] == []
    kept = client.get(f"contacts?fetchXml={quote(xml)}").json()["value"]
    assert [row["contactid"] for row in kept] == [key]
    history = client.get(_where(f"_objectid_value eq {key}", "audits")).json()["value"]
    assert any("p0@example.com" in row["changedata"] for row in history if row["action"] == 3)


def test_a_missing_privilege_is_403_with_a_code(
    double: DataverseDouble, client: httpx.Client
) -> None:
    """A role that does not reach a table."""
    del double.store.privileges["prvDeleteContact"]
    answer = client.delete(f"contacts({uuid4()})")

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "0x80040220")
