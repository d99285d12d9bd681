"""YAML files of the instance: every fault with file, line, field and remedy; no value quoted."""

import contextlib
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from rightsflow.errors import Fault, Faulty
from rightsflow.yamlfile import lines_of, read_yaml

SECRET = "Tr0ub4dor3"


class Base(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class Folder(Base):
    """One choice."""

    kind: Literal["folder"]
    path: str


class Server(Base):
    """Another choice."""

    kind: Literal["server"]
    host: str
    port: int = 1


class Model(Base):
    """A file as the tests write it."""

    name: str
    on: bool = True
    country: str = ""
    box: Annotated[Folder | Server, Field(discriminator="kind")] | None = None
    numbers: tuple[int, ...] = ()


def faults_in(folder: Path, text: str) -> list[Fault]:
    """Return what is wrong with a file of this text."""
    file = folder / "some.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Faulty) as raised:
        read_yaml(file, Model, base=folder)
    return raised.value.faults


def places(faults: list[Fault]) -> list[tuple[str, int, str]]:
    """Return file, line and field of each."""
    return [(fault.file, fault.line, fault.field) for fault in faults]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    """`on` is a field and NO a country: words of YAML 1.1 for yes and no are words."""
    file = tmp_path / "some.yaml"
    file.write_text("name: yes\ncountry: NO\non: false\nnumbers: [1, 2]\n", encoding="utf-8")
    read = read_yaml(file, Model, base=tmp_path)
    assert read == Model(name="yes", country="NO", on=False, numbers=(1, 2))


def test_every_fault_is_named_with_line_and_field(tmp_path: Path) -> None:
    """One round of corrections is enough: all faults at once, each where it stands."""
    text = "nmae: Anna\non: true\nnumbers:\n  - 1\n  - two\n"
    assert places(faults_in(tmp_path, text)) == [
        ("some.yaml", 1, "name"),
        ("some.yaml", 5, "numbers.1"),
        ("some.yaml", 1, "nmae"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: x\nbox:\n  kind: server\n  hots: h\n", [(2, "box.host"), (4, "box.hots")]),
        ("name: x\nbox:\n  kind: server\n  host: h\n  port: p\n", [(5, "box.port")]),
        ("name: x\nbox:\n  kind: cellar\n", [(2, "box")]),
    ],
)
def test_a_field_of_a_choice_is_named_as_it_is_written(
    tmp_path: Path, text: str, expected: list[tuple[int, str]]
) -> None:
    """The line is the field's own, and its name holds nothing that stands in no file."""
    assert [(f.line, f.field) for f in faults_in(tmp_path, text)] == expected


def test_every_fault_says_what_to_do(tmp_path: Path) -> None:
    """Missing, unknown and wrong fields have a remedy each, in one line."""
    faults = faults_in(tmp_path, "nmae: Anna\nnumbers: many\n")
    assert {fault.field: fault.remedy.split()[0] for fault in faults} == {
        "name": "Add",
        "nmae": "Remove",
        "numbers": "Correct",
    }
    for fault in faults:
        assert str(fault).startswith(f"some.yaml:{fault.line}: {fault.field}: ")
        assert "\n" not in str(fault)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: [a\nbox:\n", 2),
        ("name: a\n\tbox: b\n", 2),
        ("name: a\nname: b\n", 2),
        ("name: a\nbox:\n  kind: folder\n  path: a\n  path: b\n", 5),
        ("name: a\n---\nname: b\n", 2),
        ("name: *gone\n", 1),
        ("name: !!python/object:os.system x\n", 1),
        ("name: a\x07\n", 0),
        ("? [a, b]\n: c\n", 1),
    ],
)
def test_broken_yaml_is_one_fault_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """Syntax, a field given twice, a second document, an object: nothing is guessed or run."""
    (fault,) = faults_in(tmp_path, text)
    assert fault.line == line
    assert fault.problem.startswith("not YAML")
    assert fault.remedy


@pytest.mark.parametrize(
    "text",
    [
        f"name: *{SECRET}\n",
        f"name: !{SECRET} x\n",
        f"name: &{SECRET} a\nbox: &{SECRET} b\n",
        f"name: '{SECRET}\n",
        f"name: %{SECRET}\n",
        f"name: @{SECRET}'s\n",
        f"name: x\non: {SECRET}\n",
        f"name: x\nbox: {SECRET}\n",
        f"name: x\nnumbers: [{SECRET}]\n",
        f"name: x\nbox:\n  kind: server\n  host: h\n  port: {SECRET}\n",
        f"{SECRET}\n",
    ],
)
def test_a_secret_in_the_file_is_never_echoed(tmp_path: Path, text: str) -> None:
    """Errors are printed and logged: a password put into the wrong place stays there."""
    assert SECRET not in "\n".join(map(str, faults_in(tmp_path, text)))


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_whatever_stands_in_a_file_is_a_fault_or_a_value(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """No text makes anything but a model or faults."""
    folder = tmp_path_factory.getbasetemp()
    file = folder / "any.yaml"
    file.write_text(f"name: x\n{text}", encoding="utf-8")
    with contextlib.suppress(Faulty):
        assert isinstance(read_yaml(file, Model, base=folder), Model)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "name:\n", "- a\n- b\n", "just words\n"])
def test_a_file_without_its_fields_is_faulty(tmp_path: Path, text: str) -> None:
    """An empty file and a file of another shape are named like any other fault."""
    assert faults_in(tmp_path, text)[0].file == "some.yaml"


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    """Whoever has no file yet is told the command that makes one."""
    with pytest.raises(Faulty, match="rightsflow init") as raised:
        read_yaml(tmp_path / "gone.yaml", Model, base=tmp_path)
    assert places(raised.value.faults) == [("gone.yaml", 0, "")]


def test_a_file_in_another_encoding_is_one_fault(tmp_path: Path) -> None:
    """A file that is not UTF-8 is told to be saved as UTF-8."""
    file = tmp_path / "some.yaml"
    file.write_bytes("name: Żółw\n".encode("cp1250"))
    with pytest.raises(Faulty, match="UTF-8"):
        read_yaml(file, Model, base=tmp_path)


def test_the_line_of_every_field_is_known(tmp_path: Path) -> None:
    """Lines count from 1, in mappings and in lists."""
    file = tmp_path / "some.yaml"
    file.write_text("a:\n  b:\n    - x\n    - c: 1\n", encoding="utf-8")
    lines = lines_of(file)
    assert (lines["a",], lines["a", "b"]) == (1, 2)
    assert (lines["a", "b", 0], lines["a", "b", 1, "c"]) == (3, 4)
