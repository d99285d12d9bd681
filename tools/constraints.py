"""Write constraints.txt: the exact set of packages that the suite is tested with.

Every package of the runtime and of all extras, with those that they need in turn, as
`name==version`. No address, no hash, no editable line (docs/decisions/0004). Pins that
still fit are kept, unless --upgrade asks for the newest of everything.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEADER = """\
# The exact set that the suite is tested with: runtime and all extras.
# Written by `make constraints`; why there are no addresses: docs/decisions/0004.
"""
OWN_NAME = "rightsflow"
# Some packages are needed by some releases of Python only; 3.11.2 is Debian 12's.
PYTHONS = ("3.11.2", "3.12.0", "3.13.0", "3.14.0")


def versions(report: dict[str, Any]) -> dict[str, str]:
    """Read the versions by canonical name out of a pip installation report (its format 1)."""
    found = [item["metadata"] for item in report["install"]]
    return {canonicalize_name(package["name"]): package["version"] for package in found}


def pins(report: dict[str, Any]) -> list[str]:
    """List the sorted `name==version` lines of a report, without the project itself."""
    return [
        f"{name}=={version}"
        for name, version in sorted(versions(report).items())
        if name != OWN_NAME
    ]


def needed_elsewhere(report: dict[str, Any]) -> Iterator[str]:
    """Yield what the packages of a report need with another Python and the report lacks."""
    present = versions(report)
    for item in report["install"]:
        extras = ["", *item.get("requested_extras", [])]
        for requirement in map(Requirement, item["metadata"].get("requires_dist", [])):
            marker = requirement.marker
            if marker is None or canonicalize_name(requirement.name) in present:
                continue
            for python in PYTHONS:
                release = {
                    "python_full_version": python,
                    "python_version": python.rpartition(".")[0],
                }
                if any(marker.evaluate({**release, "extra": extra}) for extra in extras):
                    yield f"{requirement.name}{requirement.specifier}"


def resolve(root: Path, kept: Path | None, more: Collection[str]) -> dict[str, Any]:
    """Ask pip what a fresh environment would get for the project at `root` and `more`.

    Raises `subprocess.CalledProcessError` if there is no such set.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # -qq: pip's warnings would name addresses; its errors are still shown.
        command = [sys.executable, "-m", "pip", "install", "-qq", "--dry-run"]
        command += ["--ignore-installed", "--report", str(report), f"{root}[dev]", *more]
        command += ["--constraint", str(kept)] if kept else []
        subprocess.run(command, check=True)
        return dict(json.loads(report.read_text()))


def main() -> None:
    """Write constraints.txt beside pyproject.toml."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    upgrade = parser.parse_args().upgrade
    root = Path(__file__).resolve().parent.parent
    target = root / "constraints.txt"
    kept = target if target.exists() and not upgrade else None

    report = resolve(root, kept, ())
    if more := sorted(set(needed_elsewhere(report))):
        report = resolve(root, kept, more)
    target.write_text(HEADER + "\n".join(pins(report)) + "\n")


if __name__ == "__main__":
    main()
