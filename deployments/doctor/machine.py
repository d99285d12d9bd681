"""The machine: versions that get no repairs any more, and who is told of trouble."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from deployments.doctor.finding import Facts, Finding, Grade

PYTHON_ENDS: Final = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
"""Until when a Python gets security releases (the release schedules: PEP 664, 693, 719, 745)."""

OLDEST_PREFECT: Final = (3, 8, 8)
"""Before it, parts of the events could be read without the login."""


def versions(facts: Facts) -> Iterator[Finding]:
    """Find a Python without repairs, and a Prefect older than what was tested."""
    ends = PYTHON_ENDS.get(facts.python)
    if facts.python < min(PYTHON_ENDS) or (ends and facts.today_on > ends):
        yield Finding(
            "old-python",
            Grade.serious,
            f"Python {'.'.join(map(str, facts.python))} gets no repairs any more.",
            "Faults that everybody knows stay open.",
            "Install a newer Python, and the environment anew.",
        )
    if _numbers(facts.prefect) < OLDEST_PREFECT:
        yield Finding(
            "old-prefect",
            Grade.serious,
            f"Prefect {facts.prefect} is older than what Rightsflow was tested with.",
            "Its login does not cover all of it.",
            f"pip install 'prefect>={'.'.join(map(str, OLDEST_PREFECT))},<4'",
        )


def people(facts: Facts) -> Iterator[Finding]:
    """Find that nobody in particular is told of trouble, and that everything runs as root."""
    if facts.settings.operator.email is None:
        yield Finding(
            "no-operator",
            Grade.advice,
            "No operator is named.",
            "Mails about failed and late runs go to the data protection officer.",
            "Set operator.email in controller.yaml.",
        )
    if facts.is_root:
        yield Finding(
            "as-root",
            Grade.advice,
            "This runs as root.",
            "A fault in any part of it is a fault of the whole machine.",
            "Give it a user of its own (docs/how-to/first-instance.md).",
        )


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.partition("+")[0].split(".")[:3]
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in parts)
