"""What a replay has still to ask, in a file: the register alone does not tell once it knows all."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_FILE = "restore.replay"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Systems that are to be asked about what was erased since a day."""

    since_on: date
    systems: frozenset[str]

    def each(self) -> list[tuple[str, date]]:
        """Return each system with the day, in order."""
        return [(system, self.since_on) for system in sorted(self.systems)]

    def joined(self, other: "Unfinished | None") -> "Unfinished":
        """Return what has to be asked for both."""
        if other is None:
            return self
        since_on = min(self.since_on, other.since_on)
        return Unfinished(since_on, self.systems | other.systems)


def noted(folder: Path) -> Unfinished | None:
    """Return what an earlier replay of this instance has left undone."""
    file = folder / "run" / _FILE
    if not file.exists():
        return None
    told = json.loads(file.read_text(encoding="utf-8"))
    return Unfinished(date.fromisoformat(told["since"]), frozenset(told["systems"]))


def note(folder: Path, left: Unfinished | None) -> None:
    """Note what is still to do, or that nothing is; the file is whole or as it was."""
    file = folder / "run" / _FILE
    file.parent.mkdir(exist_ok=True, mode=0o700)
    if left is None:
        file.unlink(missing_ok=True)
        return
    fresh = file.with_suffix(".new")
    told = {"since": left.since_on.isoformat(), "systems": sorted(left.systems)}
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(file)
