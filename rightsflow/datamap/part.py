"""What every part of a data map is made of."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A short name inside the map: lower case, digits, underscore."""

Plain: TypeAlias = str | int | float | bool | None
"""A value that a map can write down."""


def _with_english(texts: dict[str, str]) -> dict[str, str]:
    if "en" not in texts:
        problem = "give at least the English text (en); letters fall back to it"
        raise ValueError(problem)
    return texts


Texts = Annotated[dict[str, str], AfterValidator(_with_english)]
"""One text in several languages, by ISO 639-1 code; English is always there."""


class Part(BaseModel):
    """Base of every part of the map: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
