"""Runs the real command with its clock moved ahead.

Started as: python -m tests.acceptance.moved SECONDS run --config DIR. Nothing in the product
knows of it: whatever opens a desk is given another clock.
"""

import functools
import sys
from datetime import timedelta

from deployments.cli import main
from tasks import wiring
from tests.acceptance.clock import Clock


def move(ahead: timedelta) -> None:
    """Let every desk of this process go by a clock that is so far ahead."""
    wiring.open_desk = functools.partial(wiring.open_desk, clock=Clock(ahead))


if __name__ == "__main__":
    move(timedelta(seconds=float(sys.argv.pop(1))))
    main()
