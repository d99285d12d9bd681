"""YAML files of an instance, read and written as fast as there is: every office has some."""

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def read(path: Path) -> dict[str, Any]:
    """Return what a file holds."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a SafeLoader
    return loaded


def write(path: Path, content: object) -> None:
    """Write a file."""
    path.write_text(yaml.dump(content, Dumper=_DUMPER, allow_unicode=True), encoding="utf-8")
