"""The units of systemd are such that systemd takes them, and call what there is."""

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app

UNITS = sorted(Path(__file__).parents[2].joinpath("deployments", "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
OURS = [unit for unit in SERVICES if "bin/rightsflow" in unit.read_text(encoding="utf-8")]
PROGRAM = re.compile(r"/srv/rightsflow/\.venv/bin/\w+")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_each_unit(
    unit: Path, tmp_path: Path, require_server: Callable[[str, bool], None]
) -> None:
    """As it is on a machine where the command is installed."""
    require_server("systemd-analyze", shutil.which("systemd-analyze") is not None)
    for one in UNITS:
        text = PROGRAM.sub("/bin/true", one.read_text(encoding="utf-8"))
        (tmp_path / one.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "rightsflow" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
def test_each_service_calls_a_command_that_there_is(unit: Path) -> None:
    """With options that it takes; and whatever it makes is its owner's alone."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    setattr(read, "optionxform", str)  # noqa: B010 - as the module says it, past its types
    read.read(unit)
    service = read["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program.endswith("/rightsflow")
    told = CliRunner().invoke(app, [words[0], "--help"])
    assert told.exit_code == 0
    assert all(word in told.output for word in words if word.startswith("--"))
    assert "RIGHTSFLOW_CONFIG=" in service["Environment"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_service_makes_is_its_owners_alone(unit: Path) -> None:
    """Prefect's server, too, keeps logs and secrets of its own."""
    assert "UMask=0077" in unit.read_text(encoding="utf-8").splitlines()
