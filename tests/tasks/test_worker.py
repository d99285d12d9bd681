"""Who works: a worker's death shows at once, and nobody judges another place's workers."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.worker import Worker

WORKING = """
import sys, time
from pathlib import Path
from tasks.worker import Worker
worker = Worker(Path(sys.argv[1]))
print(worker.name, flush=True)
time.sleep(600)
"""
CHILD = """
import subprocess
print(subprocess.Popen(["sleep", "600"]).pid, flush=True)
"""
ROOT = Path(__file__).resolve().parents[2]


class Elsewhere:
    """A worker in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", WORKING, str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout
        self.name = self.process.stdout.readline().strip()

    def kill(self) -> None:
        """End it as a power cut would: it cannot clean up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def test_a_killed_worker_is_dead_at_once(tmp_path: Path) -> None:
    """While it lives it is never judged dead; the moment it is killed it is."""
    judge, worker = Worker(tmp_path), Elsewhere(tmp_path)
    try:
        assert not judge.is_dead(worker.name)
    finally:
        worker.kill()
    assert judge.is_dead(worker.name)
    assert judge.is_dead(worker.name)
    judge.close()


def test_a_worker_that_has_ended_is_dead(tmp_path: Path) -> None:
    """Whoever lets go properly leaves nothing behind."""
    judge, worker = Worker(tmp_path), Worker(tmp_path)
    assert not judge.is_dead(worker.name)
    worker.close()
    assert judge.is_dead(worker.name)
    judge.close()
    assert [path.name for path in tmp_path.iterdir()] == ["id"]


def test_another_folders_workers_are_never_judged(tmp_path: Path) -> None:
    """Locks of another folder, perhaps on another machine, cannot be seen from here."""
    judge, worker = Worker(tmp_path / "here"), Elsewhere(tmp_path / "there")
    worker.kill()
    assert not judge.is_dead(worker.name)
    judge.close()


def test_nobody_judges_itself(tmp_path: Path) -> None:
    """Who asks is alive."""
    worker = Worker(tmp_path)
    assert not worker.is_dead(worker.name)
    worker.close()


@pytest.mark.parametrize("token", ["", "../id", "*", "a/b", "."])
def test_an_owner_that_is_no_name_touches_no_file(tmp_path: Path, token: str) -> None:
    """A name from the database never becomes a path out of the folder."""
    judge = Worker(tmp_path)
    place = judge.name.partition(":")[0]
    before = sorted(tmp_path.iterdir())
    assert not judge.is_dead(f"{place}:{token}")
    assert not judge.is_dead(token)
    assert sorted(tmp_path.iterdir()) == before
    judge.close()


def test_workers_of_one_folder_share_its_name_and_nothing_else(tmp_path: Path) -> None:
    """The first half says where, the second who."""
    one, other = Worker(tmp_path), Elsewhere(tmp_path)
    other.kill()
    assert one.name.partition(":")[0] == other.name.partition(":")[0]
    assert one.name != other.name
    one.close()


def test_a_child_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    """A program that a dead worker had started, and that lives on, holds no lock for it."""
    code = WORKING.replace("time.sleep", f"{CHILD}\ntime.sleep")
    judge = Worker(tmp_path)
    command = [sys.executable, "-c", code, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout
    name, child = (process.stdout.readline().strip() for _ in range(2))
    process.kill()
    process.wait()
    process.stdout.close()
    try:
        assert judge.is_dead(name)
    finally:
        subprocess.run(["kill", child], check=True)
        judge.close()
