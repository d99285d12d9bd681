"""Packages that are installed beside Rightsflow: for real, or so that they look it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from rightsflow.connector import ConnectorKind
from rightsflow.plugins import GROUP, Offer, offers, opening
from tests.docs.pages import ROOT


def look_installed(folder: Path, name: str, entry: str, *, called: str = "") -> None:
    """Make a package `name` look installed in `folder` that offers a connector by `entry`."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {called or name}\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[rightsflow.connectors]\n{entry}\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Given(Offer):
    """A kind that a test made, offered as one of ours."""

    made: ConnectorKind

    def load(self) -> ConnectorKind:
        """Return it."""
        return self.made


def as_ours(monkeypatch: pytest.MonkeyPatch, **kinds: ConnectorKind) -> None:
    """Let systems be opened by kinds that a test made, as if they were our own."""
    given = [
        _Given(name, "rightsflow", "0", EntryPoint(name, "connectors.given:CONNECTOR", GROUP), kind)
        for name, kind in kinds.items()
    ]
    monkeypatch.setattr(opening, "offers", lambda: [*given, *offers()])


def install(package: Path, into: Path) -> Path:
    """Build the package in a copy of its folder, install it into `into`, return the copy.

    Nothing is fetched: neither what it needs nor a tool to build it.
    """
    copy = into.with_name(f"{into.name}-source")
    shutil.copytree(package, copy)
    command = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", "pip", *command, "--target", str(into), str(copy)], check=True
    )
    return copy


def run_beside(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in `folder`, where the package is installed beside this Rightsflow."""
    path = os.pathsep.join((str(installed), str(ROOT)))
    keep = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, *words], check=False, capture_output=True, text=True, cwd=folder,
        env=keep | {"PYTHONPATH": path},
    )  # fmt: skip


def run_its_tests(installed: Path, folder: Path) -> str:
    """Run the package's own tests in its own configuration and return the last line."""
    result = run_beside(installed, folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.splitlines()[-1]
