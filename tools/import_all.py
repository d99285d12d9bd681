"""Import every module of the packages named on the command line, with few packages only.

Only what the installed `rightsflow` needs to run may be imported; `rightsflow.conformance`
may also use its extra. Started by tools/check_wheel.py inside the environment of the wheel.
"""

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import machinery, metadata
from pathlib import Path
from types import ModuleType

PROJECT = "rightsflow"
CONFORMANCE = "rightsflow.conformance"
REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)(?:\s*\[(?P<extras>[^\]]*)\])?[^;]*(?:;(?P<marker>.*))?"
)
EXTRA = re.compile(r"""extra\s*==\s*['"](?P<extra>[^'"]+)['"]""")
# Not made for import: started by Python itself, and by Alembic.
STARTED_ONLY = re.compile(r"\.__main__$|\.migrations\.(\w+\.)?env$")


def canonical(name: str) -> str:
    """Bring the name of a package into its one form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> None:
    """Add to `seen` the installed package `name` with `extras`, and all that it needs."""
    key = (canonical(name), extras)
    if key in seen:
        return
    try:
        requirements = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return  # needed on another platform only
    seen.add(key)
    for requirement in requirements:
        if not (found := REQUIREMENT.match(requirement)):
            continue
        wanted = EXTRA.search(found["marker"] or "")
        if wanted is None or wanted["extra"] in extras:
            inner = frozenset(part.strip() for part in (found["extras"] or "").split(",") if part)
            closure(found["name"], inner, seen)


class OnlyRuntime:
    """An import finder, first in line, that refuses packages outside the allowed ones."""

    def __init__(self, extras: frozenset[str]) -> None:
        """Allow what the project needs with these extras."""
        seen: set[tuple[str, frozenset[str]]] = set()
        closure(PROJECT, extras, seen)
        allowed = {name for name, _ in seen}
        self.refused = {
            module
            for module, owners in metadata.packages_distributions().items()
            if not allowed.intersection(map(canonical, owners))
        }

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> machinery.ModuleSpec | None:
        """Refuse a package that a user's machine will not have; leave the rest to others."""
        del path, target
        if fullname.partition(".")[0] in self.refused:
            message = f"{fullname} is not among the runtime dependencies"
            raise ModuleNotFoundError(message, name=fullname)
        return None


def modules(package: str) -> list[str]:
    """List the full names of a package and of all modules under it, by their files.

    Files, not pkgutil: that one passes over folders without an __init__.py.
    """
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    root = Path(next(iter(folders or [])))
    files = (path.relative_to(root.parent) for path in root.rglob("*.py"))
    parts = (
        path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts
        for path in files
    )
    return sorted(".".join(names) for names in parts if not STARTED_ONLY.search(".".join(names)))


def import_each(names: Iterable[str], extras: frozenset[str]) -> Iterator[str]:
    """Import the named modules with the packages of these extras; yield a line for each failure."""
    finder = OnlyRuntime(extras)
    sys.meta_path.insert(0, finder)
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            yield f"{name}: {type(error).__name__}: {error}"
    sys.meta_path.remove(finder)


def load_entry_points() -> Iterator[str]:
    """Load what the wheel promises by name: its command and its connectors."""
    for point in metadata.distribution(PROJECT).entry_points:
        try:
            point.load()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            yield f"entry point {point.name}: {type(error).__name__}: {error}"


def main(packages: Sequence[str]) -> None:
    """Exit with the list of modules and entry points that do not load, if there are any."""
    names = [name for package in packages for name in modules(package)]
    conformance = [name for name in names if (name + ".").startswith(CONFORMANCE + ".")]
    faults = list(import_each((name for name in names if name not in conformance), frozenset()))
    faults += import_each(conformance, frozenset({"conformance"}))
    faults += load_entry_points()
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main(sys.argv[1:])
