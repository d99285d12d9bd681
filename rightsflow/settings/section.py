"""What every section of `controller.yaml` is made of, and the fields that they share."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from rightsflow.canonical import canonical_email
from rightsflow.secret import resolve

InstancePath = Annotated[Path, AfterValidator(resolve)]
"""A path; relative ones are meant from the instance folder."""


def _address(text: str) -> str:
    canonical = canonical_email(text)
    if canonical is None:
        problem = "no e-mail address"
        raise ValueError(problem)
    return canonical


Address = Annotated[str, AfterValidator(_address)]


class Section(BaseModel):
    """Base of every section: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
