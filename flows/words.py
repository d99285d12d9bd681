"""The words that a form of the Prefect UI takes: case numbers and closed lists, never text."""

from typing import Annotated

from pydantic import Field

CaseNumber = Annotated[
    str,
    Field(
        pattern=r"^RF-\d{4}-\d{6,12}$",
        title="Case number",
        description="As in the letters and in `rightsflow case list`.",
        examples=["RF-2026-000001"],
    ),
]
CaseNumbers = Annotated[
    list[CaseNumber],
    Field(
        title="Case numbers",
        description="Leave empty for every case that has something to do.",
        max_length=500,
    ),
]

EVERY_CASE: list[str] = []
"""The default of a form: no number names every case. Nobody adds to this list."""
