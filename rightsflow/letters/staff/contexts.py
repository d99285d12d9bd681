"""What each mail to staff is told: values only, so that the same values give the same mail."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind, Silence
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import Right
from rightsflow.law.task import TaskDeed
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.letters.staff.day import CaseLine, Failing, Head, Unanswered, Waiting
from rightsflow.letters.staff.facts import (
    FirstApproval,
    Follows,
    FoundFact,
    GivenText,
    Option,
    OthersFact,
    RecordFact,
    RequestFact,
    RightPlan,
    TaskFacts,
    aware,
)
from rightsflow.settings import Controller


class StaffMail(StrEnum):
    """A kind of mail to staff; each is a folder of templates in every language."""

    decision_wanted = "decision_wanted"
    decision_receipt = "decision_receipt"
    approver_locked = "approver_locked"
    digest = "digest"
    manual_task = "manual_task"
    manual_task_reminder = "manual_task_reminder"
    letters_braked = "letters_braked"
    run_trouble = "run_trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWanted:
    """A hold waits for a decision; to its approvers alone, for it quotes the person.

    `hold_ref` is what the form calls the hold and its version. `reasons` are closed words.
    `plan` holds the plan of each right that the hold is about, `approves` the rights that an
    approval carries out. `evidence` are sentences by which a right was recognised; `letter_text`
    is the person's own words, or empty; `colleague_text` what a colleague answered to a task, but
    not clearly.
    `writer` is the address that a letter came from, where the hold is about who wrote.
    `others` are the fields that may name other people, where the hold is about those.
    `recipient` is who was told of what was done to the data, where the hold is about that
    (Article 19), `recipient_text` what it answered, or empty. `earlier` are identical requests
    answered before: when, and how many. `form` is the form as filled in, field by field; `link` is
    empty where no pages are served. `identity_documents` came unasked, lie in the case
    `documents_in`, and are deleted by `documents_until_at`.
    """

    controller: Controller
    case_number: str
    hold: HoldKind
    hold_ref: str
    received_on: date
    due_on: date
    days_left: int
    answer_by_on: date
    silence: Silence
    options: tuple[Option, ...]
    form: tuple[tuple[str, str], ...]
    command: str
    link: str = ""
    system: str = ""
    reasons: tuple[str, ...] = ()
    requests: tuple[RequestFact, ...] = ()
    findings: tuple[FoundFact, ...] = ()
    records: tuple[RecordFact, ...] = ()
    others: tuple[OthersFact, ...] = ()
    plan: tuple[RightPlan, ...] = ()
    approves: tuple[Right, ...] = ()
    evidence: tuple[tuple[Right, str], ...] = field(default=(), repr=False)
    letter_text: str = field(default="", repr=False)
    texts: tuple[GivenText, ...] = ()
    pending_first: FirstApproval | None = None
    earlier: tuple[tuple[date, int], ...] = ()
    recipient: str = ""
    recipient_text: str = field(default="", repr=False)
    colleague_text: str = field(default="", repr=False)
    writer: str = field(default="", repr=False)
    identity_documents: int = 0
    documents_in: str = ""
    documents_until_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.documents_until_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReceipt:
    """What was decided, back to whoever decided; `digest` and `rules` as in the journal.

    `voided`: what was decided upon had changed meanwhile, and nothing follows.
    """

    controller: Controller
    case_number: str
    decision: Decision
    ground: RefusalGround | None
    rights: tuple[Right, ...]
    decided_at: datetime
    approver: str
    digest: str
    rules: str
    follows: tuple[Follows, ...] = ()
    waits_for_second: bool = False
    voided: bool = False

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.decided_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverLocked:
    """Too many wrong codes were given for an approver; to that one and to the officer."""

    controller: Controller
    approver: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """How the day begins, for the officer. Holds no personal data: it is kept for years.

    `due_soon` are without those due today. `outbox_held` letters wait, the oldest since
    `outbox_oldest_at`. `on_time` are months (`2026-03`), answered, and answered in time.
    """

    controller: Controller
    today_on: date
    overdue: tuple[CaseLine, ...] = ()
    due_today: tuple[CaseLine, ...] = ()
    due_soon: tuple[CaseLine, ...] = ()
    waiting_for_you: tuple[Waiting, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    failing: tuple[Failing, ...] = ()
    outbox_held: int = 0
    outbox_oldest_at: datetime | None = None
    sent_yesterday: tuple[tuple[Letter | RecipientLetter | StaffMail, int], ...] = ()
    opened_yesterday: int = 0
    answered_yesterday: int = 0
    on_time: tuple[tuple[str, int, int], ...] = ()
    heads: tuple[Head, ...] = ()
    approvers: int = 0

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.outbox_oldest_at)


class Brake(StrEnum):
    """Which letters are held back: too many of them would have left in an hour."""

    with_data = "with_data"
    automatic = "automatic"


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersBraked:
    """Letters wait because so many have left in an hour that something may be wrong.

    `most` may leave in an hour; `setting` is where that stands.
    """

    controller: Controller
    brake: Brake
    most: int
    setting: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.at)


class Trouble(StrEnum):
    """What is wrong with the program itself."""

    failed = "failed"
    crashed = "crashed"
    stuck = "stuck"
    late = "late"
    unreachable = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTrouble:
    """The program itself is in trouble; to whoever runs it, without a word about any person.

    `flow` is its name as Prefect shows it, or empty.
    """

    controller: Controller
    trouble: Trouble
    flow: str
    since_at: datetime

    def __post_init__(self) -> None:
        """Refuse a moment whose day cannot be known."""
        aware(self.since_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWanted:
    """Something to do that no program can; it names a person, to whoever answers for the system.

    `system` is its title. `right` is what the person exercises.
    """

    controller: Controller
    case_number: str
    system: str
    deed: TaskDeed
    right: Right
    answer_by_on: date
    about: TaskFacts = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReminder(TaskWanted):
    """The same task once more, half-way; `asked_on` is the day of the first mail."""

    asked_on: date


StaffContext: TypeAlias = (
    DecisionWanted
    | DecisionReceipt
    | ApproverLocked
    | Digest
    | TaskWanted
    | TaskReminder
    | LettersBraked
    | RunTrouble
)

MAIL: dict[type[StaffContext], StaffMail] = {
    DecisionWanted: StaffMail.decision_wanted,
    DecisionReceipt: StaffMail.decision_receipt,
    ApproverLocked: StaffMail.approver_locked,
    Digest: StaffMail.digest,
    TaskWanted: StaffMail.manual_task,
    TaskReminder: StaffMail.manual_task_reminder,
    LettersBraked: StaffMail.letters_braked,
    RunTrouble: StaffMail.run_trouble,
}
"""Which mail is made from what."""
