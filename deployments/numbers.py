"""Case numbers as people type them, and what is said where no case has one."""

from rightsflow.errors import Misconfigured
from rightsflow.register.case_number import as_number, is_number


def no_such_case(number: str) -> Misconfigured:
    """Return the error that says so; a text that is no number, perhaps a name, is not repeated."""
    where = "See: rightsflow case list --all"
    if is_number(number):
        return Misconfigured(f"No such case: {as_number(number)}. {where}")
    return Misconfigured(f"That is no case number: one looks like RF-2026-000007. {where}")
