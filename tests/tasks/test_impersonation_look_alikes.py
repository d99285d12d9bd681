"""Look-alikes are shown to whoever decides, and unlock nothing."""

import pytest

from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tests.acceptance.people import KAZIMIERZ
from tests.tasks.attacks import LOOK_ALIKES, VICTIM, forged
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ACCESS, OFFICER, letter

pytestmark = pytest.mark.asyncio

NAMES = f"{ACCESS} You know me as {VICTIM.email}."


@pytest.mark.parametrize("kind", LOOK_ALIKES)
async def test_a_person_is_told_of_a_look_alike(office: Office, kind: str) -> None:
    """The address on file is not even asked: whoever decides sees both addresses."""
    await office.hear(forged(LOOK_ALIKES[kind], NAMES))
    assert (await office.holds())[HoldKind.identity].reasons == ("look_alike_address",)
    assert await office.letters(Letter.identity_query) == []
    wanted = await office.newest(StaffMail.decision_wanted, OFFICER)
    assert LOOK_ALIKES[kind] in wanted.text
    assert "only looks like one" in wanted.text or "tylko przypomina" in wanted.text


async def test_punycode_is_shown_as_it_is_and_as_it_is_read(office: Office) -> None:
    """Both the letters that deceive and the name that is really there."""
    await office.hear(forged(LOOK_ALIKES["cyrillic letter"], NAMES))
    wanted = await office.newest(StaffMail.decision_wanted, OFFICER)
    assert "xn--exmple-4nf.org" in wanted.text
    assert "ex\u0430mple.org" in wanted.text


async def test_a_domain_like_ours_is_told_too(office: Office) -> None:
    """Somebody who writes as if from our own house."""
    await office.hear(forged("iod@exarnple.com", f"{ACCESS} I am {KAZIMIERZ.phone}."))
    assert "look_alike_of_our_domain" in (await office.holds())[HoldKind.identity].reasons


async def test_another_address_is_no_look_alike(office: Office) -> None:
    """Whoever has a new mailbox is asked at the old one, as ever."""
    await office.hear(letter("nowa.skrzynka@example.net", NAMES))
    assert list(await office.holds()) == [HoldKind.identity_reply]
