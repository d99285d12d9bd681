"""Which kinds of systems are installed, and which of them may be used."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from rightsflow.connector import Connection, Connector, ConnectorKind
from rightsflow.errors import Misconfigured

GROUP = "rightsflow.connectors"
"""The entry point group; each entry names a `ConnectorKind`."""

_OUR_PACKAGE, _OUR_MODULES = "rightsflow", "connectors."


class NotUsable(Misconfigured):
    """A kind of system is not installed, not allowed, or broken; `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}. {remedy}.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of system that an installed package offers; nothing of it is imported yet.

    `package` is the name of the distribution in its one form (PEP 503).
    """

    kind: str
    package: str
    version: str
    entry: EntryPoint = field(repr=False)

    @property
    def is_ours(self) -> bool:
        """Say whether it is part of Rightsflow."""
        return self.package == _OUR_PACKAGE and self.entry.value.startswith(_OUR_MODULES)

    @property
    def origin(self) -> str:
        """Return what receipts say of it: `sql (rightsflow 0.1.0)`."""
        return f"{self.kind} ({self.package} {self.version})"

    def load(self) -> ConnectorKind:
        """Import it; raises `NotUsable` if that fails, or if it is no kind of system."""
        place = f"The connector {self.kind} ({self.entry.value})"
        try:
            kind: ConnectorKind = self.entry.load()
        except Exception as error:  # a stranger's module may raise anything
            problem = f"{place} cannot be loaded: {type(error).__name__}{_module_of(error)}"
            remedy = f"Install what {self.package} needs, or repair it"
            raise NotUsable(problem, remedy) from error
        lacking = list(_lacking(kind))
        if lacking:
            problem = f"{place} does not say: {', '.join(lacking)}"
            remedy = f"Repair {self.package}: docs/how-to/connector.md says what a kind has"
            raise NotUsable(problem, remedy)
        return kind


def _module_of(error: Exception) -> str:
    """Return which module could not be imported: its name alone, for a text may say anything."""
    name = error.name if isinstance(error, ImportError) else None
    named = name is not None and all(part.isidentifier() for part in name.split("."))
    return f" ({name})" if named else ""


def _lacking(kind: object) -> Iterator[str]:
    """Yield what a `ConnectorKind` has and this has not."""
    if not _is_a(Connection, getattr(kind, "connection", None)):
        yield "connection"
    if not _is_a(Connector, getattr(kind, "connector", None)):
        yield "connector"
    if not callable(getattr(kind, "open", None)):
        yield "open"


def _is_a(base: type, what: object) -> bool:
    return isinstance(what, type) and issubclass(what, base)


def offers() -> list[Offer]:
    """Return every kind that is installed, by name; ours comes before one of the same name."""
    found = [Offer(entry.name, *_package(entry), entry) for entry in entry_points(group=GROUP)]
    return sorted(found, key=lambda one: (one.kind, not one.is_ours, one.package))


def _package(entry: EntryPoint) -> tuple[str, str]:
    about = entry.dist.metadata if entry.dist else None
    # A field that is missing is an error in some versions of Python, and None in others.
    name, version = (about[key] if about and key in about else "" for key in ("Name", "Version"))
    return re.sub(r"[-_.]+", "-", name).lower(), version


def choose(kind: str, plugins: Mapping[str, str], installed: Sequence[Offer]) -> Offer:
    """Return the offer that serves a kind: our own, or that of the package that is allowed.

    `plugins` maps a kind to the package it may come from. Raises `NotUsable` otherwise. A
    package that offers one of our own names is never chosen.
    """
    of_kind = [one for one in installed if one.kind == kind]
    chosen = [one for one in of_kind if one.is_ours or one.package == plugins.get(kind)]
    if chosen:
        return chosen[0]
    if not of_kind:
        names = ", ".join(dict.fromkeys(one.kind for one in installed)) or "none"
        problem = f"The connector {kind} is not installed; installed are: {names}"
        raise NotUsable(problem, "Name an installed connector, or install the one that is meant")
    from_ = ", ".join(one.package for one in of_kind)
    if kind in plugins:
        problem = f"The connector {kind} is allowed from {plugins[kind]}, but comes from {from_}"
    else:
        problem = f"The connector {kind} is installed, from {from_}, but not allowed"
    allowed = f"plugins: {{{kind}: {of_kind[0].package}}}"
    remedy = f"If you trust that package with the system, write into controller.yaml: {allowed}"
    raise NotUsable(problem, remedy)
