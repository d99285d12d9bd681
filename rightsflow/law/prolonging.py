"""What moves a due date: a notice of extension, and the pause of a question about identity.

| rule | source |
|---|---|
| up to two further months, three in all, counted from receipt | Article 12(3) GDPR |
| only if the notice went out before the end of the first month, moved on from days off | same |
| more than two further months cannot be had: two are given | same |
| a question about identity may stop the clock until it is answered | EDPB 01/2022 paragraph 159 |
| only if asked without undue delay: within three working days of receipt | same; three: ours |
| calendar days from question to answer are added before the end moves on from days off | ours |
| as long as nobody answers, nothing is added | ours |
| a pause does not prolong the time for the notice of extension | Article 12(3) GDPR |

"Ours" is the stricter reading where no source gives a formula.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rightsflow.law.deadline import received_on, working_days_later
from rightsflow.law.steps import Step, step, weekday_and_date

MOST_FURTHER_MONTHS = 2
ASK_WITHIN_WORKING_DAYS = 3


@dataclass(frozen=True, slots=True)
class ExtensionNotice:
    """A notice of extension: when it went out (aware), and the further months it wants."""

    sent_at: datetime
    months: int = MOST_FURTHER_MONTHS


@dataclass(frozen=True, slots=True)
class IdentityQuestion:
    """A question about identity: the days, in the controller's zone, of question and answer.

    `answered_on` is the day of the answer that was enough, None while there is none.
    """

    asked_on: date
    answered_on: date | None


def refuse_impossible(
    received_at: datetime,
    zone: ZoneInfo,
    extension: ExtensionNotice | None,
    question: IdentityQuestion | None,
) -> None:
    """Raise ValueError for naive times, and for what cannot have happened in this order."""
    day = received_on(received_at, zone)
    if extension is not None:
        sent_at = extension.sent_at
        _refuse(sent_at.utcoffset() is None, "a time of sending must have a zone")
        _refuse(_earlier(sent_at, received_at), "the notice of extension is older than the receipt")
        _refuse(extension.months < 1, "an extension has at least one further month")
    if question is not None:
        asked_on = question.asked_on
        _refuse(asked_on < day, "the question about identity is older than the receipt")
        answered_on = question.answered_on or asked_on
        _refuse(answered_on < asked_on, "the answer is older than the question about identity")


def granted_months(
    extension: ExtensionNotice, until: datetime, zone: ZoneInfo
) -> tuple[int, tuple[Step, ...]]:
    """Return the further months that a notice gives, 0 to 2, and the steps that say why.

    `until` is the aware, exclusive end of the first month, moved on from days off.
    """
    sent_at = extension.sent_at.astimezone(zone)
    sent_on, facts = sent_at.date(), {"at": sent_at.isoformat(), "until": until.isoformat()}
    if not _earlier(sent_at, until):
        return 0, (step("notice_too_late", sent_on, **facts),)
    in_time = step("notice_in_time", sent_on, **facts)
    if extension.months <= MOST_FURTHER_MONTHS:
        return extension.months, (in_time,)
    capped = step("two_months_at_most", sent_on, asked=str(extension.months))
    return MOST_FURTHER_MONTHS, (in_time, capped)


def granted_days(
    question: IdentityQuestion, received: date, end: date, country: str
) -> tuple[int | None, tuple[Step, ...]]:
    """Return the calendar days of a pause, and the steps that say why; None: there is none.

    `received` is the day of receipt, `end` the last day before any moving on from days off.
    """
    asked_on, answered_on = question.asked_on, question.answered_on
    last = working_days_later(received, ASK_WITHIN_WORKING_DAYS, country)
    if asked_on > last:
        return None, (step("question_too_late", asked_on, last=weekday_and_date(last)),)
    in_time = step("question_in_time", asked_on, last=weekday_and_date(last))
    if answered_on is None:
        return None, (in_time, step("question_unanswered", asked_on))
    days = (answered_on - asked_on).days
    facts = {
        "answered": weekday_and_date(answered_on),
        "days": f"{days} calendar {'day' if days == 1 else 'days'}",
        "end": weekday_and_date(end),
    }
    return days, (in_time, step("pause", end + timedelta(days=days), **facts))


def _refuse(wrong: bool, problem: str) -> None:  # noqa: FBT001 - the answer of a comparison
    if wrong:
        raise ValueError(problem)


def _earlier(one: datetime, other: datetime) -> bool:
    # Python compares two times of one zone by their clock faces, which lie when clocks go back.
    return one.astimezone(UTC) < other.astimezone(UTC)
