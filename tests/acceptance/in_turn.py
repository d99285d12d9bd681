"""Hands in several decisions in one process, one after the other, each by its own clock.

Started as: python -m tests.acceptance.in_turn FOLDER SECRET, with a JSON list of `[seconds ahead,
form]` on standard input. It prints what became of them. Each code is read off when its form is
handed in, as a person does. A start of the command takes seconds; the form and the flow behind it
are the same.
"""

import asyncio
import functools
import json
import sys
from datetime import timedelta
from pathlib import Path

from deployments.embedded import prefect_for
from rightsflow.register.approvers import code_at
from tasks import wiring
from tests.acceptance.clock import Clock

open_desk = wiring.open_desk


def main() -> None:
    """Decide all."""
    with prefect_for(Path(sys.argv[1])):
        # Loaded here: Prefect takes its settings when it is loaded.
        from flows.decide import decide  # noqa: PLC0415

        results = []
        for ahead, form in json.loads(sys.stdin.read()):
            clock = Clock(timedelta(seconds=ahead))
            wiring.open_desk = functools.partial(open_desk, clock=clock)
            code = code_at(sys.argv[2], clock())
            results.append(asyncio.run(decide(**form, code=code)))
    sys.stdout.write(json.dumps(results))


if __name__ == "__main__":
    main()
