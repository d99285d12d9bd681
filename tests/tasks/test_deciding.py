"""A decision: proved by a code, about what was shown, by as many people as it wants."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.register import approvers
from rightsflow.register.decisions import RULES
from rightsflow.register.metadata import REGISTER
from rightsflow.register.tables import approver
from tasks import deciding
from tasks.decisions.table import effect_of
from tasks.effect import Deciding, Effect
from tasks.kit import SafeError
from tasks.notaccepted import NotAccepted, Why
from tests.acceptance.people import BOGUMIL, TUYET, ZANETA
from tests.rightsflow.register.rows import rows_of
from tests.tasks.deciding_kit import Office, refused
from tests.tasks.written import ERASURE, EVIDENCE, GROUNDED, LEAD, OFFICER, TWO_RIGHTS, letter

BY_PERSON = HoldKind.right_by_person
REFUSAL: dict[str, Any] = {
    "ground": RefusalGround.legal_obligation,
    "rights": (AskedRight.erasure,),
}
READ: dict[str, Any] = {"rights": (AskedRight.rectification,)}


async def test_a_code_works_once(office: Office) -> None:
    """The same six digits decide nothing else, however soon."""
    first, second = await office.ask(ZANETA, ERASURE), await office.ask(TUYET, ERASURE)
    one = await office.form(Decision.correct_reading, BY_PERSON, number=first, **READ)
    other = await office.form(
        Decision.correct_reading, BY_PERSON, number=second,
        code=one.code, handed_in_at=one.handed_in_at, **READ,
    )  # fmt: skip
    assert await office.hand_in(one)
    with refused(Why.code_used):
        await office.hand_in(other)
    assert [request.outcome for request in await office.requests(second)] == [None]


async def test_a_code_is_judged_at_the_time_at_which_it_was_handed_in(office: Office) -> None:
    """Starting a run takes longer than a code lives; a day later it is decided anew."""
    await office.ask(ZANETA, ERASURE)
    form = await office.form(Decision.correct_reading, BY_PERSON, **READ)
    office.clock.move(timedelta(days=1, seconds=1))
    with refused(Why.code_too_old):
        await office.hand_in(form)
    office.clock.move(timedelta(seconds=-1))
    assert await office.hand_in(form)


@pytest.mark.parametrize(("handle", "told"), [("lead", [LEAD, OFFICER]), ("officer", [OFFICER])])
async def test_five_wrong_codes_lock_and_mail_both(
    office: Office, handle: str, told: list[str]
) -> None:
    """Whoever guesses is stopped, and the approver and the officer hear of it, once."""
    await office.ask(ZANETA, ERASURE)
    form = await office.form(Decision.correct_reading, BY_PERSON, by=handle, **READ)
    wrong = replace(form, code="000000" if form.code != "000000" else "000001")
    for _ in range(5):
        assert await office.locked() == []
        with refused(Why.code_wrong):
            await office.hand_in(wrong)
    assert await office.locked() == [handle]
    for _ in range(2):
        with refused(Why.code_locked):
            await office.hand_in(form)
    await office.work()
    mails = await office.letters(StaffMail.approver_locked)
    assert [(mail.recipient, mail.state) for mail in mails] == [(to, "sent") for to in told]
    assert len(await office.requests()) == 1
    assert await office.decided() == []


async def test_only_approvers_decide(office: Office) -> None:
    """Not somebody of whom nobody knows, and nobody whose right was taken away."""
    await office.ask(ZANETA, ERASURE)
    with refused(Why.code_unknown):
        await office.decide(Decision.correct_reading, BY_PERSON, by="nobody", **READ)
    async with office.desk.register.write() as connection:
        await approvers.revoke(connection, "lead", office.clock())
    with refused(Why.code_revoked):
        await office.decide(Decision.correct_reading, BY_PERSON, by="lead", **READ)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"case_number": "RF-2026-000099"}, Why.no_such_case),
        ({"hold": "H-99.1"}, Why.hold_moved_on),
        ({"hold": "H-1.2"}, Why.hold_moved_on),
        ({"hold": "H-2.1"}, Why.hold_moved_on),
        ({"shown": "0" * 64}, Why.changed_meanwhile),
        ({"decision": Decision.lift_restriction}, Why.not_for_this_hold),
    ],
)
async def test_a_form_that_fits_nothing_decides_nothing(
    office: Office, change: dict[str, Any], why: Why
) -> None:
    """Another case, another hold or version of it, another digest, another decision."""
    number = await office.ask(ZANETA, ERASURE)
    await office.ask(TUYET, ERASURE)
    form = await office.form(Decision.correct_reading, BY_PERSON, number=number, **READ)
    with refused(why):
        await office.hand_in(replace(form, **change))
    assert await office.decided() == []
    assert [request.right for request in await office.requests(number)] == [Right.erasure]


async def test_a_form_of_what_was_answered_meanwhile_is_not_taken(office: Office) -> None:
    """The second of two mails about one hold is too late, and says so."""
    await office.ask(ZANETA, ERASURE)
    late = await office.form(Decision.correct_reading, BY_PERSON, by="lead", **READ)
    await office.decide(Decision.correct_reading, BY_PERSON, **READ)
    with refused(Why.hold_moved_on):
        await office.hand_in(late)


async def test_of_two_at_once_one_decides(office: Office) -> None:
    """Two people at two desks: the case goes one way."""
    await office.ask(ZANETA, ERASURE)
    forms = [
        await office.form(Decision.correct_reading, BY_PERSON, by=by, rights=(right,))
        for by, right in (("officer", AskedRight.restriction), ("lead", AskedRight.portability))
    ]
    done = await asyncio.gather(*map(office.judge, forms), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["SafeError", "bool"]
    assert len(await office.decided()) == len(await office.requests()) == 1


async def test_a_refusal_wants_two_people(office: Office) -> None:
    """The first approval waits; the same person's second code changes nothing."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    assert not await office.decide(Decision.refuse, BY_PERSON, by="officer", **REFUSAL)
    assert await office.letters(Letter.refusal) == []
    with refused(Why.second_person):
        await office.decide(Decision.refuse, BY_PERSON, by="officer", **REFUSAL)
    assert [request.outcome for request in await office.requests()] == [None]
    assert await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    assert [request.outcome for request in await office.requests()] == [Outcome.refused]
    assert await office.decided() == [
        ("officer", "refuse", "stands"),
        ("lead", "refuse", "stands"),
    ]


async def test_without_the_officer_a_refusal_does_not_stand(office: Office) -> None:
    """Two people are not enough: one of them is the data protection officer."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.add_approver("deputy", "zastepca@example.com")
    assert not await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    with refused(Why.officer_wanted):
        await office.decide(Decision.refuse, BY_PERSON, by="deputy", **REFUSAL)
    assert await office.decide(Decision.refuse, BY_PERSON, by="officer", **REFUSAL)


async def test_two_who_want_something_else_do_not_agree(office: Office) -> None:
    """The second content voids the first approval, and waits for a second person itself."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    other = REFUSAL | {"ground": RefusalGround.legal_claims}
    assert not await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    assert not await office.decide(Decision.refuse, BY_PERSON, by="officer", **other)
    assert await office.decided() == [
        ("lead", "refuse", "void"),
        ("officer", "refuse", "waits_for_second"),
    ]
    assert await office.decide(Decision.refuse, BY_PERSON, by="lead", **other)


async def test_what_changed_meanwhile_voids_the_first_approval(office: Office) -> None:
    """A new text after the first approval: nobody approved the refusal that it makes."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    assert not await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    await office.write({TextKind.reason: "Another reason."})
    assert not await office.decide(Decision.refuse, BY_PERSON, by="officer", **REFUSAL)
    states = [state for _, _, state in await office.decided()]
    assert states == ["void", "waits_for_second"]
    assert len(await office.events("approval_void")) == 1
    assert await office.letters(Letter.refusal) == []
    assert await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    assert "Another reason." in (await office.letter(Letter.refusal)).text


async def test_another_decision_on_the_hold_voids_the_first_approval(office: Office) -> None:
    """Nothing of it waits for a second person any more."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    await office.decide(Decision.correct_reading, BY_PERSON, **READ)
    assert [state for _, _, state in await office.decided()] == ["void", "stands"]


async def test_who_has_to_approve_anew_is_asked_anew(office: Office) -> None:
    """The mail about the changed basis goes to the first approver, too."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    await office.write({TextKind.reason: "Another reason."})
    mail = await office.newest(StaffMail.decision_wanted, LEAD)
    assert "Another reason." in mail.text


async def test_an_approval_of_somebody_revoked_does_not_count(office: Office) -> None:
    """Two people who may decide: one who no longer may is none of them."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.add_approver("deputy", "zastepca@example.com")
    await office.decide(Decision.refuse, BY_PERSON, by="deputy", **REFUSAL)
    async with office.desk.register.write() as connection:
        await approvers.revoke(connection, "deputy", office.clock())
    assert not await office.decide(Decision.refuse, BY_PERSON, by="officer", **REFUSAL)
    assert await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)


async def test_a_first_approval_of_what_would_be_refused_is_not_taken(office: Office) -> None:
    """It is tried out: nobody is asked to approve what then fails, and nothing is queued."""
    await office.ask(ZANETA, ERASURE)
    with refused(Why.text_missing):
        await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    await office.write(GROUNDED)
    await office.decide(Decision.refuse, BY_PERSON, by="lead", **REFUSAL)
    assert await office.letters(Letter.refusal) == []
    assert await office.events("letter_queued") == [
        row
        for row in await office.events("letter_queued")
        if row.detail["letter"] == Letter.acknowledgement
    ]


async def test_the_decision_is_mailed_back_as_a_receipt(office: Office) -> None:
    """To whoever decided, and nobody else: one that they did not make shows by it."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.both_decide(Decision.refuse, BY_PERSON, **REFUSAL)
    first, second = await office.letters(StaffMail.decision_receipt)
    assert [first.recipient, second.recipient] == [LEAD, OFFICER]
    digest = (await office.events("decided"))[-1].detail["digest"]
    for mail in (first, second):
        assert digest in mail.text
        assert ZANETA.email not in mail.text
        assert mail.state == "sent"


async def test_the_journal_says_who_decided_what_when_on_what(office: Office) -> None:
    """Articles 5(2) and 24 GDPR: afterwards it can be shown, without a word of anybody."""
    await office.ask(ZANETA, ERASURE)
    await office.write(GROUNDED)
    await office.both_decide(Decision.refuse, BY_PERSON, **REFUSAL)
    first, second = await office.events("decided")
    assert [first.actor, second.actor] == ["lead", "officer"]
    assert second.at == office.clock()
    known = second.detail
    assert {name: known[name] for name in ("decision", "ground", "hold", "state", "rules")} == {
        "decision": "refuse", "ground": "legal_obligation", "hold": "right_by_person",
        "state": "stands", "rules": RULES,
    }  # fmt: skip
    assert first.detail["state"] == "waits_for_second"
    hashes = ("digest", "basis", "evidence_reason", "evidence_evidence")
    assert all(re.fullmatch("[0-9a-f]{64}", known[name]) for name in hashes)
    assert first.detail["digest"] == known["digest"]
    assert EVIDENCE not in str(known)


def _fails(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a step fail when it is taken for good; tried out, before the code, it works."""
    real: Callable[..., Any] = getattr(deciding, name)
    taken: list[str] = []

    async def failing(*given: object, **named: object) -> object:
        taken.append(name)
        if len(taken) > 1:
            raise RuntimeError(ZANETA.email)
        return await real(*given, **named)

    monkeypatch.setattr(deciding, name, failing)


def _fails_in_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def failing(kind: HoldKind, decision: Decision) -> Any:  # noqa: ANN401 - an effect
        async def effect(one: Deciding) -> Effect:
            taken.append(kind)
            done = await effect_of(kind, decision)(one)
            if len(taken) > 1:
                raise RuntimeError(ZANETA.email)
            return done

        return effect

    monkeypatch.setattr(deciding, "effect_of", failing)


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param(_fails_in_effect, id="in the effect"),
        pytest.param(lambda patch: _fails("_record", patch), id="before it"),
        pytest.param(lambda patch: _fails("_after", patch), id="after it"),
        pytest.param(lambda patch: _fails("receipt", patch), id="at the receipt"),
    ],
)
async def test_killed_between_code_and_effect_nothing_is_half_done(
    office: Office, breaks: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """The code is used up, everything else is as before, and the approver decides again."""
    await office.ask(ZANETA, ERASURE)
    await office.write({TextKind.answer: "We erased it."})
    form = await office.form(Decision.release, BY_PERSON)
    before = await _all_rows(office)
    with pytest.MonkeyPatch.context() as patch:
        breaks(patch)
        with pytest.raises(SafeError) as failed:
            await office.hand_in(form)
    assert ZANETA.email not in str(failed.value)
    assert await _all_rows(office) == before
    with refused(Why.code_used):
        await office.hand_in(form)
    assert await office.decide(Decision.release, BY_PERSON)
    assert [request.outcome for request in await office.requests()] == [Outcome.granted]


async def _all_rows(office: Office) -> dict[str, list[Any]]:
    tables = [table for table in REGISTER.sorted_tables if table is not approver]
    return {table.name: await rows_of(office.desk.register, table) for table in tables}


async def test_what_stands_against_a_decision_costs_no_code(office: Office) -> None:
    """A missing text or ground is found before the code is used up: the same one still works."""
    await office.ask(ZANETA, ERASURE)
    form = await office.form(Decision.release, BY_PERSON)
    with refused(Why.text_missing):
        await office.hand_in(form)
    await office.write({TextKind.answer: "We erased it."})
    again = await office.form(Decision.release, BY_PERSON)
    assert await office.hand_in(replace(again, code=form.code, handed_in_at=form.handed_in_at))


async def test_a_decision_of_one_case_leaves_the_others_alone(office: Office) -> None:
    """Holds, texts and letters of two cases have nothing to do with each other."""
    first, second = await office.ask(ZANETA, ERASURE), await office.ask(BOGUMIL, ERASURE)
    await office.write({TextKind.answer: "We erased it."}, number=first)
    with refused(Why.text_missing):
        await office.decide(Decision.release, BY_PERSON, number=second)
    assert await office.decide(Decision.release, BY_PERSON, number=first)
    assert (await office.letter(Letter.person_reply)).recipient == ZANETA.email
    assert list(await office.holds(second)) == [BY_PERSON]


async def test_a_message_that_comes_meanwhile_asks_anew(office: Office) -> None:
    """A reply that asks for more changes what is decided upon."""
    number = await office.ask(ZANETA, TWO_RIGHTS)
    form = await office.form(Decision.correct_reading, BY_PERSON, **READ)
    answered = await office.letter(Letter.acknowledgement)
    more = "Please also correct my name under Article 16 of the GDPR."
    await office.hear(letter(ZANETA, more, answers=answered))
    assert len(await office.requests(number)) == 3
    with refused(Why.hold_moved_on):
        await office.hand_in(form)


def test_every_reason_has_its_sentence() -> None:
    """None is empty, and no two are alike: the sentence says what to do."""
    said = [str(NotAccepted(why)) for why in Why]
    assert all(sentence.endswith((".", "list", "unlock", "say", "can.")) for sentence in said)
    assert len(set(said)) == len(said)


def test_every_reason_is_met_by_some_test() -> None:
    """A reason that nothing raises is dead, or its test is missing."""
    tests = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    met = {name for text in tests for name in re.findall(r"\bWhy\.(\w+)", text)}
    assert [why for why in Why if why not in met] == []
