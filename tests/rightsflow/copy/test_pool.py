"""The pool of processes: warm, replaceable, never outliving its parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rightsflow.copy.job import CopyJob
from rightsflow.copy.pool import CopyPool
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged, TryAgain
from tests.rightsflow.copy.company import job_for, of_nguyen
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.opened import report

PARENT = """
import asyncio
from rightsflow.copy.job import CopyJob
from rightsflow.copy.pool import CopyPool

async def main():
    async with CopyPool(2):
        print("ready", flush=True)
        await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_copies_are_made_in_other_processes(vault: Vault, keep: Keep) -> None:
    """Several at once; errors come back as what they are."""
    await keep(of_nguyen())
    async with CopyPool(2) as pool:
        made = await asyncio.gather(*(pool.assemble(job_for(vault, 5)) for _ in range(4)))
        with pytest.raises(Damaged):
            await pool.assemble(job_for(vault, 6))
    assert {one.records["crm.notes"] for one in made} == {2}
    assert "Zażółć" in report(vault)


async def test_a_dead_process_is_replaced(vault: Vault, keep: Keep) -> None:
    """A copy whose process died is tried again later; the pool works on."""
    await keep(of_nguyen())
    async with CopyPool(1) as pool:
        (child,) = children(os.getpid(), "spawn_main")
        os.kill(child, signal.SIGKILL)
        with pytest.raises(TryAgain):
            await until_noticed(pool, job_for(vault, 5))
        assert (await pool.assemble(job_for(vault, 5))).documents == 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_processes_die_with_their_parent(tmp_path: Path) -> None:
    """A parent killed without warning leaves nobody who holds keys."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        cwd=Path.cwd(),
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        orphans = list(children(parent.pid, "spawn_main"))
        assert len(orphans) == 2
        parent.kill()
    until = time.monotonic() + 20
    while any(alive(pid) for pid in orphans) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in orphans)


async def until_noticed(pool: CopyPool, job: CopyJob) -> None:
    """Make copies until one fails: a killed process may still take the first."""
    for _ in range(100):
        await pool.assemble(job)


def children(parent: int, word: str) -> Iterator[int]:
    """Yield the processes of a parent that have a word in their command line."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent and word.encode() in command:
            yield int(folder.name)


def alive(pid: int) -> bool:
    """Say whether a process runs; one that is only not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
