"""The sweep: who is back is told to a person, once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from rightsflow.connector import Connector
from rightsflow.deeds import Listed
from rightsflow.errors import TryAgain
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.suppression import EVERYTHING, SuppressionList
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import cases, suppression
from rightsflow.register.deed_tables import reappearance
from rightsflow.register.tables import request
from rightsflow.register.types import Channel, Stage
from tasks import sweep as module
from tasks.person import people_of
from tasks.sweep import Swept, sweep, swept
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, working_at
from tests.tasks.shelf import SHELF, Shelf
from tests.tasks.test_replay import ANNA, BERTA, PHONE, who

RECREATE, MARKETING = SuppressionList.do_not_recreate, SuppressionList.no_marketing


@pytest.fixture
async def shelf(office: Office) -> Shelf:
    """Give the office one more system, with two people who may be there."""
    shelf = Shelf()
    shelf.contact(1, "cezary@example.org", phone="+48601222333")
    shelf.contact(2, "darek@example.org")
    at = office.desk
    connectors = {**at.connectors, "shelf": shelf}
    office.desk = replace(at, connectors=connectors, systems={**at.systems, "shelf": SHELF})
    return shelf


async def listed(
    office: Office, *values: str, to: SuppressionList = RECREATE, scope: str = EVERYTHING
) -> None:
    """Put somebody on a list."""
    at = office.desk
    async with at.register.write() as connection:
        await suppression.add(
            connection, at.keyring, who(*values), to, scope=scope, today_on=at.today(),
            until_on=None,
        )  # fmt: skip


async def found(office: Office) -> Swept:
    """Sweep the system."""
    return await swept(office.desk, "shelf")


async def test_nobody_is_back_where_nobody_is_listed(office: Office, shelf: Shelf) -> None:
    """And without any entry nobody is even looked at."""
    assert await found(office) == Swept("shelf", asked=True)
    await listed(office, ANNA)

    outcome = await found(office)

    assert (outcome.looked_at, outcome.opened) == (3, ())
    assert shelf.deeds == 0


async def test_who_was_erased_and_is_back_gets_a_case(office: Office, shelf: Shelf) -> None:
    """It waits for a person; nobody asked for anything, so no date runs and no letter goes out."""
    await listed(office, ANNA, PHONE)
    shelf.contact(3, "ANNA@example.org", phone=PHONE)

    outcome = await found(office)
    await office.work()

    (number,) = outcome.opened
    assert outcome.again == {RECREATE: 1, MARKETING: 0}
    case = await office.case(number)
    assert (case.channel, case.stage) == (Channel.sweep, Stage.closed)
    hold = (await office.holds(number))[HoldKind.reappeared]
    assert (hold.system, hold.reasons) == ("shelf", (RECREATE,))
    assert await rows_of(office.desk.register, request) == []
    assert {one.kind for one in await office.letters()} == {StaffMail.decision_wanted}
    async with office.desk.register.read() as connection:
        open_ones = await cases.listed(connection, open_only=True, limit=9)
    assert [one.number for one, _ in open_ones] == [number]


async def test_the_case_knows_who_and_where(office: Office, shelf: Shelf) -> None:
    """Sealed; the mail to the approvers and the register name nobody."""
    await listed(office, ANNA, PHONE)
    shelf.contact(3, ANNA, phone=PHONE)
    (number,) = (await found(office)).opened
    await office.work()

    case = await office.case(number)
    person = (await people_of(office.desk, [case.id]))[case.id].requester
    assert person.address == ANNA
    assert person.confirmed == (("shelf", "contacts:3"),)
    assert [one.value for one in person.identifiers] == [PHONE]
    assert all(ANNA not in one.text for one in await office.letters())
    assert "anna" not in str(await rows_of(office.desk.register, reappearance))


async def test_each_is_told_of_once(office: Office, shelf: Shelf) -> None:
    """Until they are gone and come back: that is a new reappearance."""
    await listed(office, ANNA)
    shelf.contact(3, ANNA)
    assert len((await found(office)).opened) == 1
    office.clock.move(timedelta(days=1))
    assert (await found(office)).opened == ()
    assert (await found(office)).again[RECREATE] == 1

    del shelf.records["contacts:3"]
    office.clock.move(timedelta(days=1))
    assert (await found(office)).opened == ()
    shelf.contact(4, ANNA)
    assert len((await found(office)).opened) == 1


async def test_two_records_of_one_person_are_one_case(office: Office, shelf: Shelf) -> None:
    """It is one mistake."""
    await listed(office, ANNA)
    shelf.contact(3, ANNA)
    shelf.contact(4, ANNA)

    outcome = await found(office)

    assert (len(outcome.opened), outcome.again[RECREATE]) == (1, 2)


async def test_an_objection_counts_where_the_record_is_used_for_it(
    office: Office, shelf: Shelf
) -> None:
    """Being in the CRM is no marketing; being subscribed is."""
    await listed(office, ANNA, BERTA, to=MARKETING)
    shelf.contact(3, ANNA, news=False)
    shelf.contact(4, BERTA, news=True)

    outcome = await found(office)

    assert outcome.again == {RECREATE: 0, MARKETING: 1}
    hold = (await office.holds(outcome.opened[0]))[HoldKind.reappeared]
    assert hold.reasons == (MARKETING,)


@pytest.mark.parametrize(("scope", "cases_opened"), [("shelf.news", 1), ("shelf.other", 0)])
async def test_an_objection_to_one_purpose_counts_for_that_one(
    office: Office, shelf: Shelf, scope: str, cases_opened: int
) -> None:
    """The scope of the entry names it."""
    await listed(office, ANNA, to=MARKETING, scope=scope)
    shelf.contact(3, ANNA)

    assert len((await found(office)).opened) == cases_opened


async def test_a_second_list_is_a_second_case(office: Office, shelf: Shelf) -> None:
    """Who was told of for marketing is told of again when erased and still there."""
    await listed(office, ANNA, to=MARKETING)
    shelf.contact(3, ANNA)
    assert len((await found(office)).opened) == 1
    await listed(office, ANNA)

    (number,) = (await found(office)).opened
    assert (await office.holds(number))[HoldKind.reappeared].reasons == (RECREATE,)
    assert (await found(office)).opened == ()


async def test_where_records_stay_by_law_nobody_is_back(office: Office, shelf: Shelf) -> None:
    """The invoices of an erased person are no mistake."""
    at = office.desk
    async with at.register.write() as connection:
        await suppression.add(
            connection, at.keyring, who(ANNA), RECREATE, but=["shelf"], today_on=at.today(),
            until_on=None,
        )  # fmt: skip
    shelf.contact(3, ANNA)

    assert (await found(office)).opened == ()


async def test_an_import_gone_wrong_is_not_a_thousand_cases(
    office: Office, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is counted, and comes with the next sweep."""
    monkeypatch.setattr(module, "MOST_CASES", 2)
    crowd = [f"p{n}@example.org" for n in range(5)]
    await listed(office, *crowd)
    for n, address in enumerate(crowd, start=10):
        shelf.contact(n, address)

    sweeps = [await found(office) for _ in range(4)]

    assert [(len(one.opened), one.more) for one in sweeps] == [(2, 3), (2, 1), (1, 0), (0, 0)]


async def test_released_the_hold_ends(office: Office, shelf: Shelf) -> None:
    """And the next sweep opens no new case while the same is still there."""
    await listed(office, ANNA)
    shelf.contact(3, ANNA)
    (number,) = (await found(office)).opened
    await office.work()

    assert await office.decide(Decision.release, HoldKind.reappeared, number=number)

    assert await office.holds(number) == {}
    assert (await found(office)).opened == ()
    assert {one.kind for one in await office.letters()} <= set(StaffMail)


async def test_days_pass_and_nothing_is_sent_to_anybody(office: Office, shelf: Shelf) -> None:
    """No deadline, no apology, no extension: only our own people are reminded."""
    await listed(office, ANNA)
    shelf.contact(3, ANNA)
    await found(office)
    await office.work()
    for days in (3, 10, 25, 40):
        await office.on(office.desk.today() + timedelta(days=days))

    assert {one.kind for one in await office.letters()} <= set(StaffMail)


async def test_a_system_that_is_away_is_swept_another_time(
    office: Office, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is forgotten meanwhile, and the other systems go on."""
    await listed(office, ANNA)
    shelf.contact(3, ANNA)
    await found(office)

    async def away() -> AsyncIterator[Listed]:
        raise TryAgain
        yield

    with monkeypatch.context() as patch, working_at(office.desk):
        patch.setattr(shelf, "identities", away)
        assert await sweep.fn("shelf") == 0
    assert len(await rows_of(office.desk.register, reappearance)) == 1
    with working_at(office.desk):
        assert await sweep.fn("shelf") == 0


async def test_a_system_that_names_nobody_is_said_so(office: Office, shelf: Shelf) -> None:
    """It is for a person, and not taken for an empty one."""

    class Mute(Connector):
        system = SHELF
        check = locate = gather = close = None  # type: ignore[assignment]

    await listed(office, ANNA)
    at = office.desk
    office.desk = replace(at, connectors={"shelf": Mute()})
    assert shelf.records

    assert await found(office) == Swept("shelf", asked=False)
