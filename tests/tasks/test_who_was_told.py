"""Every recipient has a notice or a reason, and the letter to the person can say which."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from rightsflow.law.notice import LeftOut, NoticeState, RecipientRole, origins_of
from rightsflow.letters.rights import NoticeTold, ToldRecipient
from rightsflow.register import notices
from rightsflow.register.deed_tables import notice
from rightsflow.register.notices import Notice
from rightsflow.register.tables import letter
from tasks.noticepost import LEFT_OUT, body_of, seal_body
from tasks.notices import Told, WhyByPerson
from tasks.person import person_within
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.notices_kit import (
    ALFA,
    TODAY_ON,
    WHY,
    ZANETA_KNOWN,
    named,
    of_case,
    tell,
    told,
)
from tests.tasks.written import ERASURE

NOBODY = ""
"""The name of a recipient that the log does not name."""


@dataclass(frozen=True)
class Course:
    """A recipient, and what becomes of its notice, state by state; `reason` where left out."""

    one: Told
    states: tuple[NoticeState, ...]
    reason: LeftOut


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Give any recipient, reachable or not, and any way that the table of moves allows."""
    one = told(
        draw(st.sampled_from([NOBODY, "Alfa Sowa", "Beta Puszczyk", "Dąb"])),
        draw(st.sampled_from([None, ALFA, ZANETA.email, "rodo@example.com"])),
        draw(st.sampled_from(RecipientRole)),
        draw(st.sampled_from(["pl", "en"])),
        draw(st.sampled_from([ZANETA_KNOWN, ZANETA_KNOWN[2:], ()])),
    )
    at, states = NoticeState.queued, list[NoticeState]()
    for _ in range(draw(st.integers(0, 4))):
        ways = [to for to in NoticeState if at in origins_of(to)]
        if ways:
            at = draw(st.sampled_from(ways))
            states.append(at)
    return Course(one, tuple(states), draw(st.sampled_from(LeftOut)))


@pytest.fixture
async def asked(office: Office) -> Office:
    """Give an office in which an erasure was asked for."""
    await office.ask(ZANETA, ERASURE)
    return office


async def forget(office: Office) -> None:
    """Take all notices away again, so that each example begins anew."""
    async with office.desk.register.write() as connection:
        await connection.execute(delete(letter).where(letter.c.notice_id.is_not(None)))
        await connection.execute(delete(notice))


async def go(office: Office, one: Notice, course: Course) -> None:
    """Move a notice along its course, as answers, days and decisions do."""
    case = await office.case()
    async with office.desk.register.write() as connection:
        person = await person_within(connection, office.desk, case)
        for state in course.states:
            more: dict[str, Any] = {}
            if state is NoticeState.left_out:
                body = body_of(person, one) | {LEFT_OUT: WHY}
                more = {"reason": course.reason, "sealed_body": seal_body(person, body)}
            assert await notices.move(connection, one, state, office.clock(), **more)


def last(course: Course) -> NoticeState:
    """Return how a notice ends."""
    return course.states[-1] if course.states else NoticeState.queued


def is_told_truly(one: ToldRecipient, today: date) -> bool:
    """Say whether a recipient's line has what the law wants: a day that can be, or a reason."""
    match one.state:
        case NoticeTold.impossible | NoticeTold.disproportionate:
            return one.on is None and one.why == WHY
        case NoticeTold.to_be_told:
            return one.on is not None and one.on >= today and not one.why
        case _:
            return one.on is not None and one.on <= today and not one.why


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(several=st.lists(courses(), max_size=4, unique_by=lambda course: course.one.recipient.key),
       late_days=st.sampled_from([0, 30]))  # fmt: skip
async def test_every_recipient_has_a_notice_or_a_recorded_reason(
    asked: Office, several: list[Course], late_days: int
) -> None:
    """Whoever cannot be written to has a reason in the journal; whoever is left out, in words."""
    asked.clock.move_to(TODAY_ON, 8)
    await forget(asked)
    by_person = await tell(asked, *(course.one for course in several))
    made = await of_case(asked)
    assert len(made) == len(several)
    for one, course in zip(made, several, strict=True):
        await go(asked, one, course)
    asked.clock.move_to(TODAY_ON + timedelta(days=late_days), 8)
    found = await named(asked)
    assert {one.name for one in found} == {course.one.recipient.name for course in several}
    assert [one for one in found if not is_told_truly(one, asked.desk.today())] == []
    left = {(c.one.recipient.name, c.reason.value) for c in several if last(c) == "left_out"}
    assert {(one.name, one.state.value) for one in found if one.why} == left
    noted = {row.detail["notice"]: row.detail["why"] for row in await asked.events()
             if row.event == "notice_by_person"}  # fmt: skip
    assert [noted[f"N-{one.notice_id}"] for one in by_person] == [one.why for one in by_person]
    assert set(noted.values()) <= set(WhyByPerson)
