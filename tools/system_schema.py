"""Write docs/reference/system.schema.json, by which editors check a system's file."""

from pathlib import Path

from rightsflow.datamap.schema import system_schema

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "system.schema.json"

if __name__ == "__main__":
    FILE.write_text(system_schema(), encoding="utf-8")
