"""`rightsflow deadline`: when an answer is due, and every step of the reckoning."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rich.console import Group
from rich.table import Table
from rich.text import Text

from deployments.options import DAY_FIRST
from deployments.terminal import OUT
from rightsflow.errors import Misconfigured
from rightsflow.law.deadline import knows
from rightsflow.law.prolonging import MOST_FURTHER_MONTHS, ExtensionNotice, IdentityQuestion
from rightsflow.law.reckoning import Deadline, reckon
from rightsflow.law.steps import weekday_and_date


def reckoned(
    received_at: str,
    *,
    notice: str | None,
    months: int | None,
    asked_on: date | None,
    answered_on: date | None,
    country: str,
    timezone: str,
) -> Deadline:
    """Return the deadline; raises Misconfigured for what cannot be reckoned with."""
    zone = _zone(timezone)
    if not knows(country):
        problem = f"No country whose holidays are known: {country}. Give a code such as PL."
        raise Misconfigured(problem)
    received = _moment("RECEIVED_AT", received_at)
    extension, question = _extension(notice, months), _question(asked_on, answered_on)
    try:
        return reckon(received, zone, country, extension=extension, question=question)
    except ValueError as error:
        problem = f"This cannot be reckoned: {error}."
        raise Misconfigured(problem) from None


def show_deadline(deadline: Deadline, *, as_json: bool) -> None:
    """Print a deadline."""
    if as_json:
        OUT.print(json.dumps(_plain(deadline), indent=2, ensure_ascii=False), markup=False)
        return
    OUT.print(_summary(deadline))
    OUT.print()
    OUT.print(_steps(deadline))


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        problem = f"No such time zone: {name}. Give a name such as Europe/Warsaw."
        raise Misconfigured(problem)
    return ZoneInfo(name)


def _moment(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        first = "The year comes first. " if DAY_FIRST.match(text) else ""
        problem = f"{name} is no time: {text}. {first}Write it like 2026-08-31T09:00:00+02:00."
        raise Misconfigured(problem) from None
    if moment.utcoffset() is None:
        problem = f"{name} has no offset: {text}. Add one, as in 2026-08-31T09:00:00+02:00."
        raise Misconfigured(problem)
    return moment


def _extension(notice: str | None, months: int | None) -> ExtensionNotice | None:
    if notice is None:
        if months is not None:
            problem = "--extension-months needs --extension-notice: no notice, no extension."
            raise Misconfigured(problem)
        return None
    wanted = MOST_FURTHER_MONTHS if months is None else months
    return ExtensionNotice(_moment("--extension-notice", notice), wanted)


def _question(asked_on: date | None, answered_on: date | None) -> IdentityQuestion | None:
    if asked_on is None:
        if answered_on is not None:
            problem = "--answered-on needs --asked-on: the pause runs from question to answer."
            raise Misconfigured(problem)
        return None
    return IdentityQuestion(asked_on, answered_on)


def _plain(deadline: Deadline) -> dict[str, Any]:
    return {
        "received_on": deadline.received_on.isoformat(),
        "first_due_on": deadline.first_due_on.isoformat(),
        "due_on": deadline.due_on.isoformat(),
        "unsuspended_due_on": deadline.unsuspended_due_on.isoformat(),
        "due_until": deadline.due_until.isoformat(),
        "extended": deadline.extended,
        "suspended_days": deadline.suspended_days,
        "steps": [
            {"rule": s.rule, "article": s.article, "on": s.on.isoformat(), "text": s.text}
            for s in deadline.steps
        ],
    }


def _summary(deadline: Deadline) -> Table:
    table = Table("what", "when", box=None, pad_edge=False, show_header=False)
    table.add_row("received on", weekday_and_date(deadline.received_on))
    table.add_row("first due on", weekday_and_date(deadline.first_due_on))
    table.add_row("due without the pause", weekday_and_date(deadline.unsuspended_due_on))
    table.add_row("due on", weekday_and_date(deadline.due_on), style="bold")
    table.add_row("in time if sent", f"before {deadline.due_until:%Y-%m-%d %H:%M}")
    table.add_row("extended", "yes" if deadline.extended else "no")
    table.add_row("days of pause", str(deadline.suspended_days))
    return table


def _steps(deadline: Deadline) -> Table:
    table = Table("on", box=None, pad_edge=False)
    table.add_column("step, rule and article", overflow="fold")  # a date is never cut off
    for one in deadline.steps:
        source = Text(f"{one.rule}: {one.article}", style="dim")
        table.add_row(weekday_and_date(one.on), Group(one.text, source))
    return table
