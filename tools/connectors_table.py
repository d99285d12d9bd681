"""Write docs/connectors.md: what each connector of the project can do, and what stays behind.

What it can do comes from its class, the rest from its quality.yaml and the heading of its README.
Run as: python -m tools.connectors_table
"""

from collections.abc import Iterator
from pathlib import Path

from rightsflow.deeds import Capability
from rightsflow.plugins import RULES, Known, known

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "connectors.md"

_DEEDS = ("erase", "rectify", "restrict", "object", "verify")

_HEAD = """\
<!-- Made by tools/connectors_table.py from the classes and quality.yaml: change it there. -->
# Connectors: the systems that can be asked

A data map names one of these kinds under `connector`. The page behind its name says what
`connection` takes, how a person is found, which errors are raised when, and the known limitations.

| kind | asks | can, besides finding and gathering | tested with | stays after an erasure |
|---|---|---|---|---|
"""

_BELOW = """
Nothing is changed unless `connection` says that it may be (`write`). What a system cannot do is a
task for a person, and the plan says so beforehand. What stays after an erasure is out of the
connector's reach: name it in your record of processing, and let it expire.

Another package may bring a further kind: [how to write a connector](how-to/connector.md) leads to
one in an afternoon. It is loaded only if [`plugins`](reference/settings.md#the-whole-file) in
`controller.yaml` names it with its package; `rightsflow connectors` shows what is installed, and
how it stands.

## How each deed is done
"""

_RULES = """
## The rules

Each connector says in `quality.yaml` how it stands to every rule: done, to do, or exempt with the
reason. `rightsflow connectors --rules KIND` shows one, plug-ins of other packages included.

| rule | means | not done, or does not apply |
|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    ours = [one for one in known({}) if one.offer.is_ours]
    lines = [*map(_row, ours), _BELOW, *_deeds(ours)]
    rules = [_rule(rule, ours) for rule in RULES]
    return _HEAD + "\n".join(lines) + "\n" + _RULES + "\n".join(rules) + "\n"


def _row(one: Known) -> str:
    kind, told = one.offer.kind, one.quality
    asks = (_folder(one) / "README.md").read_text(encoding="utf-8").partition("\n")[0]
    cells = (
        f"[`{kind}`](../connectors/{kind}/README.md)",
        asks.partition(": ")[2],
        ", ".join(one.capabilities) or "nothing: a person is asked",
        told["real_server_in_tests"].comment,
        told["known_residue"].comment,
    )
    return f"| {' | '.join(cells)} |"


def _deeds(ours: list[Known]) -> Iterator[str]:
    yield f"| kind | {' | '.join(_DEEDS)} |"
    yield f"|---|{'---|' * len(_DEEDS)}"
    for one in ours:
        can = [deed in {str(able) for able in one.capabilities} for deed in _DEEDS]
        told = [one.quality[deed] for deed in _DEEDS]
        cells = [
            standing.comment if able else f"no: {standing.comment}"
            for able, standing in zip(can, told, strict=True)
        ]
        yield f"| `{one.offer.kind}` | {' | '.join(cells)} |"


def _rule(rule: str, ours: list[Known]) -> str:
    undone = [
        f"`{one.offer.kind}` {one.quality[rule].status}: {one.quality[rule].comment}"
        for one in ours
        if one.quality[rule].status != "done" and rule not in Capability.__members__
    ]
    of_a_deed = "above" if rule in Capability.__members__ else "none"
    return f"| `{rule}` | {RULES[rule]} | {'; '.join(undone) or of_a_deed} |"


def _folder(one: Known) -> Path:
    return ROOT.joinpath(*one.offer.entry.module.split("."))


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
