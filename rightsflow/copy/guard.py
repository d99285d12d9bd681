"""What goes wrong while a copy is made, said without quoting what it is made from."""

from collections.abc import Callable
from typing import TypeVar

from rightsflow.copy.job import Job
from rightsflow.errors import NeedsPerson, RightsflowError, TryAgain

J = TypeVar("J", bound=Job)
M = TypeVar("M")


def guarded(job: J, make: Callable[[J], M]) -> M:
    """Return what is made of a job.

    Raises `Damaged` if the vault does not hold what was found, `TryAgain` if the disk does not
    take what is made, `NeedsPerson` if it cannot be made; no text of an error holds personal data.
    """
    try:
        return make(job)
    except RightsflowError:
        raise
    except OSError as error:
        problem = f"{job.case_number}: the vault cannot be used ({error.strerror})."
        raise TryAgain(problem) from None
    except Exception as error:  # noqa: BLE001 - its text may quote the data; its type may not
        problem = f"{job.case_number}: the copy cannot be made ({type(error).__name__})."
        raise NeedsPerson(problem) from None
