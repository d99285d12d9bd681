"""Where a secret is read from: never from the file that is edited and copied about."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, model_validator

from rightsflow.errors import Misconfigured

BlockReader: TypeAlias = Callable[[str], str]
"""Returns what a Secret block of the orchestrator holds, or raises `Misconfigured`, `TryAgain`."""

BLOCKS: ContextVar[BlockReader | None] = ContextVar("blocks", default=None)
"""By whom blocks are read: the library knows no orchestrator, whoever opens an instance does."""


class SecretSource(BaseModel):
    """Names the environment variable, the file or the block that holds a secret; exactly one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: str | None = None
    file: Path | None = None
    # What Prefect takes as the name of a block.
    block: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] | None = None

    @model_validator(mode="after")
    def _one_place(self, info: ValidationInfo) -> Self:
        if sum(place is not None for place in (self.env, self.file, self.block)) != 1:
            problem = (
                "name either env (a variable), file (a path) or block (a Secret block of Prefect)"
            )
            raise ValueError(problem)
        if self.file is not None and not self.file.is_absolute() and info.context:
            object.__setattr__(self, "file", resolve(self.file, info))
        return self

    def read(self) -> SecretStr:
        """Return the secret; raises `Misconfigured` if it is not there, empty or unreadable.

        Raises `TryAgain` if it is a block and Prefect does not answer.
        """
        value, place = self._found()
        if not value:
            problem = f"The secret is missing: set the {place}."
            raise Misconfigured(problem)
        return SecretStr(value)

    def _found(self) -> tuple[str, str]:
        if self.env is not None:
            return os.environ.get(self.env, ""), f"environment variable {self.env}"
        if self.block is not None:
            return _in_block(self.block), f"Secret block {self.block} of Prefect"
        path = self.file or Path()
        return _content(path), f"file {path.name}"


def _in_block(name: str) -> str:
    reader = BLOCKS.get()
    if reader is None:
        problem = (
            f"The secret is in the block {name}, and here nobody reads blocks. Name a file or an "
            "environment variable for it."
        )
        raise Misconfigured(problem)
    return reader(name).strip()


def missing_secrets(settings: Any, field: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - models, and what they hold
    """Yield field, problem and remedy for each secret in settings that cannot be read.

    `field`: where the settings stand in their file, as a dotted path.
    """
    if isinstance(settings, SecretSource):
        try:
            settings.read()
        except Misconfigured as error:
            problem, _, remedy = str(error).removesuffix(".").partition(": ")
            remedy = remedy or "correct where it is found"
            yield field, problem[:1].lower() + problem[1:], remedy[:1].upper() + remedy[1:]
        return
    parts: Mapping[Any, Any] = {}
    if isinstance(settings, BaseModel):
        fields = type(settings).model_fields
        parts = {of.alias or name: getattr(settings, name) for name, of in fields.items()}
    elif isinstance(settings, Mapping):
        parts = settings
    elif isinstance(settings, list | tuple):
        parts = dict(enumerate(settings))
    for name, part in parts.items():
        yield from missing_secrets(part, f"{field}.{name}")


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        problem = f"The secret in the file {path.name} cannot be read ({type(error).__name__})."
        raise Misconfigured(problem) from None


def resolve(path: Path, info: ValidationInfo) -> Path:
    """Return a path of a settings file as meant: relative ones from the instance folder."""
    expanded = path.expanduser()
    if expanded.is_absolute() or not info.context:
        return expanded
    base: Path = info.context["base"]
    return (base / expanded).resolve()
