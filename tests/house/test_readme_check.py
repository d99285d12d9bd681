"""The check of the README finds commands that do not exist."""

import textwrap
from pathlib import Path

import pytest

from tools import check_readme

TARGETS = {"demo", "test"}


def accept(words: list[str]) -> str | None:
    """Play a command line that knows `run` only."""
    return None if words[:1] == ["run"] else f"No such command '{words[0]}'"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rightsflow fly --config demo", "`rightsflow fly --config demo` is refused"),
        (".venv/bin/rightsflow fly", "`.venv/bin/rightsflow fly` is refused"),
        ("cat a.eml | rightsflow fly", "`rightsflow fly` is refused"),
        ("KEY=1 rightsflow fly > out.json", "`rightsflow fly` is refused"),
        ("make demonstration", "make has no target demonstration"),
        ("frobnicate now", "`frobnicate` is not a command that this check knows"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, expected: str) -> None:
    """A reader may copy every command of the README."""
    found = [check_readme.fault(words, TARGETS, accept) for words in check_readme.commands(line)]

    assert any(message and message.startswith(expected) for message in found)


@pytest.mark.parametrize(
    "line",
    [
        "rightsflow run --config demo",
        "make demo PYTHON=python3.12",
        "$ git clone x && cd x",
        "# a",
        "",
    ],
)
def test_a_real_command_passes(line: str) -> None:
    """The check does not cry wolf."""
    found = [check_readme.fault(words, TARGETS, accept) for words in check_readme.commands(line)]

    assert not any(found)


def test_a_block_is_found_with_its_line_and_its_mark() -> None:
    """Only a block that says so is run; a fault names the line at which its block opens."""
    page = textwrap.dedent("""\
        # Title

        ```sh
        make demo
        ```
        ```sh run
        exit 3
        ```
        """)

    first, second = check_readme.blocks("README.md", page)

    assert (first.place, first.run) == ("README.md:3", False)
    assert (second.place, second.run) == ("README.md:6", True)
    assert check_readme.run(second) == "failed when run:\n"


def test_a_block_in_another_shell_language_is_refused() -> None:
    """A block that the check would pass over must be opened with the word that it reads."""
    block = next(check_readme.blocks("a.md", "```console\n$ rightsflow fly\n```\n"))

    assert check_readme.faults(block, TARGETS) == [
        "a.md:1: open it with ```sh, so that its commands are checked"
    ]


def test_a_readme_without_commands_is_not_called_checked(tmp_path: Path) -> None:
    """A check that found nothing to check says so, and fails."""
    (tmp_path / "Makefile").write_text("demo:\n")
    (tmp_path / "README.md").write_text("# Title\n")

    with pytest.raises(SystemExit, match="nothing was checked"):
        check_readme.main(tmp_path)
