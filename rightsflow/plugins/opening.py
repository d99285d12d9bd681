"""Opening the systems of a data map, each with the kind of connector that it names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from rightsflow.connector import Connector
from rightsflow.datamap.load import FOLDER
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Fault, Faulty, Misconfigured
from rightsflow.plugins.offers import NotUsable, Offer, choose, offers
from rightsflow.secret import missing_secrets
from rightsflow.settings import CONTROLLER_FILE
from rightsflow.yamlfile import FieldPath, faults_of, lines_of

NONE_FROM_OUTSIDE: Mapping[str, str] = MappingProxyType({})
"""Nothing is allowed but our own kinds."""


def open_connectors(
    systems: Mapping[str, SystemMap], base: Path, plugins: Mapping[str, str] = NONE_FROM_OUTSIDE
) -> dict[str, Connector]:
    """Return a connector for each system; nothing is asked yet.

    `base` is the instance folder: relative paths are meant from there. `plugins` are those that
    `controller.yaml` allows. Raises `Faulty` with every fault at once: of `plugins`, of kinds
    that are not installed, not allowed or broken, of `connection` sections.
    """
    installed = offers()
    faults = list(_replacing_ours(plugins, base, installed))
    connectors: dict[str, Connector] = {}
    for name, system in systems.items():
        try:
            connectors[name] = _open(system, base, plugins, installed)
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return connectors


def open_connector(
    system: SystemMap, base: Path, plugins: Mapping[str, str] = NONE_FROM_OUTSIDE
) -> Connector:
    """Return a fresh connector for one system; raises `Faulty` like `open_connectors`."""
    return _open(system, base, plugins, offers())


def _open(
    system: SystemMap, base: Path, plugins: Mapping[str, str], installed: Sequence[Offer]
) -> Connector:
    file = base / FOLDER / f"{system.system}.yaml"
    lines = lines_of(file)
    try:
        offer = choose(system.connector, plugins, installed)
        kind = offer.load()
    except NotUsable as error:
        raise _faulty(file, lines, "connector", error.problem, error.remedy) from error
    try:
        settings = kind.connection.model_validate(system.connection, context={"base": base})
    except ValidationError as error:
        found = faults_of(error, file.name, lines, under=("connection",))
        raise Faulty(list(found)) from None
    try:
        connector = kind.open(system, settings)
    except Faulty as error:
        raise Faulty([_placed(fault, lines) for fault in error.faults]) from None
    except Misconfigured as error:
        if secrets := list(missing_secrets(settings, "connection")):
            told = [_placed(Fault(file.name, 0, *one), lines) for one in secrets]
            raise Faulty(told) from None
        remedy = "Correct the map, or name a connector that can do it"
        problem = str(error).removesuffix(".")
        raise _faulty(file, lines, "collections", problem, remedy) from error
    connector.origin = offer.origin
    return connector


def _replacing_ours(
    plugins: Mapping[str, str], base: Path, installed: Sequence[Offer]
) -> Iterable[Fault]:
    """Yield a fault for each name that the controller gives to a package, but is ours."""
    ours = {one.kind for one in installed if one.is_ours}
    for kind in sorted(ours & plugins.keys()):
        line = lines_of(base / CONTROLLER_FILE).get(("plugins", kind), 0)
        problem = f"{kind} is a connector of Rightsflow itself, and no other package replaces it"
        remedy = "Remove the line, or let the package offer it under another name"
        yield Fault(CONTROLLER_FILE, line, f"plugins.{kind}", problem, remedy)


def _placed(fault: Fault, lines: Mapping[FieldPath, int]) -> Fault:
    """Return a fault with its line: that of the field, or of what it stands in."""
    parts: list[str | int] = [
        int(one) if one.isdecimal() else one for one in fault.field.split(".")
    ]
    above = (tuple(parts[:end]) for end in range(len(parts), 0, -1))
    return replace(fault, line=fault.line or next((lines[one] for one in above if one in lines), 0))


def _faulty(
    file: Path, lines: Mapping[FieldPath, int], field: str, problem: str, remedy: str
) -> Faulty:
    return Faulty([Fault(file.name, lines.get((field,), 0), field, problem, remedy)])
