"""`rightsflow init`."""

from pathlib import Path

from deployments.examples.make import make_instance
from deployments.terminal import OUT

_NEXT = """Made [bold]{folder}[/bold].
Next:
  1. read [bold]controller.yaml[/bold] and the files in [bold]systems/[/bold]
  2. rightsflow check --config {folder}
  3. rightsflow run --config {folder}
Keep a copy of [bold]master.key[/bold] in a safe place: without it nothing can be read."""


def make(folder: Path, example: str) -> None:
    """Make an instance and say what comes next."""
    make_instance(folder, example)
    OUT.print(_NEXT.format(folder=folder), markup=True)
