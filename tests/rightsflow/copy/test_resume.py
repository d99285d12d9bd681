"""The JSON Resume: fields in the shapes of its schema, one entry for each record."""

import json
from typing import Any

import pytest

from rightsflow.copy.job import Answer, Asked
from rightsflow.copy.portable import export
from rightsflow.copy.resume import _shaped
from rightsflow.copy.vault import Vault
from rightsflow.datamap.standard import Shape
from rightsflow.deeds import Value
from tests.rightsflow.copy.company import finding
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.giver import giver_map, portable_job
from tests.rightsflow.copy.opened import portable


@pytest.mark.parametrize(
    ("value", "shape", "shaped"),
    [
        ("2019-05-01", Shape.date, "2019-05-01"),
        ("2019-05-01T10:00:00+02:00", Shape.date, "2019-05-01"),
        ("2019", Shape.date, "2019"),
        (2019, Shape.date, "2019"),
        ("May 2019", Shape.date, None),
        ("https://example.org", Shape.uri, "https://example.org"),
        ("example.org", Shape.uri, None),
        ("a@example.org", Shape.email, "a@example.org"),
        ("at example.org", Shape.email, None),
        ("Excel", Shape.many, ["Excel"]),
        (" ", Shape.many, None),
        (None, Shape.text, None),
        (7, Shape.text, "7"),
    ],
)
def test_a_value_has_the_shape_of_the_schema_or_is_left_out(
    value: Value, shape: Shape, shaped: object
) -> None:
    """A file that its schema refuses would be of no use to anybody."""
    assert _shaped(value, shape) == shaped


async def test_basics_are_one_object_and_sections_are_lists(vault: Vault, keep: Keep) -> None:
    """The first value of a basic field counts; fields of a place stand inside of it."""
    names = {
        "given": "resume:basics.name", "email": "resume:basics.email",
        "city": "resume:basics.location.city", "tel": "resume:skills.keywords",
        "family": "resume:skills.keywords", "born": "resume:education.endDate",
    }  # fmt: skip
    await keep(
        [
            finding("people", 1, id=1, given="Ada", email="not an address", city="Łódź"),
            finding("people", 2, id=2, given="Ewa", email="a@example.org", tel="SQL", family="C"),
        ]
    )
    data: dict[str, Any] = giver_map().model_dump(by_alias=True)
    for column, field in data["collections"]["people"]["fields"].items():
        field["standard"] = names.get(column)
    asked = (Asked(type(giver_map()).model_validate(data), Answer.held, 2),)
    export(portable_job(vault, asked=asked))
    content = json.loads(portable(vault)["resume.json"])
    del content["$schema"], content["meta"]
    assert content == {
        "basics": {"name": "Ada", "email": "a@example.org", "location": {"city": "Łódź"}},
        "skills": [{"keywords": ["C", "SQL"]}],
    }
    assert "contact.vcf" not in portable(vault)
