"""Prove that no pinned package is under the GPL, AGPL or SSPL.

Reads the licence that each package of constraints.txt states in its own metadata, as
installed. The LGPL is allowed: its packages are used as libraries, unchanged.
"""

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

# Read by hand, and written here rather than guessed: a package that offers a choice, and
# packages that only some releases of Python need, so that they are not always installed.
READ_BY_HAND = {
    "async-timeout": "Apache 2",
    "pendulum": "MIT",
    "text-unidecode": "Artistic License",  # "Artistic License, or GPL or GPLv2+"
    "whenever": "MIT",
}

FORBIDDEN = re.compile(
    r"(?<!L)(?<!Lesser )\b(GPL|AGPL|SSPL)|(?<!Lesser )General Public License|Affero", re.IGNORECASE
)


def stated(info: metadata.PackageMetadata) -> list[str]:
    """List the licence names of one package: its expression, else its classifiers, else its text.

    The old free text may hold a whole licence: only its first line is its name.
    """
    if "License-Expression" in info:
        return [info["License-Expression"]]
    prefix = "License :: "
    classifiers = [c for c in info.get_all("Classifier") or [] if c.startswith(prefix)]
    named = [c.rpartition(" :: ")[2] for c in classifiers if c.count(" :: ") > 1]
    return named or [text.strip().partition("\n")[0] for text in info.get_all("License") or []]


def fault(licences: list[str]) -> str | None:
    """Say what is wrong with the licences of one package, or None."""
    if not any(licences):
        return "states no licence: read it, and note it under READ_BY_HAND"
    if any(FORBIDDEN.search(licence) for licence in licences):
        return f"is under {', '.join(licences)}"
    return None


def problems(constraints: str) -> Iterator[str]:
    """Yield a line for each pinned package that is not installed or not allowed."""
    for pin in constraints.splitlines():
        if pin.startswith("#"):
            continue
        name = pin.partition("==")[0]
        if name in READ_BY_HAND:
            continue
        try:
            found = fault(stated(metadata.metadata(name)))
        except metadata.PackageNotFoundError:
            found = "is not installed here: its licence was not read"
        if found:
            yield f"constraints.txt: {name} {found}"


def main(root: Path) -> None:
    """Exit with the list of problems, if there are any."""
    if found := list(problems((root / "constraints.txt").read_text())):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
