"""Runs the real command with its clock moved ahead.

Started as: python -m tests.acceptance.moved SECONDS run --config DIR. Nothing in the product
knows of it: whatever opens a desk is given another clock.
"""

import functools
import sys
from datetime import timedelta

from deployments import cli
from tasks import wiring
from tests.acceptance.clock import Clock


def move(ahead: timedelta) -> None:
    """Let every desk of this process go by a clock that is so far ahead."""
    opened = wiring.open_desk
    moved = functools.partial(opened, clock=Clock(ahead))
    for module in [*sys.modules.values()]:
        if getattr(module, "open_desk", None) is opened:
            vars(module)["open_desk"] = moved


def main() -> None:
    """Take how far off the words, and run the command with the rest."""
    move(timedelta(seconds=float(sys.argv.pop(1))))
    cli.main()


if __name__ == "__main__":
    main()
