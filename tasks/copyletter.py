"""The letters that end an access request: with the copy, with a part of it, or with nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rightsflow.copy.job import ARCHIVE_ITEM, PORTABLE_ITEM, REPORT_ITEM
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import Outcome
from rightsflow.letters.branches import PartialRefusal, WithheldPart
from rightsflow.letters.check import checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import SystemAnswer
from rightsflow.letters.replies import AccessReply, NothingHeld
from rightsflow.letters.rights import CopyPart, ExportPart
from rightsflow.register.case_requests import Request
from rightsflow.register.fees import FeeAnswer, Quoted
from tasks.acknowledge import frame_of
from tasks.desk import Desk
from tasks.effect import pending_of
from tasks.person import Person
from tasks.planning import withheld_in
from tasks.post import Draft, Enclosure
from tasks.titles import title_of

_FORMATS = ("JSON", "CSV")


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that is ready: its plan, records by system, and whether others' data was left out.

    `fee` is the quote that the person accepted for it, if there was one.
    """

    request_id: int
    plan: Mapping[str, Any] = field(repr=False)
    systems: Mapping[str, int]
    redacted: bool
    fee: Quoted | None

    @property
    def outcome(self) -> Outcome:
        """Return what becomes of the request by this copy."""
        whole = not self.redacted and not withheld_in(self.plan)
        return Outcome.granted if whole else Outcome.partly_granted


def accepted_fee(quoted: Sequence[Quoted], request_id: int) -> Quoted | None:
    """Return the quote for a request that the person has accepted."""
    accepted = (fee for fee in quoted if fee.answer is FeeAnswer.accepted)
    return next((fee for fee in accepted if fee.request_id == request_id), None)


def with_copy(at: Desk, person: Person, asked: Sequence[Request], made: Made) -> Draft:
    """Return the letter that carries the copy, to the address of the plan."""
    case, address = person.case, str(made.plan["send_to"])
    letter = Letter.partial_refusal if withheld_in(made.plan) else Letter.access_reply
    return Draft(
        case=case,
        key=person.key,
        letter=letter,
        rendered=checked(letter, _context(at, person, asked, made)),
        language=case.language,
        recipient=address,
        thread=person.requester if address == person.requester.address else None,
        enclosures=enclosures(case.number),
    )


def enclosures(number: str) -> tuple[Enclosure, ...]:
    """Return the files of a copy, under neutral names."""
    return (
        Enclosure(REPORT_ITEM, f"{number}-report.pdf", "application/pdf"),
        Enclosure(ARCHIVE_ITEM, f"{number}-data.zip", "application/zip"),
    )


def nothing_held(
    at: Desk,
    person: Person,
    asked: Sequence[Request],
    ready: Sequence[int],
    systems: Sequence[str],
    to: str,
) -> Draft:
    """Return the letter that says that no system holds anything under the address it goes to.

    It speaks of nothing else that was named: whoever asks about somebody learns nothing by it.
    """
    case = person.case
    context = NothingHeld(
        frame=frame_of(at, case, [r.right for r in asked], marketing=_marketing(asked)),
        identifiers=(to,),
        systems=tuple(title_of(at, name, case.language) for name in systems),
        pending=pending_of(at, asked, without=ready),
        case_kept_days=at.settings.retention.case_days,
    )
    return Draft(
        case=case,
        key=person.key,
        letter=Letter.nothing_held,
        rendered=checked(Letter.nothing_held, context),
        language=case.language,
        recipient=to,
        thread=person.requester if to == person.requester.address else None,
    )


def export_part(at: Desk, described: Mapping[str, str]) -> ExportPart:
    """Return what a letter tells of the machine-readable file that it carries."""
    officer = at.settings.controller.officer
    return ExportPart(
        formats=_FORMATS,
        schema=described["schema"],
        sha256=described["sha256"],
        copy_kept_days=at.settings.retention.copy_days,
        handover_phone=officer.phone or at.settings.controller.phone,
    )


def export_enclosure(number: str) -> Enclosure:
    """Return the machine-readable file, under a neutral name."""
    return Enclosure(PORTABLE_ITEM, f"{number}-portable.zip", "application/zip")


def copy_part(at: Desk, person: Person, made: Made) -> CopyPart:
    """Return what a letter about several rights tells of the copy that it carries."""
    common = _common(at, person, made)
    return CopyPart(**common, parts=_withheld(at, person, made))


def _common(at: Desk, person: Person, made: Made) -> dict[str, Any]:
    officer, fee = at.settings.controller.officer, made.fee
    left_out, zone = withheld_in(made.plan), at.settings.controller.zone
    language = person.case.language
    return {
        "systems": tuple(
            SystemAnswer(title_of(at, name, language), records)
            for name, records in made.systems.items()
            if name not in left_out
        ),
        "copy_kept_days": at.settings.retention.copy_days,
        "handover_phone": officer.phone or at.settings.controller.phone,
        "withheld": made.redacted,
        "fee": fee.quote if fee else None,
        "fee_accepted_on": fee.answered_at.astimezone(zone).date()
        if fee and fee.answered_at
        else None,
    }


def _withheld(at: Desk, person: Person, made: Made) -> tuple[WithheldPart, ...]:
    parts = made.plan.get("withheld", {})
    return tuple(
        WithheldPart(
            title_of(at, name, person.case.language), RefusalGround(parts["ground"]),
            parts["article"], parts["reason"],
        )
        for name in withheld_in(made.plan)
    )  # fmt: skip


def _context(at: Desk, person: Person, asked: Sequence[Request], made: Made) -> AccessReply:
    common = _common(at, person, made) | {
        "frame": frame_of(at, person.case, [r.right for r in asked], marketing=_marketing(asked)),
        "pending": pending_of(at, asked, without=[made.request_id]),
    }
    parts = _withheld(at, person, made)
    return PartialRefusal(**common, parts=parts) if parts else AccessReply(**common)


def _marketing(asked: Sequence[Request]) -> bool:
    return any(request.marketing for request in asked)
