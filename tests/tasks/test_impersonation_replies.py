"""Replies to our question: a yes counts from the address on file, in its owner's own words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from tests.tasks.attack_kit import Held, a_month, held_by, nothing_leaked, told
from tests.tasks.attacks import ACCOMPLICE, LOOK_ALIKES, VICTIM, forged
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.letters_seen import Seen
from tests.tasks.team_kit import COLLEAGUE, with_group
from tests.tasks.written import ACCESS, ERASURE, MARKETING, OFFICER, letter

pytestmark = pytest.mark.asyncio

ATTACKER = "teodor.niebywaly@example.net"
YES = "I confirm that this is my request."
OFFERS = {
    "community": {
        "title": {"en": "Offers in the group", "pl": "Oferty w grupie"},
        "ground": "consent",
        "marketing": True,
        "retention": {"criteria": {"en": "until consent ends", "pl": "do wycofania zgody"}},
    }
}
"""A group that exists for marketing: an objection stops it at once."""

NAMES = f"You know me as {VICTIM.email}."


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that asked the victim about a stranger's request for copy and erasure."""
    async with open_able_office(tmp_path) as office:
        await office.hear(forged(ATTACKER, f"{ACCESS} Also {ERASURE} {NAMES}"))
        yield office
        await nothing_leaked(office)


async def question_of(office: AbleOffice) -> Seen:
    """Return our question to the victim."""
    return await office.letter(Letter.identity_query)


async def nothing_moved(office: AbleOffice, before: Held) -> None:
    """Check that the question is still open, and that a month brings no data and no deed."""
    number = (await question_of(office)).message_id.partition(".")[0].strip("<")
    assert HoldKind.identity_reply in await office.holds(number)
    await a_month(office)
    await nothing_leaked(office)
    assert held_by(office) == before


async def test_a_yes_from_another_address_with_the_token_copied(asked: AbleOffice) -> None:
    """A case number in the subject opens nothing: it is no secret."""
    before, question = held_by(asked), await question_of(asked)
    await asked.hear(forged(ATTACKER, YES, subject=f"Re: {question.subject}"))
    await nothing_moved(asked, before)


async def test_a_yes_from_another_address_that_cites_our_question(asked: AbleOffice) -> None:
    """Whoever saw our Message-ID is still not the one whom we asked."""
    before = held_by(asked)
    await asked.hear(letter(ACCOMPLICE, YES, answers=await question_of(asked)))
    await nothing_moved(asked, before)


async def test_a_yes_from_look_alikes(asked: AbleOffice) -> None:
    """The address has to be the same, letter by letter."""
    before, question = held_by(asked), await question_of(asked)
    await asked.hear(*(letter(one, YES, answers=question) for one in LOOK_ALIKES.values()))
    await nothing_moved(asked, before)


async def test_a_yes_that_cites_a_forged_message_id(asked: AbleOffice) -> None:
    """Number and sequence are easily guessed, the rest of our Message-ID is not."""
    before, question = held_by(asked), await question_of(asked)
    number, seq, rest = question.message_id.split(".", 2)
    made_up = f"{number}.{seq}.{'a' * 24}{rest[24:]}"
    fields = {"In-Reply-To": made_up, "References": made_up}
    await asked.hear(forged(VICTIM, YES, result="none", headers=fields))
    await nothing_moved(asked, before)


async def test_a_yes_whose_domain_refuses_it(asked: AbleOffice) -> None:
    """The right address in From, and its own domain calls it forged."""
    before = held_by(asked)
    await asked.hear(letter(VICTIM, YES, answers=await question_of(asked), result="fail"))
    await nothing_moved(asked, before)


async def test_a_yes_in_a_quoted_part(asked: AbleOffice) -> None:
    """Our own sentence, sent back, is no word of the person's."""
    before = held_by(asked)
    words = f"What is this?\n\n> one of these two ways is enough:\n> {YES}"
    await asked.hear(letter(VICTIM, words, answers=await question_of(asked)))
    await nothing_moved(asked, before)


@pytest.mark.parametrize(
    ("field", "value"),
    [("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes")],
)
async def test_a_yes_of_an_automatic_responder(asked: AbleOffice, field: str, value: str) -> None:
    """A machine has not read our question."""
    before, made = held_by(asked), letter(VICTIM, YES, answers=await question_of(asked))
    made[field] = value
    await asked.hear(made)
    await nothing_moved(asked, before)


async def test_a_yes_to_our_acknowledgement_by_the_stranger(asked: AbleOffice) -> None:
    """The stranger confirms having asked, and nobody doubted that."""
    before = held_by(asked)
    for kind in (Letter.acknowledgement, Letter.nothing_held):
        await asked.hear(letter(ATTACKER, YES, answers=await asked.letter(kind)))
    await nothing_moved(asked, before)


async def test_no_ends_it_whatever_the_stranger_says_later(asked: AbleOffice) -> None:
    """The owner denies: everything stops, and the stranger is told nothing of it."""
    before, question = held_by(asked), await question_of(asked)
    seen = await told(asked, ATTACKER)
    await asked.hear(letter(VICTIM, "It was not me.", answers=question))
    number = question.message_id.partition(".")[0].strip("<")
    assert HoldKind.identity in await asked.holds(number)
    await asked.decide(Decision.identity_not_confirmed, HoldKind.identity, number=number)
    await asked.hear(letter(ACCOMPLICE, YES, answers=question))
    await a_month(asked)
    assert held_by(asked) == before
    assert await told(asked, ATTACKER) == seen


async def test_a_yes_of_the_owner_brings_the_copy_to_the_owner(tmp_path: Path) -> None:
    """A person with a new mailbox gets the copy at the old one, and no word at the new one."""
    async with open_able_office(tmp_path) as office:
        await office.hear(forged(ATTACKER, f"{ACCESS} {NAMES}"))
        await office.hear(letter(VICTIM, YES, answers=await question_of(office)))
        await nothing_leaked(office, with_data={VICTIM.email})
        kinds = [kind for kind, *_ in await told(office, ATTACKER)]
        assert kinds == [Letter.acknowledgement, Letter.nothing_held]


async def test_a_stranger_who_replies_to_a_mail_for_staff(asked: AbleOffice) -> None:
    """An approver's mail quotes a person: an answer from elsewhere decides nothing."""
    number = (await question_of(asked)).message_id.partition(".")[0].strip("<")
    await asked.hear(letter(VICTIM, "It was not me.", answers=await question_of(asked)))
    wanted = await asked.newest(StaffMail.decision_wanted, OFFICER)
    before = held_by(asked)
    await asked.hear(letter(ATTACKER, "approve", answers=wanted))
    assert await asked.decided() == []
    assert HoldKind.identity in await asked.holds(number)
    assert held_by(asked) == before


SECOND = {
    "asks again": f"{ACCESS} It is urgent.",
    "takes it back": "I withdraw my request.",
    "asks for more": f"Please also: {ERASURE}",
    "confirms": YES,
    "denies": "It was not me.",
    "thanks": "Thank you!",
    "threatens": "I will complain to the authority.",
}


@pytest.mark.parametrize("words", SECOND.values(), ids=SECOND)
async def test_a_second_letter_in_the_thread_tells_no_more_than_the_first(
    tmp_path: Path, words: str
) -> None:
    """Whether the claim led to somebody changes nothing about how the stranger is dealt with."""
    seen = []
    for name in (VICTIM.email, "nikt.nieznany@example.org"):
        async with open_able_office(tmp_path / name) as office:
            await office.hear(forged(ATTACKER, f"{ACCESS} You know me as {name}."))
            answer = await office.letter(Letter.nothing_held)
            await office.hear(letter(ATTACKER, words, answers=answer))
            await a_month(office)
            await office.hear(forged(ACCOMPLICE))
            await nothing_leaked(office)
            seen.append([await told(office, one) for one in (ATTACKER, ACCOMPLICE)])
    assert seen[0] == seen[1]


async def test_a_colleague_is_never_told_of_the_victim_by_a_strangers_objection(
    tmp_path: Path,
) -> None:
    """What stops at once stops for the writer's address; a colleague is asked for that alone."""
    async with open_able_office(tmp_path) as office:
        with_group(office, purposes=OFFERS)
        await office.hear(forged(ATTACKER, f"{MARKETING} {NAMES} My number: {VICTIM.phone}."))
        (task,) = [one for one in await office.letters() if one.recipient == COLLEAGUE]
        assert ATTACKER in task.text
        known = {VICTIM.email, VICTIM.phone, VICTIM.phone.replace(" ", "")}
        assert [text for text in known if text in task.text] == []
