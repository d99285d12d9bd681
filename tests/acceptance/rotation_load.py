"""Makes and opens keys of an instance until it is told to stop: python -m ... FOLDER STOP-FILE.

Prints how many turns it took; an error ends it.
"""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from rightsflow.settings import read_settings
from tasks.wiring import open_register


async def load(folder: Path, stop: Path) -> int:
    """Make a key, and open all that were made, again and again."""
    made: dict[str, bytes] = {}
    async with AsyncExitStack() as stack:
        _, keyring = await open_register(folder, read_settings(folder), stack)
        turns = 0
        while not stop.exists():  # noqa: ASYNC240 - nothing else runs in this process
            scope = f"M-{os.getpid() % 1000:03d}{turns:06d}"
            await keyring.make([scope], datetime.now(UTC))
            made[scope] = await keyring.key(scope)
            keyring._open.clear()
            some = list(made)[-50:]
            assert await keyring.keys(some) == {one: made[one] for one in some}
            turns += 1
            await asyncio.sleep(0.02)
        return turns


if __name__ == "__main__":
    print(asyncio.run(load(Path(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201 - for the test
