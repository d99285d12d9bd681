"""The two files of the evidence: whole or not there, readable by their owner alone."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rightsflow.errors import Misconfigured
from rightsflow.wholefile import replace_file


@dataclass(frozen=True, slots=True)
class Files:
    """Where the evidence of a case goes."""

    folder: Path
    number: str

    @property
    def pdf(self) -> Path:
        """Return the file to read."""
        return self.folder / f"{self.number}-evidence.pdf"

    @property
    def json(self) -> Path:
        """Return the file for programs."""
        return self.folder / f"{self.number}-evidence.json"

    def prepare(self, *, force: bool) -> None:
        """Make the folder; raises `Misconfigured` if a file is there already, or it cannot be."""
        there = [file.name for file in (self.pdf, self.json) if os.path.lexists(file)]
        if there and not force:
            problem = f"{' and '.join(there)} exists already. To write it anew, add --force."
            raise Misconfigured(problem)
        with _said(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)

    def save(self, pack: bytes, draw: Callable[[str, str], bytes]) -> None:
        """Write the JSON, then the PDF that `draw` makes from name and SHA-256 of the JSON."""
        pdf = draw(self.json.name, hashlib.sha256(pack).hexdigest())
        with _said(self.folder):
            replace_file(self.json, pack)
            replace_file(self.pdf, pdf)


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = f"{folder} cannot be written to: {error.strerror}. Name another folder with --to."
        raise Misconfigured(problem) from None
