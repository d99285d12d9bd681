"""The JSON Schema of a system's file, by which editors complete and check it."""

import json

from rightsflow.datamap.model import SystemMap

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def system_schema() -> str:
    """Return the JSON Schema of `systems/*.yaml` as text, ending with a newline.

    `docs/reference/system.schema.json` holds it; a test keeps the two the same.
    """
    schema = {"$schema": DIALECT, **SystemMap.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
