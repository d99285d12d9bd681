"""Write docs/reference/settings.md and data-map.md: every field of the two kinds of files.

Names, types and defaults come from the models, the meanings from
tools/settings_reference.yaml. A field without a meaning, or a meaning without a field, is
an error. Run as: python -m tools.settings_reference
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, get_args, get_origin

import yaml
from annotated_types import Ge, Le, MinLen
from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from rightsflow.datamap.model import SystemMap
from rightsflow.secret import SecretSource
from rightsflow.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
MEANINGS = ROOT / "tools" / "settings_reference.yaml"
PAGES: dict[str, type[BaseModel]] = {"settings.md": Settings, "data-map.md": SystemMap}

Meanings: TypeAlias = dict[str, dict[str, str]]

_WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    Decimal: "amount",
    bool: "true or false",
    Path: "path",
    SecretSource: "secret",
    Any: "as the connector says",
}
_CHECKED = {
    "_address": "e-mail address",
    "_zone": "time zone",
    "_country": "country",
    "_with_english": "text by language",
    "_plugins": "package by kind",
}
"""What a text is whose validator has this name."""


class Section(NamedTuple):
    """A part of the file: where it stands, and the model that says what it may hold."""

    place: str
    model: type[BaseModel]


def sections(model: type[BaseModel], place: str = "") -> Iterator[Section]:
    """Yield the model and every model inside it, in the order of their fields."""
    yield Section(place, model)
    for name, field in model.model_fields.items():
        under = f"{place}.{field.alias or name}".lstrip(".")
        for where, inner in _inside(field.annotation):
            yield from sections(inner, under + where)


def _inside(annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:  # noqa: ANN401 - any type
    """Yield the models of an annotation; the list, the name or the kind that leads to each."""
    inner, origin = get_args(annotation), get_origin(annotation)
    if isinstance(annotation, type) and origin is None:
        if issubclass(annotation, BaseModel) and annotation is not SecretSource:
            yield "", annotation
    elif origin is Annotated:
        yield from _inside(inner[0])
    elif origin is dict:
        yield from ((f".NAME{where}", model) for where, model in _inside(inner[1]))
    elif origin is tuple:
        yield from ((f"[]{where}", model) for where, model in _inside(inner[0]))
    else:
        found = [one for choice in inner for one in _inside(choice)]
        several = len(found) > 1
        for where, model in found:
            yield (f" (kind: {_kind(model)})" if several else where), model


def _kind(model: type[BaseModel]) -> str:
    return str(get_args(model.model_fields["kind"].annotation)[0])


def type_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:  # noqa: ANN401 - any type
    """Return what a field takes, in words."""
    if get_origin(annotation) is Annotated:
        inner, *about = get_args(annotation)
        return type_of(inner, (*about, *metadata))
    if get_origin(annotation) is None:
        return _plain(annotation, metadata)
    return _composed(get_origin(annotation), get_args(annotation), metadata)


def _plain(annotation: type, metadata: tuple[Any, ...]) -> str:
    if annotation not in _WORDS and issubclass(annotation, StrEnum):
        return ", ".join(f"`{one}`" for one in annotation)
    if annotation not in _WORDS and issubclass(annotation, BaseModel):
        return "section"
    word = next(filter(None, map(_checked, metadata)), _WORDS[annotation])
    return word + _limits(metadata)


def _composed(origin: object, inner: tuple[Any, ...], metadata: tuple[Any, ...]) -> str:
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in inner)
    if origin is tuple:
        return f"list of {type_of(inner[0])}"
    if origin is dict:
        content = type_of(inner[1])
        by_name = "text by name" if content == "text" else f"by name: {content}"
        return next(filter(None, map(_checked, metadata)), by_name)
    return " or ".join(dict.fromkeys(type_of(one) for one in inner if one is not NoneType))


def _checked(about: object) -> str:
    return _CHECKED.get(about.func.__name__, "") if isinstance(about, AfterValidator) else ""


def _limits(metadata: tuple[Any, ...]) -> str:
    low = next((one.ge for one in metadata if isinstance(one, Ge)), None)
    high = next((one.le for one in metadata if isinstance(one, Le)), None)
    if low is None:
        return ""
    return f", {low} to {high}" if high is not None else f", {low} or more"


def default_of(field: FieldInfo) -> str:
    """Return the default as it would be written, or that there is none."""
    value = field.default
    if field.is_required() or value is PydanticUndefined:
        return "its defaults" if _optional_section(field) else "required"
    if value is None:
        return "none"
    if isinstance(value, BaseModel):
        return "its defaults"
    if not value and isinstance(value, str | tuple | dict):
        return "empty"
    plain = isinstance(value, str | Path | Decimal)
    text = value if plain else json.dumps(value, ensure_ascii=False)
    return f"`{text}`"


def _optional_section(field: FieldInfo) -> bool:
    """Tell whether a section may be left out because everything in it has a default."""
    model = field.annotation
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return False
    return model is not SecretSource and not any(
        inner.is_required() for inner in model.model_fields.values()
    )


def page(model: type[BaseModel], meanings: Meanings) -> str:
    """Return one page of the reference; raises KeyError where a meaning is missing."""
    head = meanings["page"]
    made = f"<!-- Made by tools/settings_reference.py from {MEANINGS.name}: change it there. -->"
    lines = [made, f"# {head['title']}", "", head["text"].strip()]
    for section in sections(model):
        told = meanings[section.place or "top"]
        lines += ["", f"## `{section.place}`" if section.place else f"## {head['top']}", ""]
        lines += [told["about"].strip(), "", "| field | takes | default | meaning |"]
        lines += ["|---|---|---|---|"]
        for field_name, field in section.model.model_fields.items():
            key = field.alias or field_name
            takes = type_of(field.annotation, tuple(field.metadata))
            needs = " (at least one)" if any(isinstance(m, MinLen) for m in field.metadata) else ""
            row = f"`{key}`", takes + needs, default_of(field), told[key].strip()
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join([*lines, "", head["end"].strip() if "end" in head else ""]).rstrip() + "\n"


def read_meanings() -> dict[str, Meanings]:
    """Return the meanings by page, section and field."""
    told: dict[str, Meanings] = yaml.safe_load(MEANINGS.read_text(encoding="utf-8"))
    return told


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    told = read_meanings()
    return {name: page(model, told[name]) for name, model in PAGES.items()}


if __name__ == "__main__":
    for file_name, content in pages().items():
        (ROOT / "docs" / "reference" / file_name).write_text(content, encoding="utf-8")
