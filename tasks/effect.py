"""What every effect of a decision is given, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.identity import Authentication
from rightsflow.law.refusal import Row, TextKind, missing_texts
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.check import FaultyLetter, checked
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import Context
from rightsflow.letters.frame import Frame, Pending, PendingText
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import case_requests, cases, manual_tasks, statements
from rightsflow.register.case_requests import Request
from rightsflow.register.cases import Case
from rightsflow.register.journal import Entry, note
from rightsflow.register.statements import Statement
from rightsflow.register.waiting import OpenHold
from rightsflow.register.waiting_items import COPIES
from tasks.acknowledge import frame_of
from tasks.desk import Desk
from tasks.form import Form
from tasks.newcases import runs_by_itself
from tasks.notaccepted import NotAccepted, Why
from tasks.person import Person, person_within
from tasks.planning import plan_of
from tasks.post import Draft, post

_LATER = timedelta(days=7)
"""The estimate for what is overdue already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A case of which something is being carried out, within one transaction.

    `by` is an approver's handle, `requester`, or `silence` where nobody decided in time.
    """

    connection: AsyncConnection
    at: Desk
    case: Case
    person: Person
    asked: Sequence[Request]
    plan: Mapping[str, Any] | None = field(repr=False)
    by: str

    @property
    def open(self) -> list[Request]:
        """Return the requests whose answer is still to come."""
        return [one for one in self.asked if one.is_open]

    def request(self, right: Right) -> Request:
        """Return the open request of a right; raises `NotAccepted` if there is none."""
        found = [one for one in self.open if one.right is right]
        if not found:
            raise NotAccepted(Why.no_such_right)
        return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding(About):
    """An answer to a hold: an approver's decision with its form, or what silence brings."""

    hold: OpenHold
    form: Form | None = None
    decision_id: int = 0
    statements: Mapping[TextKind, Statement] = field(default_factory=dict, repr=False)

    def is_left(self, answered: Sequence[Request]) -> bool:
        """Say whether the hold is about something still open once these are answered.

        A hold that names rights is about those; any other about all that the case asks for.
        """
        open_now = [one for one in self.open if one not in answered]
        named = [one for one in self.asked if one.right in self.hold.reasons]
        return any(one in named for one in open_now) if named else bool(open_now)

    def text(self, kind: TextKind) -> str:
        """Return what was written, or nothing."""
        return self.statements[kind].text if kind in self.statements else ""

    def texts_for(self, row: Row) -> tuple[tuple[TextKind, str], ...]:
        """Return what was written for a ground; raises `NotAccepted` where something is missing."""
        if missing := missing_texts(row, self.statements):
            raise NotAccepted(Why.text_missing, *missing)
        return tuple((kind, self.text(kind)) for kind in row.texts)


async def about(connection: AsyncConnection, at: Desk, case: Case, by: str) -> About:
    """Return all that is known of a case, as the caller's transaction sees it."""
    person = await person_within(connection, at, case)
    return About(
        connection=connection,
        at=at,
        case=case,
        person=person,
        asked=(await case_requests.requests_of(connection, [case.id]))[case.id],
        plan=await plan_of(connection, person),
        by=by,
    )


async def on_hold(
    connection: AsyncConnection, at: Desk, hold: OpenHold, by: str, form: Form | None = None
) -> Deciding:
    """Return an open hold with all that is known of its case."""
    case = (await cases.by_ids(connection, [hold.case_id]))[hold.case_id]
    known = await about(connection, at, case, by)
    return Deciding(
        connection=connection, at=at, case=case, person=known.person, asked=known.asked,
        plan=known.plan, by=by, hold=hold, form=form,
        statements=await statements.waiting(connection, case, known.person.key),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision brings about; `release`: its hold has had its answer."""

    follows: tuple[Follows, ...] = ()
    release: bool = True


def address_of(one: About) -> str | None:
    """Return where a letter about the person may go: the confirmed address, else the writer's.

    The writer's own address is taken only where a machine may answer it and no server has
    called it forged.
    """
    who = one.person.requester
    confirmed = (one.plan or {}).get("send_to") or who.confirmed_address or who.replied_from
    if confirmed:
        return str(confirmed)
    forged = who.authentication is Authentication.failed
    return who.address if who.answerable and not forged else None


def wanted_address(one: About) -> str:
    """Return where the letter goes; raises `NotAccepted` if there is no such address."""
    address = address_of(one)
    if not address:
        raise NotAccepted(Why.no_address)
    return address


def framed(one: About, *, asked: Sequence[Request] | None = None) -> Frame:
    """Return the frame of a letter about these requests, or about all."""
    about = one.asked if asked is None else asked
    return frame_of(
        one.at,
        one.case,
        [request.right for request in about],
        marketing=any(request.marketing for request in about),
    )


async def write(one: About, letter: Letter, context: Context, to: str, **more: Any) -> None:  # noqa: ANN401 - fields of a draft
    """Queue a letter; raises `NotAccepted` where it would not be complete or true."""
    try:
        rendered = checked(letter, context)
    except FaultyLetter as error:
        raise NotAccepted(Why.letter_faulty, *error.codes) from None
    thread = one.person.requester if to == one.person.requester.address else None
    draft = Draft(
        case=one.case, key=one.person.key, letter=letter, rendered=rendered,
        language=one.case.language, recipient=to, thread=thread, **more,
    )  # fmt: skip
    await post(one.connection, one.at, [draft])


def done_of(asked: Sequence[Request]) -> tuple[tuple[Right, Outcome], ...]:
    """Return the rights that are answered, and how."""
    return tuple((one.right, one.outcome) for one in asked if one.outcome and not one.is_open)


def pending_of(
    at: Desk, asked: Sequence[Request], *, without: Sequence[int] = ()
) -> tuple[Pending, ...]:
    """Return the open requests, each with the date of its answer; never one that is past."""
    return tuple(
        Pending(one.right, _why_open(at, one), max(one.due_on, _earliest(at, one)))
        for one in asked
        if one.is_open and one.id not in without
    )


def _why_open(at: Desk, one: Request) -> str:
    if one.due_on < at.today():
        return PendingText.late
    if one.question_on is not None and one.question_answered_on is None:
        return PendingText.waits_for_identity
    by_itself = one.right in COPIES and runs_by_itself(at, one.right)
    return PendingText.copy_being_made if by_itself else PendingText.by_person


def _earliest(at: Desk, one: Request) -> date:
    return at.today() + _LATER if one.due_on < at.today() else one.due_on


async def settle(one: About, requests: Sequence[Request], outcome: Outcome) -> None:
    """Note the outcome of requests; what is left of the case dates it."""
    ids = [request.id for request in requests]
    await case_requests.settle_requests(one.connection, ids, outcome)
    # What is settled by a decision or a reply is asked of nobody any more.
    cancelled = await manual_tasks.cancel_of_requests(one.connection, ids, one.at.now())
    entries = [
        Entry(task.case_id, "task_cancelled", {"system": task.system, "deed": task.deed})
        for task in cancelled
    ]
    await note(one.connection, entries, one.at.now())
