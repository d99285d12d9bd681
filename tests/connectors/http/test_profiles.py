"""Each profile against answers written from its vendor's documentation: not against the vendor."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import connectors.http
from connectors.http.connector import HttpConnector
from rightsflow.deeds import Capability, Change, Expected, Lists, Order, Receipt, Value
from rightsflow.errors import Misconfigured
from tests.connectors.http.asking import CASE, gathered, opened, records, subject
from tests.connectors.http.test_deeds import NOW
from tests.connectors.http.vendor import Vendor
from tests.connectors.http.vendors_crm import HubSpot, Pipedrive, Recruitee
from tests.connectors.http.vendors_mailing import GetResponse, Mailchimp, MailerLite
from tests.rightsflow.web.serving import Reply, serving

FOLDER = Path(connectors.http.__file__).parent / "known"
PROFILES = sorted(FOLDER.glob("*.yaml"))
VENDORS: dict[str, Callable[[], Vendor]] = {
    "mailchimp": Mailchimp,
    "hubspot": HubSpot,
    "mailerlite": MailerLite,
    "getresponse": GetResponse,
    "pipedrive": Pipedrive,
    "recruitee": Recruitee,
}
ANNA = "anna.nowak@example.com"
KEPT = {"pipedrive": {"archived": 1}}
"""What a vendor only puts away."""

SET: dict[str, tuple[str, Value]] = {
    "mailchimp": ("status", "unsubscribed"),
    "hubspot": ("properties.hs_email_optout", True),
    "mailerlite": ("status", "unsubscribed"),
}
"""What the end of the purpose sets, by vendor."""


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with every profile, its capitals filled in."""
    for profile in PROFILES:
        text = profile.read_text().replace("LIST_ID", "L1").replace("DC.api", "us1.api")
        (tmp_path / profile.name).write_text(
            text.replace("COMPANY_ID", "1").replace("COMPANY", "x")
        )
        for name in re.findall(r"env: ([A-Z_]+)", text):
            monkeypatch.setenv(name, "sesame")
    return tmp_path


def on(vendor: str, url: str, folder: Path) -> HttpConnector:
    """Open a profile on the double of its vendor."""
    return opened(url, {}, folder / f"{vendor}.yaml")


def test_every_profile_has_answers_and_a_row() -> None:
    """And names its vendor's residue."""
    readme = (FOLDER / "README.md").read_text()
    names = [profile.stem for profile in PROFILES]

    assert sorted(names) == sorted(VENDORS)
    assert [name for name in names if f"| `{name}.yaml` |" not in readme] == []
    titles = re.findall(r"^\*\*(\w+)\.\*\*", readme, re.MULTILINE)
    assert sorted(title.lower() for title in titles) == sorted(names)
    assert all("never tried against the vendor" in one.read_text() for one in PROFILES)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_person_is_found_whole_and_nobody_else(vendor: str, filled: Path) -> None:
    """The check is content, small letters find Anna, and her fields come."""
    async with serving(VENDORS[vendor]()) as server, on(vendor, server.url, filled) as connector:
        health = await connector.check()
        found = await records(connector, ANNA)
        mine = await gathered(connector, *found)
        stranger = await records(connector, "nobody@example.net")
        assert isinstance(connector, Lists)
        everybody = {one.identifier.value async for one in connector.identities()}

    told = " ".join(str(value) for one in mine for value in one.values.values())
    assert health.problems == ()
    assert len(found) == 1
    assert stranger == []
    assert "Nowak" in told
    assert "Wrona" not in told
    assert everybody == {ANNA, "jan@example.org"}
    assert not any("nowak" in one.record.lower() for one in mine)


@pytest.mark.parametrize("vendor", sorted(set(VENDORS) - {"recruitee"}))
async def test_a_person_is_erased_or_said_to_be_kept(vendor: str, filled: Path) -> None:
    """What was only put away is retained, with its reason; the other person stays."""
    double = VENDORS[vendor]()
    async with serving(double) as server, on(vendor, server.url, filled) as connector:
        mine = await gathered(connector, *await records(connector, ANNA))
        order = Order(CASE, tuple(Change(one.collection, (one.record,)) for one in mine))
        (receipt,) = await connector.erase([order], now=NOW)
        expected = Expected(CASE, subject(ANNA).identifiers, (order,), everywhere=True)
        residues = await connector.verify([expected])
        again = await records(connector, "jan@example.org")

    kept = KEPT.get(vendor, {})
    removed = len(mine) - sum(kept.values())
    assert receipt == Receipt(CASE, NOW, removed=removed, retained=kept)
    assert residues == []
    assert len(again) == 1


@pytest.mark.parametrize("vendor", SET)
async def test_the_end_of_a_purpose_is_written_down(vendor: str, filled: Path) -> None:
    """And nothing is deleted."""
    column, value = SET[vendor]
    double = VENDORS[vendor]()
    async with serving(double) as server, on(vendor, server.url, filled) as connector:
        (found,) = await records(connector, ANNA)
        order = Order(CASE, (Change(found.partition(":")[0], (found,), {column: value}),))
        (receipt,) = await connector.object([order], now=NOW)
        residues = await connector.verify([Expected(CASE, (), (order,))])

    assert (receipt.changed, residues) == (1, [])
    assert len(double.people) == 2


async def test_an_archived_contact_of_mailchimp_is_seen(filled: Path) -> None:
    """Where the permanent deletion only archived: 204 says nothing."""

    class Archives(Mailchimp):
        def removed(self, key: str) -> Reply:
            self.people[key]["status"] = "archived"
            return Reply(204, "")

    double = Archives()
    double.notes.clear()
    async with serving(double) as server, on("mailchimp", server.url, filled) as connector:
        order = Order(CASE, (Change("member", tuple(await records(connector, ANNA))),))
        (receipt,) = await connector.erase([order], now=NOW)
        residues = await connector.verify([Expected(CASE, (), (order,))])

    assert receipt.retained == {"archived": 1}
    assert residues == []


async def test_what_has_no_request_is_a_task_for_a_person(filled: Path) -> None:
    """Recruitee is read and not changed."""
    async with (
        serving(VENDORS["recruitee"]()) as server,
        on("recruitee", server.url, filled) as connector,
    ):
        assert connector.capabilities == frozenset[Capability]()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.stem)
def test_capitals_that_are_not_filled_in_stop_the_start(profile: Path) -> None:
    """The secret is missing as long as nobody has put it there."""
    with pytest.raises(Misconfigured):
        opened("http://127.0.0.1:1", {}, profile)
