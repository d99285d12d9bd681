"""A disk that runs full: mail waits in the mailbox, and what was begun is finished with room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import yamls
from tests.acceptance.outcome import letters_in
from tests.acceptance.small_office import SmallOffice, open_small_office
from tests.acceptance.strikes import let_time_pass
from tests.acceptance.whole import assert_whole

_DISK_MIB = 64
_LEFT_KIB = 1500
"""Room for the start and the first letters, not for seven cases and their copies."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a small disk of its own."""
    if os.geteuid():
        pytest.skip("only root can mount a disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK_MIB}m", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def office(disk: Path, prefect_url: str) -> SmallOffice:
    """Give an office on that disk, where letters wait; Prefect keeps its own data elsewhere."""
    return open_small_office(disk, prefect_url)


def fill(disk: Path, left_kib: int) -> Path:
    """Fill a disk but for so much, and return the file that does."""
    there = os.statvfs(disk)
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, there.f_bavail * there.f_frsize - (left_kib << 10))
    return ballast


def test_a_disk_that_runs_full_loses_nothing(disk: Path, office: SmallOffice) -> None:
    """Full in the middle of the work, it says so; with room again, the rest is done, once."""
    settings = office.folder / "controller.yaml"
    yamls.write(settings, yamls.read(settings) | {"alarms": {"free_mib": 1}})
    ballast = fill(disk, _LEFT_KIB)
    full = office.run()
    assert (full.returncode, "less than 1 MiB left" in full.stderr) == (75, True), full.stderr
    assert "Traceback" not in full.stderr

    ballast.unlink()
    let_time_pass(office)
    assert (done := office.run()).returncode == 0, done.stderr
    assert_whole(office, letters_in(office.folder / "outbox"))
