"""Handing a passphrase to the person by a channel of its own, as a plug-in.

The rule in `controller.yaml` (`copy.handover`) is `operator`, where a person reads it out on the
telephone, or the name of an entry point in the group `rightsflow.handover`: an SMS gateway, a
portal. The copy travels by mail; the passphrase never does.
"""

from importlib.metadata import entry_points
from typing import Protocol

from rightsflow.errors import Misconfigured
from rightsflow.law.subject import Identifier

GROUP = "rightsflow.handover"
OPERATOR = "operator"


class Handover(Protocol):
    """A second channel. It is called once the copy was accepted by the receiving server."""

    async def hand_over(
        self, case_number: str, passphrase: str, on_file: tuple[Identifier, ...]
    ) -> None:
        """Bring the passphrase to the person, at an identifier that is on file.

        Raises `TryAgain` or `NeedsPerson` if that is not possible: a person does it then.
        """


def load_handover(name: str) -> Handover | None:
    """Return the channel of this name, None for `operator`.

    Raises `Misconfigured` if no such plug-in is installed, or if it cannot be loaded.
    """
    if name == OPERATOR:
        return None
    found = list(entry_points(group=GROUP, name=name))
    if len(found) != 1:
        problem = (
            f"copy.handover names {name}, which is not installed. Install its package, or write "
            f"{OPERATOR}: a person hands the passphrase over by telephone."
        )
        raise Misconfigured(problem)
    try:
        channel: Handover = found[0].load()()
    except (ImportError, AttributeError, TypeError) as error:
        problem = f"The handover {name} cannot be loaded ({type(error).__name__})."
        raise Misconfigured(problem) from None
    return channel
