"""Answers to rights that would not be true: the example, what is changed in it, the code."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from rightsflow.law.ground import Treatment
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.context import (
    NoticeTold,
    Refused,
    RightsReply,
    SystemAnswer,
    WithheldPart,
)
from rightsflow.letters.examples_of_rights import rights_example

Spoil = Callable[[RightsReply], RightsReply]


def answered(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change the last answer."""

    def spoil(it: RightsReply) -> RightsReply:
        return replace(it, answers=(*it.answers[:-1], replace(it.answers[-1], **changes)))

    return spoil


def told(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change the letter itself."""
    return lambda it: replace(it, **changes)


def part(treatment: Treatment, **changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change the parts of the last answer that are treated so."""

    def spoil(it: RightsReply) -> RightsReply:
        parts = tuple(
            replace(one, **changes) if one.treatment is treatment else one
            for one in it.answers[-1].parts
        )
        return answered(parts=parts)(it)

    return spoil


def kept(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change the reasons for which something is kept."""

    def spoil(it: RightsReply) -> RightsReply:
        parts = tuple(
            replace(one, kept=tuple(replace(why, **changes) for why in one.kept))
            for one in it.answers[-1].parts
        )
        return answered(parts=parts)(it)

    return spoil


def copied(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change the copy."""
    return lambda it: replace(it, copy=replace(it.copy, **changes))  # type: ignore[type-var]


def exported(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change the file."""
    return lambda it: replace(it, export=replace(it.export, **changes))  # type: ignore[type-var]


def recipient(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Change each recipient."""
    return lambda it: replace(it, told=tuple(replace(one, **changes) for one in it.told))


def without(treatment: Treatment) -> Spoil:
    """Leave out the parts of the last answer that are treated so."""

    def spoil(it: RightsReply) -> RightsReply:
        parts = tuple(one for one in it.answers[-1].parts if one.treatment is not treatment)
        return answered(parts=parts)(it)

    return spoil


def refusing(right: Right, ground: RefusalGround, article: str, reason: str = "x") -> Spoil:
    """Refuse the last answer on a ground."""
    texts = ((TextKind.reason, reason),)
    refused = Refused(right, ground, article, texts)
    return answered(outcome=Outcome.refused, parts=(), refused=(refused,))


PAST = date(2026, 1, 11)
AHEAD = date(2026, 9, 1)
_LEFT_OUT = (WithheldPart("CRM", RefusalGround.others_rights, "15(4)", "x"),)
_CLAIMS = RefusalGround.legal_claims
_FILE = rights_example("portability", "pl").export

UNTRUE_RIGHTS: list[tuple[str, Spoil, str]] = [
    ("erasure", told(answers=()), "right_unanswered"),
    ("erasure", lambda it: replace(it, answers=it.answers * 2), "right_unanswered"),
    ("erasure", answered(asked=AskedRight.restriction, review_on=AHEAD), "right_unanswered"),
    # The outcome and what stands below it.
    ("erasure_partly_kept", answered(outcome=Outcome.granted), "outcome_unlike_parts"),
    ("erasure", answered(outcome=Outcome.partly_granted), "outcome_unlike_parts"),
    ("erasure", answered(outcome=Outcome.refused), "outcome_unlike_parts"),
    ("erasure_partly_kept", answered(outcome=Outcome.refused), "outcome_unlike_parts"),
    ("erasure", answered(outcome=Outcome.extended), "outcome_unlike_parts"),
    ("erasure", answered(parts=()), "outcome_unlike_parts"),
    ("erasure", lambda it: told(searched=("CRM",))(answered(outcome=Outcome.nothing_held)(it)),
     "outcome_unlike_parts"),
    ("rectification_refused", answered(outcome=Outcome.granted), "outcome_unlike_parts"),
    ("consent_withdrawal", answered(parts=()), "outcome_unlike_parts"),
    # Files that the letter carries.
    ("three_rights", told(copy=None), "enclosure_half_told"),
    ("erasure", told(export=_FILE), "enclosure_half_told"),
    ("portability", exported(formats=("PDF",)), "enclosure_half_told"),
    ("portability", exported(sha256="abc"), "enclosure_half_told"),
    ("portability", exported(schema=""), "enclosure_half_told"),
    ("three_rights", copied(fee_accepted_on=date(2026, 2, 1)), "fee_half_told"),
    ("three_rights", copied(systems=(SystemAnswer("CRM", 0),)), "nothing_confirmed"),
    ("erasure", answered(outcome=Outcome.nothing_held, parts=()), "nothing_searched"),
    ("erasure", part(Treatment.erase, what=(), purposes=()), "part_unnamed"),
    ("erasure", part(Treatment.erase, system=" "), "part_unnamed"),
    # Nothing is done without its day, and nothing has a day that is not done.
    ("erasure", part(Treatment.erase, on=None), "done_without_day"),
    ("erasure", part(Treatment.erase, by_person_on=AHEAD), "done_without_day"),
    ("objection", part(Treatment.go_on, on=date(2026, 2, 1)), "done_without_day"),
    ("erasure", recipient(on=None), "done_without_day"),
    ("erasure", recipient(state=NoticeTold.impossible, why="x"), "done_without_day"),
    # What is kept has a reason and an end.
    ("erasure_partly_kept", kept(until_on=None), "kept_without_end"),
    ("erasure_partly_kept", part(Treatment.keep, kept=()), "kept_without_end"),
    ("erasure_partly_kept", part(Treatment.blank, stays=()), "kept_unnamed"),
    ("erasure_partly_kept", kept(duty=None), "kept_unnamed"),
    # Days that lie on the wrong side of today.
    ("erasure_partly_kept", kept(until_on=PAST), "past_deadline"),
    ("erasure", told(backups_until_on=PAST), "past_deadline"),
    ("erasure", told(ledger_until_on=PAST), "past_deadline"),
    ("erasure", told(not_recreated_until_on=PAST), "past_deadline"),
    ("marketing_stop", told(queued_until_on=PAST), "past_deadline"),
    ("restriction", answered(review_on=PAST), "past_deadline"),
    ("erasure", recipient(state=NoticeTold.to_be_told, on=PAST), "past_deadline"),
    ("erasure", part(Treatment.erase, on=None, by_person_on=PAST), "past_deadline"),
    ("three_rights", lambda it: copied(systems=(SystemAnswer("CRM", 1), SystemAnswer("X", None)))(
        replace(it, frame=replace(it.frame, due_on=date(2026, 2, 8)))), "past_deadline"),
    ("erasure", part(Treatment.erase, on=AHEAD), "not_yet_happened"),
    ("consent_withdrawal", part(Treatment.stop, given_on=AHEAD), "not_yet_happened"),
    ("erasure", recipient(on=AHEAD), "not_yet_happened"),
    # A no has its ground, its provision and its reason; against marketing there is none.
    ("erasure", refusing(Right.erasure, _CLAIMS, "17(3)(b)"), "unknown_ground"),
    ("erasure", refusing(Right.objection, _CLAIMS, "21(1)"), "unknown_ground"),
    ("marketing_stop", refusing(Right.objection, _CLAIMS, "21(1)"), "unknown_ground"),
    ("erasure", refusing(Right.erasure, _CLAIMS, "17(3)(e)", reason=" \n"), "text_missing"),
    ("erasure", recipient(state=NoticeTold.disproportionate, on=None, why=""), "text_missing"),
    # Restriction: which case, the next step, and meanwhile.
    ("restriction", answered(review_on=None), "restriction_untold"),
    ("objection_rejected", answered(resumes_on=None), "restriction_untold"),
    ("objection_rejected", without(Treatment.restrict), "restriction_untold"),
    ("restriction", part(Treatment.restrict, article="18(3)"), "unknown_restriction"),
    ("objection_rejected", answered(resumes_on=date(2026, 2, 15)), "lifted_too_soon"),
    ("rectification", part(Treatment.correct, changes=()), "change_untold"),
    ("automated_decision", answered(profiling=()), "profiling_untold"),
]  # fmt: skip
"""Each is wrong in one thing alone."""


def left_out(it: RightsReply) -> RightsReply:
    """Leave a part out of the copy, on a decision."""
    first = replace(it.answers[0], outcome=Outcome.partly_granted)
    return replace(copied(parts=_LEFT_OUT)(it), answers=(first, *it.answers[1:]))
