"""The pool of child processes: order, deaths, time-outs, and no orphans."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rightsflow.confined.worker import ChildDied
from rightsflow.mail.reading.model import Kind, PersonReason
from rightsflow.mail.reading.pool import ReadingPool
from rightsflow.mail.reading.read import read_message
from rightsflow.mime import limits

GONE_S = 20.0


def letter(number: int) -> bytes:
    """Return a small request that can be told from others."""
    return f"From: a{number}@example.com\nSubject: s\n\nPlease delete my data.\n".encode()


def is_running(pid: int) -> bool:
    """Say whether the process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def environment_of(pid: int) -> bytes:
    """Return the environment that the process was started with."""
    return Path(f"/proc/{pid}/environ").read_bytes()


def are_gone(pids: tuple[int, ...]) -> bool:
    """Wait until none of the processes runs; say whether it came to that."""
    deadline = time.monotonic() + GONE_S
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(is_running, pids))


async def test_readings_come_in_the_order_of_the_messages() -> None:
    """What a child answers is what `read_message` returns, each at its place."""
    raws = [letter(number) for number in range(40)]
    async with ReadingPool(2) as pool:
        readings = await pool.read_many(raws)

    assert [read_message(raw) for raw in raws] == readings


async def test_settings_reach_the_children() -> None:
    """Region and own addresses change what is read."""
    raw = b"From: iod@example.org\n\nPlease delete my data. Phone 030 23125 014\n"
    async with ReadingPool(1, region="DE", own_addresses=["IOD@example.org"]) as pool:
        (reading,) = await pool.read_many([raw])

    assert read_message(raw, region="DE", own_addresses=["iod@example.org"]) == reading
    assert "own_address" in reading.why_not_auto


async def test_nothing_to_read_is_nothing_read() -> None:
    """An empty batch is a batch."""
    async with ReadingPool(1) as pool:
        assert await pool.read_many([]) == []


async def test_a_killed_child_is_replaced_and_its_message_read_again() -> None:
    """A death costs nobody their letter."""
    async with ReadingPool(1) as pool:
        os.kill(pool.pids[0], signal.SIGKILL)
        readings = await pool.read_many([letter(1), letter(2)])

    assert [Kind.request, Kind.request] == [reading.kind for reading in readings]


async def test_a_message_that_takes_too_long_is_a_persons_work_and_harms_no_other() -> None:
    """The watchdog ends the child; only the message in hand is given up."""
    async with ReadingPool(1, message_s=3.0) as pool:
        os.kill(pool.pids[0], signal.SIGSTOP)
        stuck, well = await pool.read_many([letter(1), letter(2)])

    assert (Kind.unreadable, (PersonReason.parser_died,)) == (stuck.kind, stuck.needs_person)
    assert stuck.sender == "a1@example.com"
    assert Kind.request == well.kind


async def test_a_message_that_is_too_large_is_named_by_its_header() -> None:
    """A person is told who wrote, though nobody could read what."""
    raw = letter(7) + b"x" * limits.MESSAGE_BYTES
    async with ReadingPool(1) as pool:
        (reading,) = await pool.read_many([raw])

    assert (PersonReason.message_too_large,) == reading.needs_person
    assert reading.sender == "a7@example.com"


async def test_leaving_the_pool_ends_its_children() -> None:
    """No process outlives its use."""
    async with ReadingPool(2) as pool:
        pids = pool.pids

    assert len(pids) == 2
    assert are_gone(pids)


async def test_children_end_when_their_parent_is_killed() -> None:
    """Kill -9 leaves no orphans: the children see the end of their input."""
    code = (
        "import sys, time\n"
        "from rightsflow.mail.reading.pool import ReadingPool\n"
        "pool = ReadingPool(2)\npool.open()\n"
        "sys.stdout.write(' '.join(map(str, pool.pids)) + '\\n')\nsys.stdout.flush()\n"
        "time.sleep(600)\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    pids = tuple(map(int, (await parent.stdout.readline()).split()))
    before = list(map(is_running, pids))
    parent.kill()
    await parent.communicate()

    assert before == [True, True]
    assert are_gone(pids)


async def test_a_child_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys may stand in the environment; children of strangers' mail must not see them."""
    monkeypatch.setenv("RIGHTSFLOW_TEST_SECRET", "hush")
    async with ReadingPool(1) as pool:
        environment = environment_of(pool.pids[0])

    assert b"hush" not in environment


async def test_a_child_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that cannot read must not seem ready."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    pool = ReadingPool(1)

    with pytest.raises(ChildDied):
        pool.open()
    pool.close()


def test_reading_loads_neither_orchestrator_nor_register() -> None:
    """A child loads what it needs to read, so that it starts quickly and holds little."""
    code = (
        "import sys, rightsflow.mail.reading.child\n"
        "heavy = {'prefect', 'sqlalchemy', 'pydantic', 'reportlab', 'cryptography'}\n"
        "sys.exit(len(heavy & set(sys.modules)))\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
    )
