"""Which connectors of other packages may be used: each by its kind and its package."""

import re
from typing import Annotated

from pydantic import AfterValidator

_KIND = re.compile(r"[a-z][a-z0-9_]{0,30}")
_PACKAGE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""The name of a distribution, as the core metadata specification has it."""


def _plugins(told: dict[str, str]) -> dict[str, str]:
    for kind, package in told.items():
        if not _KIND.fullmatch(kind) or not _PACKAGE.fullmatch(package):
            problem = f"{kind}: write the kind and the package that brings it, as `crm: acme-crm`"
            raise ValueError(problem)
    return {kind: re.sub(r"[-_.]+", "-", package).lower() for kind, package in told.items()}


Plugins = Annotated[dict[str, str], AfterValidator(_plugins)]
"""The package, in its one form (PEP 503), that a kind of system may come from."""
