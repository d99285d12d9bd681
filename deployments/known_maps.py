"""`rightsflow map new` and `map known`: begin from the map of a system that many have.

They lie in `connectors/KIND/known/`. Comments are kept; what only a person knows becomes a `TODO`,
and the loader refuses the map until somebody has answered each.
"""

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError
from rich.table import Table
from rich.text import Text

import connectors
from deployments.terminal import ERR, OUT
from rightsflow.datamap.load import FOLDER
from rightsflow.datamap.model import Name, SystemMap
from rightsflow.errors import Misconfigured
from rightsflow.wholefile import replace_file
from rightsflow.yamlfile import read_yaml

_CAPITAL = "[A-ZĄĆĘŁŃÓŚŹŻ]{2,}"
_PLACEHOLDER = re.compile(
    r"//example\.|example\.com|EXAMPLE\.COM|0{8}-0{4}|\bDC\.|LIST_ID|COMPANY|"
    rf"^{_CAPITAL} {_CAPITAL}\b"
)
"""What stands in a shipped map for something of one's own."""

_WANTED = {"answers_for": "the e-mail address of whoever answers for this system"}
"""What is wanted in place of a field, where an example would not say it."""


def known_maps() -> dict[str, Path]:
    """Return the file of each map that is shipped, by its name."""
    folder = Path(connectors.__file__).parent
    return dict(sorted((file.stem, file) for file in folder.glob("*/known/*.yaml")))


def show_known_maps(*, as_json: bool) -> None:
    """Print the maps that are shipped, with the connector that asks such a system."""
    maps = {
        name: read_yaml(file, SystemMap, base=file.parent) for name, file in known_maps().items()
    }
    if as_json:
        told = [
            {"name": name, "connector": one.connector, "title": one.title["en"]}
            for name, one in maps.items()
        ]
        OUT.print(json.dumps(told, indent=2), markup=False)
        return
    table = Table("name", "connector", "what it is", box=None, pad_edge=False)
    for name, one in maps.items():
        table.add_row(*map(Text, (name, one.connector, one.title["en"])))
    OUT.print(table)
    OUT.print("\nBegin from one: rightsflow map new NAME --like KNOWN", markup=False)


def new_map(instance: Path, system: str, like: str, *, force: bool) -> None:
    """Write `systems/SYSTEM.yaml` into an instance, from the map that is shipped as `like`.

    Raises `Misconfigured` if there is no such map, if `system` cannot be a name, or if the file
    is there already.
    """
    maps = known_maps()
    if like not in maps:
        near = get_close_matches(like, maps, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        problem = f"There is no map of {like!r}.{meant} There are: {', '.join(maps)}."
        raise Misconfigured(problem)
    _refuse_name(system)
    file = instance / FOLDER / f"{system}.yaml"
    if file.exists() and not force:
        problem = f"{file} is there already. Name another system, or say --force to write over it."
        raise Misconfigured(problem)
    text = begun_from(maps[like].read_text(encoding="utf-8"), system, like)
    replace_file(file, text.encode())
    left = text.count("TODO")
    ERR.print(
        f"{file} is written. Answer its {left} TODOs and look at purposes, grounds and periods, "
        "then: rightsflow check",
        markup=False,
    )


def begun_from(text: str, system: str, like: str) -> str:
    """Return the text of a shipped map under another name, with a TODO for each gap."""
    for start, end, new in reversed([*_replaced(text, system)]):
        text = text[:start] + new + text[end:]
    text = text.replace("  # decide", "  # TODO: decide")
    begun = f"# Begun from the map `{like}` that comes with Rightsflow.\n"
    first, _, rest = text.partition("\n")
    # What the editor is told has to stay in the first line.
    return f"{first}\n{begun}{rest}" if first.startswith("# yaml-") else begun + text


def _replaced(text: str, system: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a value begins and ends, and what stands there instead, in their order."""
    depth, field = 0, ""
    for before, token in pairwise(yaml.scan(text)):
        depth += isinstance(token, yaml.BlockMappingStartToken | yaml.FlowMappingStartToken)
        depth -= isinstance(token, yaml.BlockEndToken | yaml.FlowMappingEndToken)
        if not isinstance(token, yaml.ScalarToken):
            continue
        if isinstance(before, yaml.KeyToken):
            field = token.value if depth == 1 else ""
            continue
        place = token.start_mark.index, token.end_mark.index
        if field == "system":
            yield *place, system
        elif field in _WANTED:
            yield *place, json.dumps(f"TODO: {_WANTED[field]}")
        elif _PLACEHOLDER.search(token.value):
            wanted = f"TODO: your own in place of {token.value}"
            yield *place, json.dumps(wanted, ensure_ascii=False)


def _refuse_name(system: str) -> None:
    try:
        TypeAdapter(Name).validate_python(system)
    except ValidationError:
        problem = f"{system!r} is no name of a system: lower case, digits, underscore."
        raise Misconfigured(problem) from None
