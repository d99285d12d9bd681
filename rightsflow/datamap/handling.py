"""How a system is told that a purpose ends, that data is restricted, and what a duty keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from rightsflow.datamap.part import Part, Plain
from rightsflow.law.duty import Duty

NOW, TODAY = "$now", "$today"
"""Stand for the moment (ISO 8601, UTC) and the day on which a change is made."""


class DutyMap(Part):
    """A duty to keep (Article 17(3) GDPR): the column its period runs from, and which fields.

    `if_set`: only records whose column holds something; no `fields`: all of them.
    """

    duty: Duty
    since: str
    fields: tuple[str, ...] = ()
    if_set: str = ""


class Setting(Part):
    """Columns that are set, or records that are deleted: one of the two."""

    values: dict[str, Plain] = Field(default_factory=dict, alias="set")
    delete: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.delete == bool(self.values):
            problem = "give either set (columns and values) or delete: true"
            raise ValueError(problem)
        return self


class Mark(Part):
    """The mark of a restriction (Article 18): what is set, and what takes it off again."""

    values: Annotated[dict[str, Plain], Field(alias="set", min_length=1)]
    lift: Annotated[dict[str, Plain], Field(min_length=1)]

    @model_validator(mode="after")
    def _same_columns(self) -> Self:
        if set(self.values) != set(self.lift):
            problem = "set and lift name the same columns"
            raise ValueError(problem)
        return self


def filled_in(values: Mapping[str, Plain], now: datetime) -> dict[str, Plain]:
    """Return values with `$now` and `$today` replaced; `now` is aware."""
    stands_for = {NOW: now.isoformat(timespec="seconds"), TODAY: now.date().isoformat()}
    return {
        column: stands_for.get(value, value) if isinstance(value, str) else value
        for column, value in values.items()
    }
