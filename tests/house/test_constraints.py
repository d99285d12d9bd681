"""constraints.txt names one exact version for everything that is installed."""

import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import constraints


def pinned(root: Path) -> dict[str, str]:
    """Read the pins: version by canonical name."""
    lines = (root / "constraints.txt").read_text().splitlines()
    pairs = (line.split("==") for line in lines if not line.startswith("#"))
    return {name: version for name, version in pairs}  # noqa: C416 - pairs are lists, not tuples


def test_every_declared_package_is_pinned_within_its_range(root: Path) -> None:
    """The tested set is one of those that pyproject.toml allows."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    declared = chain(project["dependencies"], *project["optional-dependencies"].values())
    pins = pinned(root)

    for requirement in map(Requirement, declared):
        if requirement.name != "rightsflow":
            assert pins[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_pins_are_sorted_by_canonical_name_and_leave_out_the_project() -> None:
    """A change of one pin is a change of one line; the project does not pin itself."""
    packages = [("ruamel.yaml", "0.19"), ("rightsflow", "0.1"), ("Mako", "1.4")]
    report = {"install": [{"metadata": {"name": n, "version": v}} for n, v in packages]}

    assert constraints.pins(report) == ["mako==1.4", "ruamel-yaml==0.19"]


def test_what_only_another_python_needs_is_found() -> None:
    """The set is whole for each supported release, not only for the one that wrote it."""
    needs = ["old; python_full_version < '3.11.3'", "spare; extra == 'x'", "shell; os_name == 'nt'"]
    metadata = {"name": "redis", "version": "8", "requires_dist": needs}

    bare = {"install": [{"metadata": metadata}]}
    with_extra = {"install": [{"metadata": metadata, "requested_extras": ["x"]}]}

    assert set(constraints.needed_elsewhere(bare)) == {"old"}
    assert set(constraints.needed_elsewhere(with_extra)) == {"old", "spare"}
