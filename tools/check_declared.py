"""Prove that pyproject.toml declares what the code imports, and nothing more.

A package that is there only because another one brings it vanishes with that one's next
release; a declared package that nobody imports is weight and a risk for nothing.
"""

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Needed without an import of ours.
BY_NAME = {
    "aiosqlite": "SQLAlchemy loads it by the address of a database",
    "fastapi": "a ceiling for what Prefect brings",
    "tzdata": "data that zoneinfo reads",
}
CONFORMANCE = Path("rightsflow/conformance")


def imports(source: str) -> Iterator[str]:
    """Yield the full names of the modules that a source imports, relative imports left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def third_party(names: Iterable[str], own: Iterable[str]) -> set[str]:
    """Reduce names of modules to the packages at their top that are neither ours nor Python's."""
    tops = {name.partition(".")[0] for name in names}
    return tops - set(own) - set(sys.stdlib_module_names)


@cache
def owners(module: str) -> set[str]:
    """List the distributions that bring a module, by canonical name."""
    return {canonicalize_name(n) for n in metadata.packages_distributions().get(module, [module])}


def declared(requirements: Iterable[str]) -> set[str]:
    """List the canonical names in requirement lines."""
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def main(root: Path) -> None:
    """Exit with the list of faults, if there are any, in the packages of the wheel of `root`."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())
    packages = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    runtime = declared(settings["project"]["dependencies"])
    extra = declared(settings["project"]["optional-dependencies"]["conformance"])
    problems, used = [], set(BY_NAME)
    for path in (path for package in packages for path in sorted((root / package).rglob("*.py"))):
        place = path.relative_to(root)
        allowed = runtime | extra if place.is_relative_to(CONFORMANCE) else runtime
        for module in sorted(third_party(imports(path.read_text()), packages)):
            used |= owners(module)
            if not owners(module) & allowed:
                problems.append(f"{place}: imports {module}, which pyproject.toml does not declare")
    problems += [f"pyproject.toml: nobody imports {name}" for name in sorted(runtime - used)]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
