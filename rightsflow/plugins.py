"""Kinds of systems, found by entry point: another package may bring its own connector.

Only the kinds that a data map names are loaded: a connector holds credentials, and being
installed is not the same as being trusted.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from pydantic import ValidationError

from rightsflow.connector import Connector, ConnectorKind
from rightsflow.datamap.load import FOLDER
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Fault, Faulty, Misconfigured
from rightsflow.yamlfile import FieldPath, faults_of, lines_of

GROUP = "rightsflow.connectors"
"""The entry point group; each entry names a `ConnectorKind`."""


def load_kinds(wanted: Collection[str] | None = None) -> dict[str, ConnectorKind]:
    """Load the kinds of systems named in `wanted`; all that are installed if it is None.

    Raises `Misconfigured` if a name is not installed, cannot be imported, or is offered by
    two packages; the message says which names exist.
    """
    installed = list(entry_points(group=GROUP))
    names = {entry.name for entry in installed} if wanted is None else set(wanted)
    return {name: _load(name, installed) for name in sorted(names)}


def _load(name: str, installed: list[EntryPoint]) -> ConnectorKind:
    offers = [entry for entry in installed if entry.name == name]
    if len(offers) != 1:
        exist = ", ".join(sorted({entry.name for entry in installed})) or "none"
        fault = "is offered by two packages" if offers else "is not installed"
        message = f"The connector {name} {fault}. Installed connectors: {exist}."
        raise Misconfigured(message)
    try:
        kind: ConnectorKind = offers[0].load()
    except (ImportError, AttributeError) as error:
        message = (
            f"The connector {name} ({offers[0].value}) cannot be loaded: "
            f"{type(error).__name__}. Install what it needs, or repair its package."
        )
        raise Misconfigured(message) from error
    return kind


def open_connectors(systems: Mapping[str, SystemMap], base: Path) -> dict[str, Connector]:
    """Return a connector for each system; nothing is asked yet.

    `base` is the instance folder: relative paths are meant from there. Raises `Faulty` with
    every fault of every `connection` section at once.
    """
    faults: list[Fault] = []
    connectors: dict[str, Connector] = {}
    for name, system in systems.items():
        try:
            connectors[name] = open_connector(system, base)
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return connectors


def open_connector(system: SystemMap, base: Path) -> Connector:
    """Return a fresh connector for one system; raises `Faulty` like `open_connectors`."""
    file = base / FOLDER / f"{system.system}.yaml"
    lines = lines_of(file)
    try:
        kind = load_kinds({system.connector})[system.connector]
    except Misconfigured as error:
        remedy = "Name an installed connector, or install the one that is meant"
        raise _faulty(file, lines, "connector", error, remedy) from error
    try:
        settings = kind.connection.model_validate(system.connection, context={"base": base})
        return kind.open(system, settings)
    except ValidationError as error:
        found = faults_of(error, file.name, lines, under=("connection",))
        raise Faulty(list(found)) from None
    except Faulty as error:
        raise Faulty([_placed(fault, lines) for fault in error.faults]) from None
    except Misconfigured as error:
        remedy = "Correct the map, or name a connector that can do it"
        raise _faulty(file, lines, "collections", error, remedy) from error


def _placed(fault: Fault, lines: Mapping[FieldPath, int]) -> Fault:
    """Return a fault with its line: that of the field, or of what it stands in."""
    parts: list[str | int] = [
        int(one) if one.isdecimal() else one for one in fault.field.split(".")
    ]
    above = (tuple(parts[:end]) for end in range(len(parts), 0, -1))
    return replace(fault, line=fault.line or next((lines[one] for one in above if one in lines), 0))


def _faulty(
    file: Path, lines: Mapping[FieldPath, int], field: str, error: Misconfigured, remedy: str
) -> Faulty:
    problem = str(error).removesuffix(".")
    return Faulty([Fault(file.name, lines.get((field,), 0), field, problem, remedy)])
