"""Write docs/examples/addressbook: what `rightsflow connector new addressbook` writes.

Change the templates in deployments/skeleton, then run: python -m tools.example_plugin
"""

import shutil
from pathlib import Path

from deployments.skeleton import rendered

NAME = "addressbook"
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "examples" / NAME

if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    for place, text in rendered(NAME):
        file = FOLDER / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
