"""A finding: what is unsafe, why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from deployments.login import Server
from rightsflow.datamap.model import SystemMap
from rightsflow.settings import Settings


class Grade(StrEnum):
    """`serious`: to be put right before it runs on. `advice`: known, and better otherwise."""

    serious = "serious"
    advice = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is unsafe (one code for each kind), at which place, why, and the remedy."""

    code: str
    grade: Grade
    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Prefect:
    """A Prefect server as it was found: its own settings, and whether it lets anybody in.

    `settings` None: it does not answer, or not us.
    """

    server: Server
    settings: Mapping[str, Any] | None = field(repr=False, default=None)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is looked at; gathered before, so that each check is a plain function."""

    folder: Path
    settings: Settings
    systems: Mapping[str, SystemMap]
    environ: Mapping[str, str] = field(repr=False)
    today_on: date
    python: tuple[int, int]
    prefect: str
    is_root: bool = False
    found: Prefect | None = None
