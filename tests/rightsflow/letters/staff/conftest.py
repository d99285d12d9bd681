"""Every mail to staff, told everything that it can tell."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeAlias

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.duty import Duty
from rightsflow.law.ground import Treatment
from rightsflow.law.hold import HoldKind, Silence
from rightsflow.law.refusal import RefusalGround, TextKind, grounds_for
from rightsflow.law.right import Ground, Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.law.task import TaskDeed
from rightsflow.letters.choose import Letter
from rightsflow.letters.parts import KeptTold, PartTold, PurposeTold
from rightsflow.letters.staff.contexts import (
    ApproverLocked,
    Brake,
    DecisionReceipt,
    DecisionWanted,
    Digest,
    LettersBraked,
    RunTrouble,
    StaffContext,
    StaffMail,
    TaskReminder,
    TaskWanted,
    Trouble,
)
from rightsflow.letters.staff.day import Asked, CaseLine, Failing, Head, Unanswered, Waiting
from rightsflow.letters.staff.facts import (
    FirstApproval,
    Follows,
    FoundFact,
    GivenText,
    Option,
    RecordFact,
    RequestFact,
    RightPlan,
    TaskFacts,
)
from rightsflow.settings import Controller

MakeStaff: TypeAlias = Callable[..., StaffContext]

AT = datetime(2026, 10, 19, 8, 5, tzinfo=UTC)
NUMBER = "RF-2026-000012"
LETTER = """Dzień dobry,
proszę o kopię moich danych i o usunięcie konta.

## Odmowa
| Termin | nigdy
Zofia Nowik"""

OPTIONS = (
    Option(Decision.approve),
    Option(
        Decision.refuse_partly,
        2,
        officer=True,
        grounds=((Right.access, RefusalGround.others_rights),),
        texts_wanted=(TextKind.reason, TextKind.evidence),
    ),
    Option(
        Decision.refuse,
        2,
        officer=True,
        grounds=tuple(
            (right, ground)
            for right in (Right.access, Right.erasure)
            for ground in grounds_for(right)
        ),
        texts_wanted=(
            TextKind.objective,
            TextKind.subjective,
            TextKind.why_not_a_fee,
            TextKind.evidence,
        ),
    ),
    Option(Decision.extend),
)


MATCHING = PurposeTold("Matching with jobs", Ground.legitimate_interest)
MAILINGS = PurposeTold("Mailings", Ground.consent, marketing=True)
BY = date(2026, 10, 26)
INVOICES = KeptTold(Duty.accounting, "", "17(3)(b)", date(2031, 12, 31))
PLANS = (
    RightPlan(
        Right.erasure,
        parts=(
            PartTold(Treatment.erase, "CRM", ("Contacts", "Notes"), (MATCHING,), "17(1)(c)", 3),
            PartTold(
                Treatment.blank, "CRM", ("Placements",), (MATCHING,), "17(1)(a)", 1,
                fields=("Hourly rate",), stays=("Employer", "Invoice"), kept=(INVOICES,),
            ),
            PartTold(
                Treatment.erase, "Folder", ("Scans",), (MATCHING,), "17(1)(c)", 2, by_person_on=BY
            ),
            PartTold(
                Treatment.keep, "Payroll", ("Files",), (MATCHING,), "17(3)(b)", 4,
                kept=(KeptTold(None, "Payroll", "17(3)(b)", None, "as long as the duty lasts"),),
            ),
        ),
    ),
    RightPlan(
        Right.objection,
        parts=(
            PartTold(Treatment.restrict, "CRM", ("Contacts",), (MATCHING,), "18(1)(d)", 1),
            PartTold(Treatment.review, "CRM", ("Contacts",), (MATCHING,), "21(1)", 1),
            PartTold(Treatment.go_on, "Payroll", ("Files",), (MATCHING,), "6(1)", 4),
        ),
        if_upheld=(PartTold(Treatment.stop, "CRM", ("Letters",), (MAILINGS,), "21(2), 21(3)", 2),),
        notice_days=7,
    ),
    RightPlan(
        Right.rectification,
        correctable=(("crm.contacts.last_name", "Last name (CRM, Contacts)"),),
    ),
    RightPlan(Right.restriction),
)  # fmt: skip


@pytest.fixture(scope="session")
def staff_of(controller: Controller) -> MakeStaff:
    """Give a maker of what a mail is told; other values by name."""

    def make(mail: StaffMail, **changes: object) -> StaffContext:
        kind, values = _VALUES[mail]
        return kind(**({"controller": controller} | values | changes))  # type: ignore[arg-type]

    return make


_WANTED: dict[str, object] = {
    "case_number": NUMBER,
    "hold": HoldKind.plan_approval,
    "hold_ref": "41.2",
    "received_on": date(2026, 9, 28),
    "due_on": date(2026, 10, 28),
    "days_left": 9,
    "answer_by_on": date(2026, 10, 22),
    "silence": Silence.tell_what_there_is,
    "options": OPTIONS,
    "reasons": (Right.erasure.value, "further_records", "ConnectionResetError"),
    "system": "CRM",
    "requests": (
        RequestFact(Right.access, date(2026, 10, 28)),
        RequestFact(Right.erasure, date(2026, 10, 28)),
    ),
    "findings": (FoundFact("CRM", 3, 1), FoundFact("Newsletter", 1, 0), FoundFact("Akta", 0, 0)),
    "records": (
        RecordFact(1, "CRM", "contacts:4711", IdentifierKind.email, verified=True),
        RecordFact(2, "CRM", "contacts:815", IdentifierKind.name, verified=False),
    ),
    "plan": PLANS,
    "approves": (Right.erasure,),
    "evidence": ((Right.erasure, "proszę o kopię moich danych i o usunięcie konta."),),
    "letter_text": LETTER,
    "texts": (GivenText(TextKind.reason, "Umowa trwa.\n\n# Nie nagłówek", "Iga Len", AT),),
    "pending_first": FirstApproval("Jan Dąb", Decision.refuse, RefusalGround.legal_obligation),
    "earlier": ((date(2026, 3, 2), 1), (date(2026, 6, 8), 1)),
    "form": (
        ("case", NUMBER),
        ("hold", "41.2"),
        ("plan", "9f2c41d07a6e"),
        ("decision", "approve"),
        ("approver", "iga"),
    ),
    "link": "http://127.0.0.1:4200/deployments/deployment/0d3c?case=RF-2026-000012&hold=41.2",
    "command": f"rightsflow decide {NUMBER} --hold 41.2 --plan 9f2c41d07a6e --decision approve",
}
_RECEIPT: dict[str, object] = {
    "case_number": NUMBER,
    "decision": Decision.refuse,
    "ground": RefusalGround.legal_obligation,
    "rights": (Right.erasure,),
    "decided_at": AT,
    "approver": "iga",
    "digest": "9f2c41d07a6e",
    "rules": "law/2026-10",
    "follows": (Follows.refusal_sent, Follows.rest_is_granted),
}
_DIGEST: dict[str, object] = {
    "today_on": date(2026, 10, 19),
    "overdue": (CaseLine("RF-2026-000003", (Right.erasure,), date(2026, 10, 17), -2),),
    "due_today": (
        CaseLine(
            NUMBER, (Right.access, Right.erasure), date(2026, 10, 19), 0, (HoldKind.plan_approval,)
        ),
        CaseLine("RF-2026-000013", (Right.access,), date(2026, 10, 19), 0),
    ),
    "due_soon": (CaseLine("RF-2026-000019", (Right.objection,), date(2026, 10, 22), 3),),
    "waiting_for_you": (
        Waiting(NUMBER, HoldKind.plan_approval, date(2026, 10, 12), date(2026, 10, 19)),
        Waiting(
            "RF-2026-000031",
            HoldKind.system_failed,
            date(2026, 10, 16),
            date(2026, 11, 12),
            "Newsletter",
        ),
    ),
    "unanswered": (
        Unanswered(Asked.confirmation, "RF-2026-000022", date(2026, 10, 9)),
        Unanswered(Asked.fee_quote, "RF-2026-000008", date(2026, 10, 12)),
        Unanswered(Asked.task, "RF-2026-000015", date(2026, 10, 14), "Akta osobowe"),
    ),
    "failing": (Failing("Newsletter", AT, 4),),
    "outbox_held": 2,
    "outbox_oldest_at": AT,
    "sent_yesterday": ((Letter.acknowledgement, 4), (StaffMail.decision_wanted, 2)),
    "opened_yesterday": 4,
    "answered_yesterday": 3,
    "on_time": (("2026-08", 18, 18), ("2026-09", 12, 11)),
    "heads": (Head(NUMBER, 17, "0a" * 32), Head("RF-2026-000013", 4, "f3" * 32)),
    "approvers": 2,
}
_TASK: dict[str, object] = {
    "case_number": NUMBER,
    "system": "Akta osobowe",
    "deed": TaskDeed.rectify,
    "right": Right.rectification,
    "answer_by_on": date(2026, 10, 26),
    "about": TaskFacts(
        names=("Zofia Nowik",),
        addresses=("zofia@example.org",),
        phones=("+48 600 111 222",),
        records=("teczka 12", "teczka 13"),
        changes=(("Nazwisko", "Nowik-Dolna"),),
        recipients=("Zakład Produkcyjny Dolina",),
    ),
}
_VALUES: dict[StaffMail, tuple[type[StaffContext], dict[str, object]]] = {
    StaffMail.decision_wanted: (DecisionWanted, _WANTED),
    StaffMail.decision_receipt: (DecisionReceipt, _RECEIPT),
    StaffMail.approver_locked: (ApproverLocked, {"approver": "iga", "at": AT}),
    StaffMail.letters_braked: (
        LettersBraked,
        {
            "brake": Brake.automatic,
            "most": 100,
            "at": AT,
            "setting": "pace.automatic_letters_per_hour",
        },
    ),
    StaffMail.run_trouble: (
        RunTrouble,
        {"trouble": Trouble.crashed, "flow": "intake", "since_at": AT},
    ),
    StaffMail.digest: (Digest, _DIGEST),
    StaffMail.manual_task: (TaskWanted, _TASK),
    StaffMail.manual_task_reminder: (TaskReminder, _TASK | {"asked_on": date(2026, 10, 19)}),
}
