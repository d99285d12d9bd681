"""What an approver is shown of a hold: everything that the decision rests on, and its digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rightsflow.law import decision as law
from rightsflow.law.decision import Decision, Needs
from rightsflow.law.hold import DONE_BY_HAND, ON_A_REST, HoldKind, left_in, row_of
from rightsflow.law.notice import LEAVES_OUT
from rightsflow.law.possible import rows_possible
from rightsflow.law.refusal import RefusalGround, TextKind, row_for
from rightsflow.law.right import Right
from rightsflow.law.subject import Match
from rightsflow.letters.staff.contexts import DecisionWanted
from rightsflow.letters.staff.facts import (
    FirstApproval,
    FoundFact,
    GivenText,
    Option,
    OthersFact,
    RecordFact,
    RequestFact,
    RightPlan,
)
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.decisions import Decided
from rightsflow.register.id_scans import IdScan
from rightsflow.register.statements import Statement
from rightsflow.register.waiting import OpenHold
from tasks.desk import Desk
from tasks.planshown import FOR_APPROVAL
from tasks.titles import collection_title, title_of

_WANTS = frozenset({Decision.release, Decision.lift_restriction, *LEAVES_OUT})
_MAY = frozenset({Decision.extend})
"""Decisions without a ground for which something has to be written, or may be."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A hold with all that it rests on; `digest` is what a form calls the plan digest."""

    at: Desk
    hold: OpenHold
    case: Case
    digest: str
    asked: Sequence[Request]
    first: Decided | None
    plans: tuple[RightPlan, ...] = field(repr=False)
    found: Sequence[Any] = field(repr=False)
    records: Sequence[Match] = field(repr=False)
    evidence: tuple[tuple[Right, str], ...] = field(repr=False)
    letter_text: str = field(repr=False)
    texts: Mapping[TextKind, Statement] = field(repr=False)
    others: tuple[OthersFact, ...] = ()
    earlier: tuple[tuple[date, int], ...] = ()
    may_extend: bool = True
    recipient: str = ""
    recipient_text: str = field(default="", repr=False)
    colleague_text: str = field(default="", repr=False)
    writer: str = field(default="", repr=False)
    scans: tuple[IdScan, ...] = ()
    scans_in: str = ""

    @property
    def open(self) -> list[Request]:
        """Return the requests whose answer is still to come."""
        return [one for one in self.asked if one.is_open]

    def as_wanted(
        self, *, form: tuple[tuple[str, str], ...], link: str, command: str
    ) -> DecisionWanted:
        """Return it as the mail tells it."""
        controller, row = self.at.settings.controller, row_of(self.hold.kind)
        language = self.at.staff_language

        def title(name: str) -> str:
            return title_of(self.at, name, language)

        return DecisionWanted(
            controller=controller,
            case_number=self.case.number,
            hold=self.hold.kind,
            hold_ref=self.hold.ref,
            received_on=self.case.received_at.astimezone(controller.zone).date(),
            due_on=self.case.due_on,
            days_left=(self.case.due_on - self.at.today()).days,
            answer_by_on=self.hold.answer_by_on,
            silence=row.silence,
            options=tuple(
                self._option(decision) for decision in row.decisions if self._is_possible(decision)
            ),
            form=form,
            command=command,
            link=link,
            system=title(self.hold.system) if self.hold.system else "",
            reasons=self._reasons,
            requests=tuple(RequestFact(r.right, r.due_on, r.outcome) for r in self.asked),
            findings=tuple(FoundFact(title(f.system), f.exact, f.candidates) for f in self.found),
            records=tuple(
                RecordFact(n, title(m.system), m.record, m.identifier.kind, m.verified)
                for n, m in enumerate(self.records, 1)
            ),
            others=self.others,
            plan=self.plans,
            approves=self._approves,
            evidence=self.evidence,
            letter_text=self.letter_text,
            texts=tuple(
                GivenText(s.kind, s.text, s.given_by, s.given_at) for s in self.texts.values()
            ),
            pending_first=_first(self.first),
            earlier=self.earlier,
            recipient=self.recipient,
            recipient_text=self.recipient_text,
            colleague_text=self.colleague_text,
            writer=self.writer,
            identity_documents=len(self.scans),
            documents_in=self.scans_in,
            documents_until_at=max((one.until_at for one in self.scans), default=None),
        )

    @property
    def _reasons(self) -> tuple[str, ...]:
        """Return the reasons; collections without a consent by what they are called."""
        if self.hold.kind is not HoldKind.consent_missing:
            return self.hold.reasons
        return tuple(collection_title(self.at, self.hold.system, n) for n in self.hold.reasons)

    def _is_possible(self, decision: Decision) -> bool:
        """Say whether a decision may be taken here.

        Only of a copy a part can be left out, and only what an erasure left over can stay.
        """
        asked = {one.right for one in self.open}
        if self.hold.kind is HoldKind.data_mismatch and decision in ON_A_REST:
            by_ground = decision is Decision.refuse_partly
            return bool(left_in(self.hold.reasons)) and (Right.erasure in asked or not by_ground)
        if decision is Decision.refuse_partly:
            return Right.access in asked
        return self.may_extend or decision is not Decision.extend

    def _option(self, decision: Decision) -> Option:
        row = law.row_of(decision)
        who = law.row_of(Decision.refuse) if self._is_instead(decision) else row
        grounds = self._grounds(decision) if Needs.ground in row.needs else ()
        texts = {kind for right, ground in grounds for kind in _texts(right, ground)}
        if decision is Decision.quote_fee:
            texts.discard(TextKind.why_not_a_fee)
        if decision in _WANTS and (decision is not Decision.release or self._by_hand):
            texts |= set(row.texts)
        may = set(row.texts) if decision in _MAY else set()
        if decision is Decision.approve:
            may |= {TextKind.black_out} if self.others else set()
            texts |= {kind for right in self._approves for kind in law.approving(right).wanted}
            may |= {kind for right in self._approves for kind in law.approving(right).possible}
        wanted = tuple(k for k in TextKind if k in texts and k not in self.texts)
        possible = tuple(k for k in TextKind if k in may - texts and k not in self.texts)
        return Option(decision, who.approvers, who.officer, grounds, wanted, possible)

    def _is_instead(self, decision: Decision) -> bool:
        """Say whether a fee could only be one instead of a refusal: it wants its approvals."""
        asked = {one.right for one in self.open}
        return decision is Decision.quote_fee and Right.access not in asked

    @property
    def _by_hand(self) -> bool:
        return self.hold.kind in DONE_BY_HAND | {HoldKind.task_overdue}

    @property
    def _approves(self) -> tuple[Right, ...]:
        """Return the rights whose plans an approval of this hold carries out."""
        if self.hold.kind not in FOR_APPROVAL:
            return ()
        return tuple(dict.fromkeys(r.right for r in self.open if r.right in self.hold.reasons))

    def _grounds(self, decision: Decision) -> tuple[tuple[Right, RefusalGround], ...]:
        return tuple(
            (request.right, row.ground)
            for request in self.open
            for row in rows_possible(
                decision, self.hold.kind, request.right, marketing=request.marketing
            )
        )


def _texts(right: Right, ground: RefusalGround) -> tuple[TextKind, ...]:
    row = row_for(right, ground)
    return (*row.texts, TextKind.evidence) if row else ()


def _first(first: Decided | None) -> FirstApproval | None:
    if first is None:
        return None
    return FirstApproval(first.approver, first.content.decision, first.content.ground)
