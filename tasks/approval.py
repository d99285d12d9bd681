"""By when an approver's answer is wanted."""

from datetime import date, timedelta

from tasks.desk import Desk


def approver_answers_by(at: Desk, due_on: date) -> date:
    """Return the last day for an approver: some days from now, before silence has its effect."""
    policy = at.settings.decisions
    wanted = at.today() + timedelta(days=policy.answer_within_days)
    latest = due_on - timedelta(days=policy.silence_days_before + 1)
    return max(min(wanted, latest), at.today())
