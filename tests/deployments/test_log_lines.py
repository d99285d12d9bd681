"""With RIGHTSFLOW_LOG=json each line on standard error is one object, without details."""

import json
import os
import subprocess
import sys
from pathlib import Path

SAYS = """
import logging, sys
from pathlib import Path
from deployments.environment import enter

enter(Path(sys.argv[1]), "http://127.0.0.1:9/api", None)
import prefect
from prefect.logging.configuration import setup_logging

setup_logging()
log = logging.getLogger("rightsflow")
log.info("asked %s", "crm", extra={"flow_run_name": "fulfil: every case"})
try:
    raise ValueError("zaneta@example.com")
except ValueError:
    logging.getLogger("elsewhere").exception("not done")
log.debug("too small")
"""


def lines(folder: Path, **more: str) -> list[str]:
    """Return what a process says on standard error."""
    command = [sys.executable, "-c", SAYS, str(folder)]
    done = subprocess.run(
        command, env={**os.environ, **more}, capture_output=True, text=True, check=True
    )
    return done.stderr.splitlines()


def test_each_line_of_the_log_is_an_object(tmp_path: Path) -> None:
    """With time, level, logger and run; of an exception its type and nothing of its text."""
    said = [json.loads(line) for line in lines(tmp_path, RIGHTSFLOW_LOG="json")]
    assert [one["message"] for one in said] == ["asked crm", "not done (ValueError)"]
    assert said[0] | {"at": ""} == {
        "level": "INFO", "logger": "rightsflow", "message": "asked crm",
        "flow_run_name": "fulfil: every case", "task_run_name": None, "at": "",
    }  # fmt: skip
    assert "+00:00" in said[0]["at"]
    assert "zaneta" not in str(said)


def test_without_it_the_log_is_for_people(tmp_path: Path) -> None:
    """What is no warning stays in Prefect's pages."""
    said = "\n".join(lines(tmp_path))
    assert "asked crm" not in said
    assert "not done (ValueError)" in said
