"""Corrections as a person writes them: `system.collection.field = new value`, a line each."""

from collections.abc import Mapping

from rightsflow.datamap.facts import link_columns
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import NeedsPerson


class NoCorrection(NeedsPerson):
    """Lines that name no field that can be corrected; `lines` are their numbers, from 1."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        self.lines = lines
        super().__init__("lines " + ", ".join(map(str, lines)))


def corrections_in(text: str, systems: Mapping[str, SystemMap]) -> dict[str, str | None]:
    """Return the new values by `system.collection.field`; nothing after `=` empties the field.

    Raises `NoCorrection` for lines that name no mapped field, or one by which records hang
    together, and where there is none at all.
    """
    found: dict[str, str | None] = {}
    bad = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        path, separator, value = line.partition("=")
        if not separator or not _may_be_corrected(path.strip(), systems):
            bad.append(number)
        found[path.strip()] = value.strip() or None
    if bad or not found:
        raise NoCorrection(tuple(bad or [1]))
    return found


def _may_be_corrected(path: str, systems: Mapping[str, SystemMap]) -> bool:
    system, _, rest = path.partition(".")
    collection, _, column = rest.partition(".")
    of = systems.get(system)
    if of is None or collection not in of.collections:
        return False
    return column in of.collections[collection].fields and column not in link_columns(
        of, collection
    )
