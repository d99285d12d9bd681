"""`rightsflow connector new`: a package with a connector that works, for somebody to change.

The templates hold a small real system, an address book in a file. `docs/examples/addressbook` is
what the command writes for the name `addressbook`, and a test keeps the two the same.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from deployments.terminal import OUT
from rightsflow.errors import Misconfigured
from rightsflow.plugins import offers

_NAME = re.compile(r"(?=.{2,20}$)[a-z](?:_?[a-z0-9])+")

_FILES = (
    "pyproject.toml",
    "README.md",
    "systems/clients.yaml",
    "src/MODULE/__init__.py",
    "src/MODULE/settings.py",
    "src/MODULE/connector.py",
    "src/MODULE/deeds.py",
    "src/MODULE/records.py",
    "src/MODULE/book.py",
    "src/MODULE/quality.yaml",
    "src/MODULE/py.typed",
    "tests/staging.py",
    "tests/test_contract.py",
    "tests/test_package.py",
)
"""What is written; each is made from the template of its last part."""


def write_skeleton(name: str, folder: Path | None) -> None:
    """Write the package of the kind `name` and print what to do next.

    `folder` is where; None: `rightsflow-NAME` in the current folder. Raises `Misconfigured` if
    the name cannot be one, or if the folder holds anything: nothing is overwritten.
    """
    _refuse_name(name)
    folder = folder or Path(f"rightsflow-{name.replace('_', '-')}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            problem = (
                f"{folder} is not empty, and nothing is overwritten. Name a new folder: --to DIR"
            )
            raise Misconfigured(problem)
        for place, text in rendered(name):
            file = folder / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        problem = f"{folder} cannot be written ({type(error).__name__}). Name another: --to DIR"
        raise Misconfigured(problem) from None
    OUT.print(f"{folder} is made, and works. To try it:\n", markup=False)
    OUT.print(f"  cd {folder}\n  pip install -e '.[test]'\n  pytest\n", markup=False)
    OUT.print("Then read its README.md, which says what to change first.")


def rendered(name: str) -> Iterator[tuple[str, str]]:
    """Yield the place of each file in the package, and its text."""
    environment = Environment(
        loader=PackageLoader("deployments.skeleton"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the files are Python, YAML and Markdown, not HTML
    )
    words = {
        "name": name,
        "package": f"rightsflow-{name.replace('_', '-')}",
        "module": f"rightsflow_{name}",
        "title": "".join(map(str.capitalize, name.split("_"))),
    }
    for place in _FILES:
        template = environment.get_template(f"{Path(place).name}.j2")
        yield place.replace("MODULE", words["module"]), template.render(words)


def _refuse_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        problem = (
            f"{name!r} cannot be the name of a kind. Take 2 to 20 small letters, digits and single "
            "underscores, a letter first: timesheets, old_crm2."
        )
        raise Misconfigured(problem)
    ours = [one.kind for one in offers() if one.is_ours]
    if name in ours:
        problem = (
            f"{name} is a connector of Rightsflow itself, and no other package replaces it. Take a "
            f"name other than {', '.join(ours)}."
        )
        raise Misconfigured(problem)
