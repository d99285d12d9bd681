"""The data map of an instance: `systems/*.yaml`, one file for each system."""

import re
from collections.abc import Iterator
from pathlib import Path

from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Fault, Faulty
from rightsflow.yamlfile import lines_of, read_yaml, texts_of

FOLDER = "systems"
"""The folder of an instance that holds its data map."""

_TODO = re.compile(r"TODO\b")
"""How a text of a draft begins that a person has yet to write."""


def load_systems(base: Path) -> dict[str, SystemMap]:
    """Read `systems/*.yaml` of the instance folder `base`, sorted by name of the system.

    Raises `Faulty` with every fault of every file at once, so that one round of corrections
    is enough.
    """
    files = sorted((base / FOLDER).glob("*.yaml"))
    faults = _none_read(base, files)
    systems: dict[str, SystemMap] = {}
    for file in files:
        try:
            if unfilled := [*_unfilled(file)]:
                faults += unfilled
                continue
            system = read_yaml(file, SystemMap, base=base)
        except Faulty as faulty:
            faults += faulty.faults
            continue
        faults += _misnamed(file, system)
        systems[system.system] = system
    if faults:
        raise Faulty(faults)
    return dict(sorted(systems.items()))


def _unfilled(file: Path) -> Iterator[Fault]:
    """Yield a fault for each text that a draft (`rightsflow map draft`) left to a person.

    Nothing else of the file is looked at before: what stands there is no answer to judge.
    """
    left = {path: text for path, text in texts_of(file).items() if _TODO.match(text)}
    lines = lines_of(file) if left else {}
    for path, text in left.items():
        wanted = text.removeprefix("TODO").lstrip(": ")
        problem = "a draft left this to a person, and nobody has decided it yet"
        remedy = f"Write in its place: {wanted}" if wanted else "Write an answer in its place"
        yield Fault(file.name, lines.get(path, 0), ".".join(map(str, path)), problem, remedy)


def _none_read(base: Path, files: list[Path]) -> list[Fault]:
    """Return a fault for each way in which a file could be overlooked."""
    unread = sorted(
        path
        for pattern in ("*.yml", "*.YAML", "*.YML")
        for path in (base / FOLDER).glob(pattern)
        if path not in files
    )
    faults = [
        Fault(path.name, 0, "", "would not be read", "Name it with the ending .yaml")
        for path in unread
    ]
    if not files:
        remedy = "Add one file for each system that may hold personal data"
        faults.append(Fault(f"{FOLDER}/", 0, "", "holds no data map", remedy))
    return faults


def _misnamed(file: Path, system: SystemMap) -> list[Fault]:
    """Return a fault if the file's name is not the system's.

    Two files can therefore never give one system twice.
    """
    if file.stem == system.system:
        return []
    line = lines_of(file).get(("system",), 0)
    problem = f"the file is named {file.name} but describes {system.system}"
    remedy = f"Rename the file to {system.system}.yaml or correct the name of the system"
    return [Fault(file.name, line, "system", problem, remedy)]
