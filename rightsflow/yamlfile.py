"""YAML files read into models, every fault named by file, line, field and remedy."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rightsflow.errors import Fault, Faulty

_REMEDY: dict[str, str] = {
    "missing": "Add the field",
    "extra_forbidden": "Remove the field or correct its spelling",
    "enum": "Use one of the listed values",
    "literal_error": "Use one of the listed values",
}
_SYNTAX_REMEDY = "Correct the syntax; a text with signs such as * & ! stands in quotes"
_QUOTED = re.compile(r"""(['"])(?!<).*\1""", re.DOTALL)
"""What PyYAML quotes of the file; its own names stand in angle brackets."""

_OTHER_REMEDY = "Correct the value; docs/reference lists what each field takes"

FieldPath: TypeAlias = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    # libyaml reads the same some six times as fast; not every build of PyYAML has it.
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """Reads `on`, `no` and `yes` as words, as YAML 1.2 does: `on` is a field, `NO` is Norway."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML declares it so
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        """Refuse a field that is given twice: the first one would vanish silently."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                problem = f"the field {name} is given twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF")
)


def read_yaml(file: Path, model: type[M], *, base: Path) -> M:
    """Read one YAML file into `model`; relative paths in it are meant from `base`.

    Raises `Faulty` with one `Fault` for each thing wrong.
    """
    text = _text(file)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        raise Faulty([_syntax_fault(file.name, text, error)]) from None
    finally:
        loader.dispose()
    try:
        return model.model_validate(data or {}, context={"base": base})
    except ValidationError as error:
        raise Faulty(list(faults_of(error, file.name, _lines(node)))) from None


def faults_of(
    error: ValidationError, file: str, lines: dict[FieldPath, int], under: FieldPath = ()
) -> Iterator[Fault]:
    """Turn pydantic's errors into faults; inputs are left out, for they may be secrets."""
    for item in error.errors(include_url=False, include_input=False):
        where, field = _place((*under, *item["loc"]), lines)
        remedy = _REMEDY.get(item["type"], _OTHER_REMEDY)
        yield Fault(file, lines.get(where, 0), field, item["msg"], remedy)


def _place(loc: FieldPath, lines: dict[FieldPath, int]) -> tuple[FieldPath, str]:
    """Return the innermost field that stands in the file, and the name of the one meant.

    What pydantic puts between (the tag of a choice) is left out: nobody can find it.
    """
    where: FieldPath = ()
    for part in loc:
        if (*where, part) in lines:
            where = (*where, part)
    meant = where if where[-1:] == loc[-1:] else (*where, *loc[-1:])
    return where, ".".join(str(part) for part in meant)


def _syntax_fault(file: str, text: str, error: yaml.YAMLError) -> Fault:
    """Name the line and the problem without what PyYAML quotes: it may be a secret."""
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or "a character that may not stand here")
    problem = _QUOTED.sub("...", said)
    # A text that ends too early is wrong behind its last line.
    line = min(mark.line + 1, len(text.splitlines()) or 1) if mark else 0
    return Fault(file, line, "", f"not YAML ({problem})", _SYNTAX_REMEDY)


def lines_of(file: Path) -> dict[FieldPath, int]:
    """Return the line of every field of a YAML file, by its path."""
    return _lines(yaml.compose(_text(file), Loader=_Loader))


def texts_of(file: Path) -> dict[FieldPath, str]:
    """Return every text of a YAML file, by its path; none if it is no YAML (see `read_yaml`)."""
    try:
        return dict(_texts(yaml.compose(_text(file), Loader=_Loader)))
    except yaml.YAMLError:
        return {}


def _texts(node: Node | None, at: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(node, ScalarNode):
        yield at, str(node.value)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _texts(value, (*at, str(key.value)))
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            yield from _texts(value, (*at, index))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        fault = Fault(file.name, 0, "", "there is no such file", "Make it with: rightsflow init")
        raise Faulty([fault]) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read ({type(error).__name__})"
        raise Faulty(
            [Fault(file.name, 0, "", problem, "Check permissions; save as UTF-8")]
        ) from None


def _lines(node: Node | None, at: FieldPath = ()) -> dict[FieldPath, int]:
    if node is None:
        return {}
    lines = {at: node.start_mark.line + 1}
    if isinstance(node, MappingNode):
        for key, value in node.value:
            lines |= _lines(value, (*at, str(key.value)))
            lines[(*at, str(key.value))] = key.start_mark.line + 1
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            lines |= _lines(value, (*at, index))
    return lines
