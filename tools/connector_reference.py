"""Write docs/reference/connector.md: the interface of a connector, from the code itself.

Signatures, shapes and sentences are those of `rightsflow.connector` and `rightsflow.deeds`. What a
field of a receipt means stands here; a field without a meaning is an error. Run as:
python -m tools.connector_reference
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

from rightsflow import connector, deeds
from rightsflow.conformance import Stage
from rightsflow.deeds import Capability, Receipt
from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from rightsflow.law.subject import Certainty, Identifier, Match
from rightsflow.plugins import RULES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "connector.md"

FATES: Mapping[str, str] = {
    "removed": "it was there and is deleted",
    "anonymised": "it stays; `erase` blanked columns of it",
    "changed": "it stays; any other deed set columns of it",
    "gone": "it was not there any more",
    "retained": "it stays as it was; by reason, a code such as `shared_document`",
    "unreachable": "nobody can say; by reason, a code as well",
}
"""What became of a record that a receipt counts here."""

ASKING = ("check", "locate", "gather", "close")
"""What every connector has."""

SAYS = ("origin", "capabilities", "asks_people", "gathers_wider")
"""What a connector says of itself."""

OFFERED = (
    deeds.Erases, deeds.Rectifies, deeds.Restricts, deeds.Releases, deeds.Objects, deeds.Verifies,
    deeds.Rehearses, deeds.Lists,
)  # fmt: skip
"""What it may have besides."""

SHAPES = (
    connector.Subject, Identifier, connector.Located, Match, connector.Wanted, connector.Finding,
    connector.Document, connector.Health, deeds.Order, deeds.Change, deeds.Receipt, deeds.Expected,
    deeds.Residue, deeds.Rehearsed, deeds.Listed,
)  # fmt: skip
"""What goes in and out."""


RAISED = (TryAgain, NeedsPerson, connector.Incomplete, Misconfigured)
"""What a connector raises; whatever else comes out of it is taken for its own fault."""

_HEAD = """\
# The interface of a connector

Made from the code by `python -m tools.connector_reference`; a test compares the two. How to write a
connector, step by step: [connector.md](../how-to/connector.md).

`rightsflow.connector` and `rightsflow.deeds` are all that a connector needs to know. It is opened
as an asynchronous context manager, and asked about many people at once. What it cannot do becomes a
task for a person.
"""

_OFFER = """\
A connector says what it can do by having the method. One that changes anything has `verify`, or
nothing of it is offered.
"""

_RECEIPT = """\
Every record of an order is counted once, in one of these. A receipt that counts fewer or more is an
`EmptyReceipt`, and nothing of it is called done.
"""

_FROZEN = """\
All are frozen. `Value` is `str`, `int`, `float`, `bool` or `None`; what holds personal data is kept
out of `repr`.
"""


def page() -> str:
    """Return the page; raises `ValueError` if a part of the interface is passed over."""
    _refuse_gaps()
    return "\n".join([_HEAD, *_methods(), *_errors(), *_fates(), *_shapes(), *_around()])


def verbs(of: type) -> list[str]:
    """Return the methods that a protocol declares."""
    return [name for name, one in vars(of).items() if inspect.isfunction(one) and name[0] != "_"]


def _refuse_gaps() -> None:
    counted = {one.name for one in fields(Receipt)} - {"case_number", "done_at"}
    if counted != set(FATES):
        problem = f"receipts and FATES differ in {sorted(counted ^ set(FATES))}"
        raise ValueError(problem)
    here = [one for module in (connector, deeds) for one in vars(module).values()]
    public = {one for one in here if inspect.isclass(one) and is_dataclass(one)}
    if missing := sorted(one.__name__ for one in public - set(SHAPES)):
        problem = f"SHAPES passes over {', '.join(missing)}"
        raise ValueError(problem)


def _methods() -> Iterator[str]:
    yield "## What every connector has\n"
    for name in ASKING:
        yield from _method(getattr(connector.Connector, name))
    yield "| it says | type | meaning |\n|---|---|---|"
    for name in SAYS:
        one = inspect.getattr_static(connector.Connector, name)
        typed = one.fget.__annotations__["return"] if isinstance(one, property) else str
        told = one.__doc__ if isinstance(one, property) else "Which kind, of which package."
        yield f"| `{name}` | `{_typed(typed)}` | {_line(told)} |"
    yield "\n## What it may have besides\n"
    yield _OFFER
    can = {protocol: one for one, protocol in deeds._PROTOCOLS.items()}  # noqa: SLF001 - the one list
    for protocol in OFFERED:
        capability = can.get(protocol)
        said = f"capability `{capability}`" if capability else "no capability"
        yield f"**{protocol.__name__}** ({said}). {_line(protocol.__doc__)}\n"
        for name in verbs(protocol):
            yield from _method(getattr(protocol, name))


def _errors() -> Iterator[str]:
    yield "## Errors that it raises\n"
    yield "What happens next: [errors.md](errors.md). No message names a person.\n"
    yield "| raised | is a | meaning |\n|---|---|---|"
    for one in RAISED:
        yield f"| `{one.__name__}` | `{one.__bases__[0].__name__}` | {_line(one.__doc__)} |"
    yield ""


def _method(of: Any) -> Iterator[str]:  # noqa: ANN401 - any function
    signature = inspect.signature(of)
    given = [one for name, one in signature.parameters.items() if name != "self"]
    way = "async " if inspect.iscoroutinefunction(of) else ""
    words = ", ".join(_parameter(one) for one in _starred(given))
    yield f"### `{way}{of.__name__}({words}) -> {_typed(signature.return_annotation)}`\n"
    yield f"{inspect.getdoc(of)}\n"


def _starred(given: Iterable[inspect.Parameter]) -> Iterator[inspect.Parameter | None]:
    """Yield the parameters, and None where those begin that are only given by name."""
    named = False
    for one in given:
        if one.kind is one.KEYWORD_ONLY and not named:
            named = True
            yield None
        yield one


def _parameter(one: inspect.Parameter | None) -> str:
    return "*" if one is None else f"{one.name}: {_typed(one.annotation)}"


def _fates() -> Iterator[str]:
    yield "## What becomes of a record: the counts of a receipt\n"
    yield _RECEIPT
    yield "| counted as | the record |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in FATES.items())
    yield "\n## Capabilities\n"
    yield "| capability | method | offered only with `verify` |\n|---|---|---|"
    for one in Capability:
        yield f"| `{one}` | `{one}` | {'itself' if one is Capability.verify else 'yes'} |"


def _shapes() -> Iterator[str]:
    yield "\n## What goes in and out\n"
    yield _FROZEN
    for one in SHAPES:
        yield f"### `{one.__name__}`\n\n{inspect.getdoc(one)}\n"
        yield "| field | type | default |\n|---|---|---|"
        for each in fields(one):
            none = each.default is MISSING and each.default_factory is MISSING
            made = each.default if each.default_factory is MISSING else each.default_factory()
            default = "required" if none else f"`{made!r}`"
            yield f"| `{each.name}` | `{_typed(each.type)}` | {default} |"
        yield ""
    yield "`Certainty` of a match: " + ", ".join(f"`{one}`" for one in Certainty) + ".\n"


def _around() -> Iterator[str]:
    yield "## The kind, its settings, and how it stands\n"
    yield f"{inspect.getdoc(connector.ConnectorKind)}\n"
    yield from _method(connector.ConnectorKind.open)
    yield f"`Connection`: {_line(connector.Connection.__doc__)}\n"
    yield "| setting that all have | default |\n|---|---|"
    for name, one in connector.Connection.model_fields.items():
        yield f"| `{name}` | `{one.default}` |"
    yield "\n| rule of `quality.yaml` | meaning |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in RULES.items())
    yield "\n## The stage of its tests\n"
    yield f"{_line(Stage.__doc__)} Constants and their defaults:\n"
    yield "| constant | default |\n|---|---|"
    for name in Stage.__annotations__:
        yield f"| `{name}` | `{_shown(getattr(Stage, name))}` |"
    yield ""
    for name in ("plant", "remove", "connector", "leave_trace", "can_hold", "close"):
        yield from _method(getattr(Stage, name))


def _shown(value: object) -> object:
    return "none" if isinstance(value, frozenset) and not value else repr(value)


def _typed(annotation: object) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text).replace(" | ", " or ").replace("|", "or")


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    PAGE.write_text(page().rstrip() + "\n", encoding="utf-8")
