"""An office whose people decide: approvers with codes, a clock to move, letters to read.

Everything is the product's own but three things: the clock, and the processes in which mail is
read and copies are made, whose work is done here.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Self

import pytest

from deployments.examples.maildir import drop_into
from rightsflow.copy.assemble import CopyJob, CopyMade, assemble
from rightsflow.copy.portable import PortableJob, PortableMade, export
from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Right
from rightsflow.mail.reading.attachments import attachment_in, titles_in, without
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.reading.read import read_message
from rightsflow.register import approvers, decisions
from rightsflow.register.approvers import Approver, code_at, new_secret
from tasks.answer import answer
from tasks.arrivals import take_in
from tasks.assemble import assemble as assemble_copies
from tasks.deciding import Became, decide
from tasks.desk import CURRENT, Desk
from tasks.digest import write_digest
from tasks.form import Form
from tasks.gather import gather
from tasks.id_scans_over import delete_scans
from tasks.identify import identify
from tasks.kit import SafeError
from tasks.locate import locate
from tasks.notaccepted import NotAccepted, Why
from tasks.noticewatch import notices_overdue, remind_recipients
from tasks.overdue import tell_overdue
from tasks.proposals import propose_extensions
from tasks.reminders import remind
from tasks.send import send
from tasks.silence import act_in_silence
from tasks.statements import keep_texts
from tasks.taskwatch import escalate_tasks, remind_people
from tasks.wanted import tell_approvers
from tasks.wiring import open_desk
from tests.acceptance import yamls
from tests.acceptance.people import EVERYONE, Person
from tests.acceptance.small_office import OFFICE_ADDRESS, open_small_office
from tests.tasks.office_seen import MovableClock, SeenOffice
from tests.tasks.written import EVIDENCE, LEAD, OFFICER, REASON, letter

_HOURLY = (
    delete_scans, propose_extensions, remind, remind_recipients, notices_overdue, remind_people,
    escalate_tasks, act_in_silence, tell_overdue, write_digest,
)  # fmt: skip
"""What is done every hour, as in `flows.watch`."""


class _Here:
    """Does in this process what the product does in processes of its own, and notes the jobs."""

    def __init__(self) -> None:
        self.jobs: list[CopyJob | PortableJob] = []

    async def get(self) -> Self:
        return self

    async def read_many(self, raws: Sequence[bytes]) -> list[Reading]:
        return [read_message(raw, own_addresses=(OFFICE_ADDRESS,)) for raw in raws]

    async def titles(self, raw: bytes) -> list[str]:
        return titles_in(raw)

    async def attachment(self, raw: bytes, number: int) -> bytes:
        return attachment_in(raw, number)

    async def without(self, raw: bytes, notes: Mapping[int, str]) -> bytes:
        return without(raw, notes)

    async def assemble(self, job: CopyJob) -> CopyMade:
        self.jobs.append(job)
        return assemble(job)

    async def export(self, job: PortableJob) -> PortableMade:
        self.jobs.append(job)
        return export(job)


@dataclass(frozen=True, slots=True)
class _Mail:
    raw: bytes
    received_at: datetime


@dataclass(slots=True)
class Office(SeenOffice):
    """An opened instance with two approvers: `officer`, and `lead` who is none."""

    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    jobs: list[CopyJob | PortableJob] = field(default_factory=list, repr=False)

    async def add_approver(self, handle: str, address: str, *, officer: bool = False) -> None:
        """Let somebody decide."""
        self.secrets[handle] = new_secret()
        person = Approver(handle, officer, address, self.clock())
        async with self.desk.register.write() as connection:
            await approvers.add(connection, self.desk.keyring, person, self.secrets[handle])

    async def ask(self, person: Person | str, words: str, **more: Any) -> str:  # noqa: ANN401 - as `letter`
        """Take a request in, let it go as far as it goes, and return its case number."""
        await self.hear(letter(person, words, **more))
        return (await self.case()).number

    def deliver(self, *letters: EmailMessage, received_at: datetime | None = None) -> None:
        """Lay letters into the mailbox, and do nothing more."""
        mails = [_Mail(one.as_bytes(policy=SMTP), received_at or self.clock()) for one in letters]
        drop_into(self.desk.folder / "inbox", mails)

    async def hear(self, *letters: EmailMessage, received_at: datetime | None = None) -> None:
        """Take letters in, and let every case go as far as it goes."""
        self.deliver(*letters, received_at=received_at)
        with working_at(self.desk):
            await take_in.fn()
        await self.work()

    async def work(self) -> None:
        """Move every case as far as it goes, tell the approvers, and send what is due."""
        at = self.desk
        with working_at(at):
            while True:
                done = sum([await locate.fn(system) for system in at.systems])
                done += await identify.fn()
                done += await self.further()
                done += sum([await gather.fn(system) for system in at.systems])
                done += await assemble_copies.fn() + await answer.fn()
                done += await tell_approvers.fn()
                await self.audit()
                done += await send.fn()
                if not done:
                    break

    async def further(self) -> int:
        """Do what other rights than access want; here there is nothing."""
        return 0

    async def watch(self) -> None:
        """Look after deadlines and people once, as it is done every hour."""
        with working_at(self.desk):
            for step in _HOURLY:
                await step.fn()
                await self.audit()
        await self.work()

    async def on(self, day: date, hour: int = 8) -> None:
        """Let it be a day, and watch."""
        self.clock.move_to(day, hour)
        await self.watch()

    async def write(self, texts: dict[TextKind, str], number: str = "", by: str = "lead") -> None:
        """Give texts for the next decision of a case, as `rightsflow say` does."""
        case = await self.case(number)
        async with self.desk.register.write() as connection:
            await keep_texts(connection, self.desk, case, texts, by)
        await self.work()

    def code(self, by: str) -> str:
        """Return the code that an approver's app shows a minute later."""
        self.clock.move(timedelta(minutes=1))
        return code_at(self.secrets[by], self.clock())

    async def form(
        self,
        decision: Decision,
        on: HoldKind,
        *,
        by: str = "officer",
        number: str = "",
        **fields: Any,  # noqa: ANN401 - fields of the form
    ) -> Form:
        """Return the form about an open hold, filled in as the newest mail about it says."""
        case, hold = await self.case(number), (await self.holds(number))[on]
        async with self.desk.register.read() as connection:
            shown = await decisions.shown(connection, hold)
        filled: dict[str, Any] = {
            "case_number": case.number,
            "hold": hold.ref,
            "shown": shown,
            "decision": decision,
            "approver": by,
            "code": self.code(by) if by in self.secrets else "000000",
            "handed_in_at": self.clock(),
        }
        return Form(**(filled | fields))

    async def judge(self, form: Form) -> bool:
        """Hand a form in, and do nothing more: what it queued has not left yet."""
        with working_at(self.desk):
            became: Became = await decide.fn(form)
        await self.audit()
        return became is Became.stands

    async def hand_in(self, form: Form) -> bool:
        """Hand a form in; let the case go on where it was accepted."""
        stands = await self.judge(form)
        await self.work()
        return stands

    async def decide(self, decision: Decision, on: HoldKind, **fields: Any) -> bool:  # noqa: ANN401 - as `form`
        """Decide on an open hold; return whether the decision stands."""
        return await self.hand_in(await self.form(decision, on, **fields))

    async def both_decide(self, decision: Decision, on: HoldKind, **fields: Any) -> None:  # noqa: ANN401 - as `form`
        """Let lead and officer decide the same."""
        assert not await self.decide(decision, on, by="lead", **fields)
        assert await self.decide(decision, on, by="officer", **fields)


@asynccontextmanager
async def open_office(
    folder: Path,
    *,
    kind: type[Office] | None = None,
    prepare: Callable[[Path], None] | None = None,
    **sections: Any,  # noqa: ANN401 - YAML
) -> AsyncIterator[Office]:
    """Open an office with an empty mailbox; `sections` of controller.yaml are put over its own.

    `prepare` is given the instance folder before it is opened. Only access runs by itself, unless
    `decisions` says what is done `by_hand`.
    """
    by_hand = [str(right) for right in Right if right is not Right.access]
    sections["decisions"] = {"by_hand": by_hand, **sections.get("decisions", {})}
    instance = open_small_office(folder, None).folder
    settings = instance / "controller.yaml"
    known = yamls.read(settings)
    yamls.write(settings, known | sections)
    for path in (instance / "inbox" / "new").iterdir():
        path.unlink()
    if prepare:
        prepare(instance)
    await _founded(instance)
    clock = MovableClock()
    async with open_desk(instance, clock=clock) as desk:
        here = _Here()
        office = (kind or Office)(replace(desk, readers=here, copiers=here), clock)  # type: ignore[arg-type]
        office.jobs = here.jobs
        await office.add_approver("officer", OFFICER, officer=True)
        await office.add_approver("lead", LEAD)
        yield office
        await office.audit()


_FOUNDED = ("master.key", "register.sqlite", "keys.sqlite")
_founding: dict[str, bytes] = {}


async def _founded(instance: Path) -> None:
    """Give an instance the empty register of the first one: every migration takes its time."""
    if not _founding:
        async with open_desk(instance):
            pass
        _founding.update({name: (instance / name).read_bytes() for name in _FOUNDED})
    for name, content in _founding.items():
        (instance / name).write_bytes(content)


@contextmanager
def working_at(desk: Desk) -> Iterator[None]:
    """Let the verbs work at this desk."""
    token = CURRENT.set(desk)
    try:
        yield
    finally:
        CURRENT.reset(token)


@contextmanager
def refused(why: Why) -> Iterator[None]:
    """Expect that a decision is not accepted, for this reason, in words that name nobody."""
    with pytest.raises(SafeError) as caught:
        yield
    said = str(caught.value)
    assert said.partition(" (")[0].startswith(str(NotAccepted(why)).partition(" (")[0])
    named = [text for person in EVERYONE for text in person.canaries if text in said]
    assert not named
    assert not re.search(r"@", said)
    assert REASON not in said
    assert EVIDENCE not in said
