"""Making an instance: its files, its key, its folders, and for the example its data."""

import base64
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel

from deployments.examples.we_support.data import make_data
from rightsflow.datamap.schema import DIALECT, system_schema
from rightsflow.errors import Misconfigured
from rightsflow.mail.boxes.folder import make_maildir
from rightsflow.plugins import offers
from rightsflow.sealing import new_key
from rightsflow.settings import Settings

BLANK = "blank"
"""The example that is an empty start."""

KEY_FILE = "master.key"
_SECRET = 0o600
_PRIVATE = 0o700
_MAIL = "mail"
_MAILDIRS = ("inbox", "outbox")


@dataclass(frozen=True, slots=True)
class _Example:
    package: str
    data: Callable[[Path, int, date], object]


def _no_data(_folder: Path, _seed: int, _today: date) -> None:
    """Make nothing: an empty start has no systems yet."""


EXAMPLES: dict[str, _Example] = {
    BLANK: _Example("deployments.examples.blank", _no_data),
    "we-support": _Example(
        "deployments.examples.we_support",
        lambda folder, seed, today: make_data(folder, seed=seed, today=today),
    ),
}
"""What `rightsflow init --example` takes."""


def make_instance(folder: Path, example: str = BLANK, *, seed: int = 1) -> None:
    """Make an instance in `folder`, which must be empty or not be there.

    Files are copied from the example; JSON Schemas for editors, a master key of 256 random
    bits (base64, readable by the owner alone) and two empty Maildirs are made. Equal seeds
    give equal data on one day. Raises `Misconfigured` if there is no such example, or anything
    in the folder: nothing is ever overwritten.
    """
    if example not in EXAMPLES:
        problem = f"There is no example of this name. Use one of: {', '.join(sorted(EXAMPLES))}."
        raise Misconfigured(problem)
    _make_folder(folder)
    chosen = EXAMPLES[example]
    _copy(files(chosen.package).joinpath("instance"), folder)
    _write_schemas(folder / "schema")
    _make_maildirs(folder / _MAIL)
    chosen.data(folder, seed, datetime.now(UTC).date())
    # Last, so that a folder with a key is a whole instance.
    _write_new(folder / KEY_FILE, base64.b64encode(new_key()) + b"\n")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        occupied = next(folder.iterdir(), None) is not None
        folder.chmod(_PRIVATE)
    except OSError as error:
        problem = f"{folder} cannot be made a folder ({type(error).__name__}). Choose another."
        raise Misconfigured(problem) from None
    if occupied:
        problem = (
            f"{folder} is not empty, and nothing is overwritten. Choose another folder, or "
            "move away what is there."
        )
        raise Misconfigured(problem)


def _copy(source: Traversable, target: Path) -> None:
    for item in _sorted(source):
        if item.is_dir():
            (target / item.name).mkdir(mode=_PRIVATE)
            _copy(item, target / item.name)
        else:
            _write_new(target / item.name, item.read_bytes())


def _sorted(folder: Traversable) -> Iterator[Traversable]:
    return iter(sorted(folder.iterdir(), key=lambda item: item.name))


def _make_maildirs(folder: Path) -> None:
    folder.mkdir(mode=_PRIVATE)
    for name in _MAILDIRS:
        (folder / name).mkdir(mode=_PRIVATE)
        make_maildir(folder / name)


def _write_schemas(folder: Path) -> None:
    folder.mkdir(mode=_PRIVATE)
    controller = {"$schema": DIALECT, **Settings.model_json_schema(by_alias=True)}
    text = json.dumps(controller, indent=2, ensure_ascii=False) + "\n"
    _write_new(folder / "controller.schema.json", text.encode())
    _write_new(folder / "system.schema.json", system_schema(_our_connections()).encode())


def _our_connections() -> dict[str, type[BaseModel]]:
    """Return the settings of the connectors that come with this package; no others are loaded."""
    return {one.kind: one.load().connection for one in offers() if one.is_ours}


def _write_new(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _SECRET), "wb") as target:
        target.write(content)
