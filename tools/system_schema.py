"""Write docs/reference/system.schema.json, by which editors check a system's file."""

from importlib import import_module
from pathlib import Path

from pydantic import BaseModel

from rightsflow.datamap.schema import system_schema

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "reference" / "system.schema.json"


def our_connections() -> dict[str, type[BaseModel]]:
    """Return the settings of every connector in this repository, by its kind."""
    names = sorted(path.parent.name for path in (ROOT / "connectors").glob("*/settings.py"))
    return {name: import_module(f"connectors.{name}").CONNECTOR.connection for name in names}


if __name__ == "__main__":
    FILE.write_text(system_schema(our_connections()), encoding="utf-8")
