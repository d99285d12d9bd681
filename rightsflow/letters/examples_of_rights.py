"""Answers to rights of every mix, with facts of an invented case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from rightsflow.law.disclosure import Profiling
from rightsflow.law.duty import Duty
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Ground, Outcome
from rightsflow.letters.branches import Refused
from rightsflow.letters.example_case import example_frame
from rightsflow.letters.example_parts import (
    AT_ONCE_ON,
    DONE_ON,
    TODAY_ON,
    Said,
    contacts,
    partly_erased,
    restricted,
    subscriptions,
    told,
    withdrawn,
)
from rightsflow.letters.frame import Frame, SystemAnswer
from rightsflow.letters.parts import ChangeTold, KeptTold, PartTold, PurposeTold
from rightsflow.letters.rights import (
    CopyPart,
    ExportPart,
    RightAnswer,
    RightsReply,
)

_BACKUPS_ON = date(2026, 3, 11)
_LISTED_UNTIL_ON = date(2029, 2, 5)
_THREE_YEARS = 3 * 365
_HANDOVER = "+48 600 000 200"
_CHECKSUM = "3fdba35f04dc8c462986c992bcf875546257113072a909c162f7e470e581e278"

Maker = Callable[[Frame], RightsReply]


def rights_example(name: str, language: str) -> RightsReply:
    """Return an answer by its name in `EXAMPLES`; it may go out."""
    return EXAMPLES[name](example_frame(language))


def three_rights(frame: Frame) -> RightsReply:
    """Return the copy, an erasure of which a part stays, and a withdrawn consent in one."""
    said = Said(frame)
    copied = RightAnswer(AskedRight.access, Outcome.granted)
    systems = (SystemAnswer("CRM", 3), SystemAnswer(said["ats"], 5), SystemAnswer("Newsletter", 1))
    answers = (copied, partly_erased(said), withdrawn(said))
    return replace(
        _reply(frame, *answers),
        copy=CopyPart(systems, 30, _HANDOVER),
        told=told(said),
        backups_until_on=_BACKUPS_ON,
        no_marketing=True,
        not_recreated_until_on=_LISTED_UNTIL_ON,
    )


def _reply(frame: Frame, *answers: RightAnswer) -> RightsReply:
    asked = {answer.asked.right: None for answer in answers}
    marketing = any(answer.asked is AskedRight.marketing_objection for answer in answers)
    around = replace(frame, rights=tuple(asked), today_on=TODAY_ON, marketing=marketing)
    return RightsReply(around, answers, (), (), _THREE_YEARS)


def _erasure(frame: Frame) -> RightsReply:
    said = Said(frame)
    account = PartTold(
        Treatment.erase, said["ats"], (said["account"], said["candidates"]), (said.recruiting,),
        "17(1)(b)", 2, DONE_ON,
    )  # fmt: skip
    parts = (contacts(said), account, subscriptions(said))
    answer = RightAnswer(AskedRight.erasure, Outcome.granted, parts)
    return replace(
        _reply(frame, answer),
        told=told(said)[:2],
        names_recipients=False,
        backups_until_on=_BACKUPS_ON,
        not_recreated_until_on=_LISTED_UNTIL_ON,
    )


def _erasure_partly_kept(frame: Frame) -> RightsReply:
    said = Said(frame)
    reply = _reply(frame, partly_erased(said))
    return replace(reply, told=told(said), backups_until_on=_BACKUPS_ON)


def _marketing_stop(frame: Frame) -> RightsReply:
    said = Said(frame)
    offers = said.purpose("offers", Ground.legitimate_interest, marketing=True, profiling=True)
    stops = tuple(
        PartTold(Treatment.stop, system, (what,), (purpose,), "21(2), 21(3)", 1, AT_ONCE_ON)
        for system, what, purpose in (
            ("Newsletter", said["lists"], said.newsletter),
            ("CRM", said["channels"], offers),
        )
    )
    goes_on = PartTold(Treatment.go_on, said["ats"], (said["candidates"],), (said.recruiting,),
                       "6(1)", 1)  # fmt: skip
    answer = RightAnswer(AskedRight.marketing_objection, Outcome.granted, (*stops, goes_on))
    reply = _reply(frame, answer)
    early = replace(reply.frame, today_on=date(2026, 1, 14))
    return replace(reply, frame=early, no_marketing=True, queued_until_on=date(2026, 1, 15))


def _consent_withdrawal(frame: Frame) -> RightsReply:
    said = Said(frame)
    contest = said.purpose("contest", Ground.consent)
    entered = PartTold(
        Treatment.stop, said["contests"], (said["entries"],), (contest,), "7(3)", 1, AT_ONCE_ON,
        given_on=date(2025, 11, 2),
    )  # fmt: skip
    entry = PartTold(
        Treatment.erase, said["contests"], (said["entries"],), (contest,), "17(1)(b)", 1, DONE_ON
    )
    answer = withdrawn(said)
    proof = KeptTold(Duty.proof_of_consent, "", "17(3)(e)", date(2029, 1, 13))
    kept = PartTold(
        Treatment.keep, "Newsletter", (said["consents"],), (said.newsletter,), "17(3)(e)", 1,
        kept=(proof,),
    )  # fmt: skip
    answer = replace(answer, parts=(entered, *answer.parts, entry, kept))
    return replace(
        _reply(frame, answer), told=told(said)[:1], backups_until_on=_BACKUPS_ON, no_marketing=True
    )


def _portability(frame: Frame) -> RightsReply:
    said = Said(frame)

    def part(how: Treatment, what: str, purpose: PurposeTold, given: Given) -> PartTold:
        system = said["ats"] if purpose == said.recruiting else "CRM"
        return PartTold(how, system, (said[what],), (purpose,), "20(1)", 2, given=given)

    parts = (
        part(Treatment.export, "applications", said.recruiting, Given.provided),
        part(Treatment.export, "contracts", said.training, Given.provided),
        part(Treatment.exclude, "ratings", said.recruiting, Given.derived),
        part(Treatment.exclude, "profile", said.recruiting, Given.obtained),
        part(Treatment.exclude, "contacts", said.relations, Given.provided),
    )
    answer = RightAnswer(AskedRight.portability, Outcome.partly_granted, parts)
    schema = "portability-1"
    file = ExportPart(("JSON", "CSV"), schema, _CHECKSUM, 30, _HANDOVER)
    return replace(_reply(frame, answer), export=file)


def _rectification(frame: Frame) -> RightsReply:
    said = Said(frame)
    changes = (
        ChangeTold(said["phone"], "600 000 111", "600 000 222"),
        ChangeTold(said["town"], "", "Radom"),
    )
    corrected = PartTold(
        Treatment.correct, "CRM", (said["contacts"],), (said.relations,), "16", 1, DONE_ON,
        fields=tuple(change.title for change in changes), changes=changes,
    )  # fmt: skip
    answer = RightAnswer(AskedRight.rectification, Outcome.granted, (corrected,))
    return replace(_reply(frame, answer), told=told(said)[:2])


def _rectification_refused(frame: Frame) -> RightsReply:
    said = Said(frame)
    reason = ((TextKind.reason, said["accurate"]),)
    refused = Refused(AskedRight.rectification.right, RefusalGround.accurate, "16", reason)
    answer = RightAnswer(
        AskedRight.rectification,
        Outcome.refused,
        (restricted(said, "18(1)(a)"),),
        (refused,),
        resumes_on=date(2026, 2, 23),
    )
    return replace(_reply(frame, answer), told=told(said)[:1])


def _restriction(frame: Frame) -> RightsReply:
    said = Said(frame)
    parts = (restricted(said, "18(1)(c)"),)
    answer = RightAnswer(
        AskedRight.restriction, Outcome.granted, parts, review_on=date(2026, 5, 15)
    )
    return replace(_reply(frame, answer), told=told(said)[:1])


def _objection(frame: Frame) -> RightsReply:
    said = Said(frame)
    stop = PartTold(
        Treatment.stop, "CRM", (said["profile"],), (said.matching,), "21(1)", 1, DONE_ON
    )
    gone = replace(stop, treatment=Treatment.erase, article="17(1)(c)")
    goes_on = PartTold(
        Treatment.go_on, said["ats"], (said["candidates"],), (said.recruiting,), "6(1)", 1
    )
    answer = RightAnswer(AskedRight.objection, Outcome.granted, (stop, gone, goes_on))
    return replace(_reply(frame, answer), told=told(said)[1:2], backups_until_on=_BACKUPS_ON)


def _objection_rejected(frame: Frame) -> RightsReply:
    said = Said(frame)
    balance = ((TextKind.reason, said["balance"]),)
    refused = Refused(AskedRight.objection.right, RefusalGround.legal_claims, "21(1)", balance)
    answer = RightAnswer(
        AskedRight.objection,
        Outcome.refused,
        (restricted(said, "18(1)(d)"),),
        (refused,),
        resumes_on=date(2026, 2, 23),
    )
    return replace(_reply(frame, answer), told=told(said)[:1])


def _automated_decision(frame: Frame) -> RightsReply:
    said = Said(frame)
    matching = said.purpose("matching", Ground.legitimate_interest, marketing=True, profiling=True)
    stop = PartTold(
        Treatment.stop, "CRM", (said["profile"],), (matching,), "21(2), 21(3)", 1, AT_ONCE_ON
    )
    looked = PartTold(
        Treatment.review, said["ats"], (said["ratings"],), (said.recruiting,), "22(3)", 1, DONE_ON
    )
    logic = Profiling(
        said["logic"], said["significance"], said["consequences"], solely_automated=False
    )
    answer = RightAnswer(
        AskedRight.automated_decision,
        Outcome.granted,
        (stop, looked),
        text=said["looked"],
        profiling=(logic,),
    )
    return _reply(frame, answer)


EXAMPLES: dict[str, Maker] = {
    "three_rights": three_rights,
    "erasure": _erasure,
    "erasure_partly_kept": _erasure_partly_kept,
    "rectification": _rectification,
    "rectification_refused": _rectification_refused,
    "restriction": _restriction,
    "portability": _portability,
    "objection": _objection,
    "objection_rejected": _objection_rejected,
    "marketing_stop": _marketing_stop,
    "automated_decision": _automated_decision,
    "consent_withdrawal": _consent_withdrawal,
}
"""The answers, by name."""
