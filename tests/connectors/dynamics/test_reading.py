"""People are found in Dataverse, and all that hangs on them is gathered."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from connectors.dynamics.connector import DynamicsConnector
from connectors.dynamics.gathering import LINKS
from rightsflow.connector import Subject
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind
from tests.connectors.dynamics.asking import (
    EMAIL,
    anna,
    email,
    everything,
    found,
    gathered,
)
from tests.connectors.dynamics.staging import opened
from tests.servers.dataverse.server import DataverseDouble, Told
from tests.servers.dataverse.store import Store
from tests.servers.oauth import OAuthServer


async def test_contacts_leads_and_forms_are_found_by_any_of_their_addresses(
    connector: DynamicsConnector, store: Store
) -> None:
    """A verified column makes a match verified; a form's address is what somebody typed."""
    contact = store.add("contact", emailaddress1="a@example.com", emailaddress2="ANNA@Example.com")
    lead = store.add("lead", emailaddress1=EMAIL)
    form = store.add("cdi_postedform", cdi_email=EMAIL)

    told = {
        (one.record, one.verified, one.is_person) for one in await found(connector, email(EMAIL))
    }
    assert told == {
        (f"contacts:{contact}", False, True),
        (f"leads:{lead}", True, True),
        (f"loose_forms:{form}", False, False),
    }


async def test_a_phone_makes_a_candidate_however_it_is_written(
    connector: DynamicsConnector, store: Store
) -> None:
    """A telephone is shared and passed on."""
    key = store.add("contact", mobilephone="(600) 111-222", fullname="Ola Bąk")
    store.add("contact", mobilephone="700 111 222")
    store.add("contact", mobilephone="6001112220")

    (match,) = await found(connector, Identifier(IdentifierKind.phone, "+48600111222"))
    assert (match.record, match.certainty) == (f"contacts:{key}", Certainty.candidate)
    assert match.name == "ola bak"


async def test_many_people_are_asked_for_at_once(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """Fifty people cost three questions a table of people more than nobody does, not fifty."""
    keys = {store.add("contact", emailaddress1=f"p{n}@example.com"): f"RF-{n}" for n in range(50)}
    asked = [Subject(case, (email(f"p{case[3:]}@example.com"),)) for case in keys.values()]
    told = {one.match.record: one.case_number async for one in connector.locate(asked)}

    assert told == {f"contacts:{key}": case for key, case in keys.items()}
    questions = Counter(one.path.rpartition("/")[2] for one in dataverse.asked)
    assert questions["contacts"] <= 3
    assert sum(questions.values()) <= 10


async def test_everything_below_a_contact_is_gathered_to_the_last_page_view(
    connector: DynamicsConnector, store: Store
) -> None:
    """Over visitor and visit, over form and field; a form is told as that of the contact, too."""
    anna(store)
    findings = await everything(connector)

    assert Counter(one.collection for one in findings) == {
        "contacts": 1, "notes": 1, "memberships": 1, "sent_emails": 1, "email_events": 1,
        "forms": 1, "form_fields": 1, "loose_forms": 1, "loose_form_fields": 1,
        "visitors": 1, "visits": 1, "pageviews": 1,
    }  # fmt: skip


async def test_a_merged_duplicate_belongs_to_the_contact(
    connector: DynamicsConnector, store: Store
) -> None:
    """It is inactive, has an address of its own, and refers to its master."""
    master = store.add("contact", emailaddress1=EMAIL)
    duplicate = store.add("contact", emailaddress1="old@example.com", masterid=master, statecode=1)

    told = {one.record for one in await gathered(connector, f"contacts:{master}")}
    assert told == {f"contacts:{master}", f"merged_contacts:{duplicate}"}


async def test_choices_and_lookups_are_told_in_words(
    connector: DynamicsConnector, store: Store
) -> None:
    """A number says nothing to a person, and neither does the id of a list."""
    key = anna(store, preferredcontactmethodcode=2)
    told = {one.collection: one.values for one in await everything(connector)}

    assert told["contacts"]["preferredcontactmethodcode"] == "E-mail"
    assert told["memberships"]["_listid_value"] == "Offers"
    assert told["email_events"]["cdi_type"] == "Click"
    assert key not in str(told["memberships"])


async def test_only_mapped_columns_are_asked_for(
    connector: DynamicsConnector, store: Store, dataverse: DataverseDouble
) -> None:
    """What nobody wants to know does not leave the system; the file comes when it is read."""
    anna(store)
    await everything(connector)
    asked = [one for one in dataverse.asked if one.path.endswith("/annotations")]

    assert asked
    assert all("documentbody" not in one.query for one in asked)
    assert all("$select=" in one.query for one in asked)


async def test_a_shared_company_is_told_to_each_of_its_contacts_once(
    connector: DynamicsConnector, store: Store
) -> None:
    """Records of one person lead to it from the first batch of links and from the last."""
    accounts = [store.add("account", name=f"Example {number}") for number in range(LINKS + 1)]
    keys = [
        store.add("contact", contactid=str(UUID(int=number)), parentcustomerid=account)
        for number, account in enumerate([*accounts, accounts[0]])
    ]
    told = await gathered(connector, *(f"contacts:{key}" for key in keys))
    names = [str(one.values["name"]) for one in told if one.collection == "companies"]

    assert sorted(names) == sorted(f"Example {number}" for number in range(LINKS + 1))


async def test_an_address_in_two_columns_is_one_match(
    connector: DynamicsConnector, store: Store
) -> None:
    """The best that can be said of it: the verified column."""
    store.add("contact", emailaddress1=EMAIL, emailaddress2=EMAIL)

    assert [one.verified for one in await found(connector, email(EMAIL))] == [True]


async def test_pages_are_read_to_the_end(connection: dict[str, Any], store: Store) -> None:
    """However small they are."""
    key = store.add("contact", emailaddress1=EMAIL)
    for number in range(25):
        store.add("annotation", notetext=f"note {number}", objectid=key)
    async with opened(connection | {"page_size": 4}) as connector:
        told = await gathered(connector, f"contacts:{key}")

    assert len({one.record for one in told}) == 26


async def test_a_throttled_system_is_left_alone_as_long_as_it_says(
    connector: DynamicsConnector, dataverse: DataverseDouble, store: Store
) -> None:
    """The wait is the limiter's, so that all workers keep it, and the work item's."""
    store.add("contact", emailaddress1=EMAIL)
    assert await found(connector, email(EMAIL))
    dataverse.answers.append(Told(429, "0x80072322", {"Retry-After": "120"}))
    with pytest.raises(TryAgain) as caught:
        await found(connector, email(EMAIL))
    before = len(dataverse.asked)
    with pytest.raises(TryAgain):
        await found(connector, email(EMAIL))

    assert 110 < caught.value.wait_s <= 120
    assert len(dataverse.asked) == before


async def test_a_short_wait_is_waited_for(
    connection: dict[str, Any], dataverse: DataverseDouble, store: Store
) -> None:
    """Within our patience there is no need to come again."""
    store.add("contact", emailaddress1=EMAIL)
    dataverse.answers.append(Told(429, "0x80072321", {"Retry-After": "1"}))
    async with opened(connection | {"patience_s": 10}) as connector:
        assert len(await found(connector, email(EMAIL))) == 1


async def test_a_table_that_may_not_be_read_is_no_shorter_answer(
    connector: DynamicsConnector, store: Store
) -> None:
    """A missing privilege stops the question."""
    del store.privileges["prvReadLead"]
    with pytest.raises(Misconfigured, match=r"^lead: "):
        await found(connector, email(EMAIL))


async def test_a_token_that_was_revoked_is_asked_for_anew(
    connector: DynamicsConnector,
    store: Store,
    dataverse: DataverseDouble,
    oauth_server: OAuthServer,
) -> None:
    """An administrator may end all tokens at any time."""
    store.add("contact", emailaddress1=EMAIL)
    assert await found(connector, email(EMAIL))
    oauth_server.revoke()
    dataverse.revoke()

    assert len(await found(connector, email(EMAIL))) == 1
    assert oauth_server.form["scope"].endswith("/.default")


async def test_everybody_in_it_can_be_listed(connector: DynamicsConnector, store: Store) -> None:
    """The sweep compares digests, so it wants every address and phone in canonical form."""
    key = store.add("contact", emailaddress1="ANNA@example.com", mobilephone="600 111 222")
    store.add("contact", emailaddress1="no address")

    told = [one async for one in connector.identities()]
    assert {(one.record, one.identifier.value) for one in told} == {
        (f"contacts:{key}", EMAIL),
        (f"contacts:{key}", "+48600111222"),
    }
