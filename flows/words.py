"""The words that a form of the Prefect UI takes: case numbers and closed lists, never text."""

from typing import Annotated, Any

from pydantic import Field


def field(description: str, **bounds: Any) -> Any:  # noqa: ANN401 - as pydantic declares them
    """Return a field of a form, with what is to be read above it and the bounds of its value.

    Prefect sets title and description anew, and leaves what is added to the schema.
    """
    return Field(json_schema_extra={"description": description}, **bounds)


CaseNumber = Annotated[
    str,
    field(
        "As in the letters and in `rightsflow case list`.",
        pattern=r"^RF-\d{4}-\d{6,12}$",
        examples=["RF-2026-000001"],
    ),
]
CaseNumbers = Annotated[
    list[CaseNumber],
    field(
        "Leave it empty for every case that has something to do.",
        max_length=500,
        examples=[["RF-2026-000001", "RF-2026-000002"]],
    ),
]

EVERY_CASE: list[str] = []
"""The default of a form: no number names every case. Nobody adds to this list."""
