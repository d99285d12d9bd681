"""A refusal: a ground of the law, written reasons, evidence, two people, and the remedies."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.render import one_line
from rightsflow.letters.words import words
from rightsflow.register.tables import request as request_table
from rightsflow.register.types import Stage
from tasks.notaccepted import Why
from tests.acceptance.people import KAZIMIERZ, ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import (
    CONSENT,
    ERASURE,
    EVIDENCE,
    GROUNDED,
    MARKETING,
    REASON,
    RECTIFICATION,
    TWO_RIGHTS,
)

BY_PERSON, PLAN = HoldKind.right_by_person, HoldKind.plan_approval
LAW: dict[str, Any] = {"ground": RefusalGround.legal_obligation, "rights": (AskedRight.erasure,)}
ABUSE = {
    TextKind.objective: "The same was asked for on each of thirty days in a row.",
    TextKind.subjective: "The letters say that it will stop once a discount is given.",
    TextKind.why_not_a_fee: "A fee would be paid by the discount that is asked for.",
    TextKind.evidence: EVIDENCE,
}


async def test_the_letter_tells_ground_facts_and_remedies(office: Office) -> None:
    """Article 12(4): the evidence, which names others perhaps, stays with the case."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.both_decide(Decision.refuse, BY_PERSON, **LAW)
    told = await office.letter(Letter.refusal)
    assert (told.recipient, told.state, told.with_data) == (ZANETA.email, "sent", False)
    authority = office.desk.settings.controller.authority
    for word in (REASON, "17(3)(b)", authority.name["en"], authority.address, "Article 79"):
        assert word in told.text
        assert word in told.html
    assert EVIDENCE not in told.text + told.html
    (row,) = await rows_of(office.desk.register, request_table)
    assert (row.outcome, row.ground) == (Outcome.refused, RefusalGround.legal_obligation)
    assert (await office.case()).stage is Stage.answered
    assert await office.holds() == {}


@pytest.mark.parametrize("missing", GROUNDED)
async def test_no_refusal_without_reasons_and_evidence(office: Office, missing: TextKind) -> None:
    """Who refuses has to be able to show it (Articles 5(2) and 24)."""
    await office.ask(ZANETA, ERASURE)
    await office.write({kind: text for kind, text in GROUNDED.items() if kind is not missing})
    with refused(Why.text_missing):
        await office.decide(Decision.refuse, BY_PERSON, **LAW)


@pytest.mark.parametrize("missing", ABUSE)
async def test_excessive_needs_both_elements(office: Office, missing: TextKind) -> None:
    """C-526/24: and why a fee would not do (Article 12(5))."""
    await office.ask(ZANETA, ERASURE)
    await office.write({kind: text for kind, text in ABUSE.items() if kind is not missing})
    with refused(Why.text_missing):
        await office.decide(
            Decision.refuse, BY_PERSON, ground=RefusalGround.excessive, rights=LAW["rights"]
        )


async def test_excessive_is_told_with_both_elements(office: Office) -> None:
    """Both stand in the letter, each in its words."""
    await office.ask(ZANETA, ERASURE)
    await office.write(ABUSE)
    fields = LAW | {"ground": RefusalGround.excessive}
    await office.both_decide(Decision.refuse, BY_PERSON, **fields)
    told = (await office.letter(Letter.refusal)).text
    assert [text in told for text in ABUSE.values()] == [True, True, True, False]


@pytest.mark.parametrize("asked", [MARKETING, CONSENT])
async def test_nothing_outweighs_marketing_or_a_withdrawn_consent(
    office: Office, asked: str
) -> None:
    """Articles 21(2) and (3), 7(3): there is no ground, whatever was written."""
    await office.ask(ZANETA, asked)
    await office.write(GROUNDED | ABUSE)
    for ground in (*RefusalGround, None):
        with refused(Why.no_ground):
            await office.decide(Decision.refuse, BY_PERSON, ground=ground)


async def test_a_ground_of_another_right_is_none(office: Office) -> None:
    """Accurate data refuses a correction, and no erasure."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    with refused(Why.no_ground):
        await office.decide(Decision.refuse, BY_PERSON, **LAW | {"ground": RefusalGround.accurate})


async def test_a_refusal_names_rights_that_are_open(office: Office) -> None:
    """Not one that nobody asked for, not one that is answered, not all of several at once."""
    await office.ask(ZANETA, f"{TWO_RIGHTS} Also {RECTIFICATION}")
    await office.write(GROUNDED)
    for rights in ((AskedRight.portability,), (AskedRight.access,), ()):
        with refused(Why.no_such_right):
            await office.decide(Decision.refuse, BY_PERSON, **LAW | {"rights": rights})


async def test_an_objection_is_not_taken_for_one_to_marketing(office: Office) -> None:
    """The form has two words for it, and the case knows which it is."""
    await office.ask(ZANETA, MARKETING)
    await office.write(GROUNDED)
    with refused(Why.no_such_right):
        await office.decide(
            Decision.refuse,
            BY_PERSON,
            ground=RefusalGround.legal_claims,
            rights=(AskedRight.objection,),
        )


async def test_the_right_beside_it_goes_on(office: Office) -> None:
    """The letter names the open one with its date, and its hold is about it alone."""
    await office.ask(ZANETA, f"{ERASURE} Also {RECTIFICATION}")
    await office.write(GROUNDED)
    await office.both_decide(Decision.refuse, BY_PERSON, **LAW)
    assert (await office.holds())[BY_PERSON].reasons == (Right.rectification,)
    assert "2 December 2026" in (await office.letter(Letter.refusal)).text
    assert (await office.case()).stage is not Stage.answered


async def test_the_reason_of_one_refusal_never_stands_in_another(office: Office) -> None:
    """A text is used once."""
    await office.ask(ZANETA, f"{ERASURE} Also {RECTIFICATION}")
    await office.write(GROUNDED)
    await office.both_decide(Decision.refuse, BY_PERSON, **LAW)
    other = {"ground": RefusalGround.accurate, "rights": (AskedRight.rectification,)}
    with refused(Why.text_missing):
        await office.decide(Decision.refuse, BY_PERSON, **other)


async def test_more_time_is_not_taken_to_say_no(careful: Office) -> None:
    """Article 12(4): a plain refusal has one month, extended or not."""
    await careful.ask(ZANETA, TWO_RIGHTS)
    await careful.decide(Decision.extend, BY_PERSON)
    await careful.write(GROUNDED)
    careful.clock.at = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    with refused(Why.refused_too_late):
        await careful.decide(Decision.refuse, BY_PERSON, **LAW)


async def test_a_late_refusal_without_extension_goes_out_with_an_apology(office: Office) -> None:
    """Late is worse than in time, and better than never."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    office.clock.move_to(date(2026, 12, 3))
    await office.both_decide(Decision.refuse, BY_PERSON, **LAW)
    told = one_line((await office.letter(Letter.refusal)).text)
    assert all(mark in told for mark in words("en").marks("apology"))


async def test_a_refusal_goes_to_nobody_whose_letter_is_forged(office: Office) -> None:
    """There is no address for it: answered by post, if at all."""
    await office.ask(KAZIMIERZ, ERASURE, result="fail")
    await office.write(GROUNDED)
    with refused(Why.no_address):
        await office.decide(Decision.refuse, BY_PERSON, **LAW)


async def test_a_refusal_that_would_not_be_complete_is_not_sent(office: Office) -> None:
    """A gap that somebody left to be filled is seen before, and the codes are told."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED | {TextKind.reason: "We keep it because of TODO."})
    with refused(Why.letter_faulty):
        await office.decide(Decision.refuse, BY_PERSON, **LAW)
    assert await office.letters(Letter.refusal) == []
