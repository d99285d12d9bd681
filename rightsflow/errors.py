"""Errors, sorted by what happens next.

| raised | what happens next |
|---|---|
| `TryAgain` | the work item is tried again later, by schedule |
| `NeedsPerson` | a hold is opened: a person decides, the clock runs on |
| `Misconfigured` | the start stops: an operator corrects a file |

The docstring of an error is its default message. No message holds personal data: only case
numbers, system names, field names and counts.
"""

from dataclasses import dataclass


class RightsflowError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__ or type(self).__name__)


class TryAgain(RightsflowError):  # noqa: N818 - named by what happens next
    """A system did not answer now; it is asked again later.

    `wait_s`: seconds that the system told us to stay away, 0 if it told none.
    """

    def __init__(self, message: str = "", *, wait_s: float = 0) -> None:
        super().__init__(message or (type(self).__doc__ or "").partition("\n")[0])
        self.wait_s = wait_s


class NeedsPerson(RightsflowError):  # noqa: N818 - named by what happens next
    """A person has to decide before this goes on."""


class Misconfigured(RightsflowError):  # noqa: N818 - named by what happens next
    """A setting or a data map is wrong; correct it and start again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file of the instance.

    `line` counts from 1, or is 0 where no line is to blame; `field` is a dotted path.
    """

    file: str
    line: int
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return one line: file, line, field, problem, remedy."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        field = f" {self.field}:" if self.field else ""
        return f"{place}:{field} {self.problem}. {self.remedy}"


class Faulty(Misconfigured):
    """Files of the instance are wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class WrongKey(Misconfigured):
    """The master key is missing or is not the key of this register."""


class Damaged(NeedsPerson):
    """Stored data was cut, swapped or changed, and is not used."""
