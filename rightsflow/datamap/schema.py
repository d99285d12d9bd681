"""The JSON Schema of a system's file, by which editors complete and check it."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from rightsflow.datamap.model import SystemMap

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def system_schema(connections: Mapping[str, type[BaseModel]] = MappingProxyType({})) -> str:
    """Return the JSON Schema of `systems/*.yaml` as text, ending with a newline.

    `connections`: by kind of system the model of what stands under `connection`.
    `docs/reference/system.schema.json` holds it for our own kinds; a test keeps the two the same.
    """
    models: list[type[BaseModel]] = [SystemMap, *connections.values()]
    made, shared = models_json_schema([(model, "validation") for model in models])
    parts: dict[str, Any] = shared["$defs"]
    schema: dict[str, Any] = {"$schema": DIALECT, **parts.pop(_name(made[SystemMap, "validation"]))}
    if connections:
        schema["allOf"] = [
            {
                "if": {"properties": {"connector": {"const": kind}}, "required": ["connector"]},
                "then": {"properties": {"connection": made[model, "validation"]}},
            }
            for kind, model in sorted(connections.items())
        ]
    schema["$defs"] = parts
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _name(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
