"""Prove that the commands in README.md, its neighbours and docs/ are real.

In every ```sh block: a `rightsflow` command line must be accepted by the real command
(it is read with --help added, so unknown commands and options are errors and nothing is
done), a target of `make` must exist, any other command must be a known one. A block
that opens with ```sh run is also run as it stands, in an empty folder.
"""

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from typer.testing import CliRunner

from deployments.cli import app

FENCE = re.compile(
    r"^```(?P<language>\w+)(?P<run> run)?[^\n]*\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
SHELLS = {"bash", "console", "shell", "zsh"}
SEPARATORS = {"|", "||", "&", "&&", ";"}
REDIRECTIONS = {"<", ">", ">>", "<<", "2>"}
# Commands of the machine; what they do is not ours to check.
KNOWN = {
    "7z", "apt", "apt-get", "cat", "cd", "cp", "curl", "docker", "export", "git", "install", "ls",
    "lp", "mkdir", "pdftotext", "pg_dump", "pg_restore", "pip", "prefect", "psql", "pytest",
    "python3", "sh", "sudo", "systemctl",
}  # fmt: skip
RUN_LIMIT_S = 300
_ONE_AT_A_TIME = Lock()


class Block(NamedTuple):
    """One fenced block: where it opens, its language, whether to run it, and its text."""

    place: str
    language: str
    run: bool
    body: str


def blocks(name: str, text: str) -> Iterator[Block]:
    """Yield the fenced blocks of one Markdown text; `name` is that of its file."""
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(f"{name}:{line}", found["language"], bool(found["run"]), found["body"])


def commands(body: str) -> Iterator[list[str]]:
    """Yield the command lines of a shell text as words, each command of a pipe by itself."""
    for line in body.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if word not in SEPARATORS:
                words.append(word)
            elif words:
                yield words
                words = []


def plain(words: list[str]) -> list[str]:
    """Leave out settings of variables before the command, and redirections after it."""
    while words and re.match(r"\w+=", words[0]):
        words = words[1:]
    ends = [place for place, word in enumerate(words) if word in REDIRECTIONS]
    return words[: min(ends, default=len(words))]


def targets(makefile: str) -> set[str]:
    """List the targets of a Makefile that have a plain name."""
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def ask_help(words: list[str]) -> str | None:
    """Let the real `rightsflow` read these words and --help; return its complaint, if any.

    It does so in this process, one line at a time: what it says goes through `sys.stdout`.
    """
    with _ONE_AT_A_TIME:
        result = CliRunner().invoke(
            app, [*words, "--help"], prog_name="rightsflow", env={"TERM": "dumb", "NO_COLOR": "1"}
        )
    return None if result.exit_code == 0 else (result.stderr or result.stdout).strip()


def fault(
    words: list[str], known_targets: set[str], ask: Callable[[list[str]], str | None]
) -> str | None:
    """Say what is wrong with one command line, or None."""
    words = plain(words)
    command = Path(words[0]).name if words else "export"
    if command == "rightsflow":
        complaint = ask(words[1:])
        return complaint and f"`{shlex.join(words)}` is refused:\n{complaint}"
    if command == "make":
        wanted = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
        unknown = [word for word in wanted if word not in known_targets]
        return f"make has no target {', '.join(unknown)}" if unknown else None
    return None if command in KNOWN else f"`{command}` is not a command that this check knows"


def run(block: Block) -> str | None:
    """Run a whole block in an empty folder; return what it said if it failed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
            "HOME": folder,
            "PREFECT_HOME": f"{folder}/.prefect",
        }
        result = subprocess.run(
            ["/bin/sh", "-eu", "-c", block.body],
            check=False, capture_output=True, text=True,
            cwd=folder, env=environment, timeout=RUN_LIMIT_S,
        )  # fmt: skip
    return f"failed when run:\n{result.stdout}{result.stderr}" if result.returncode else None


def faults(block: Block, known_targets: set[str]) -> list[str]:
    """List what is wrong with one block, each with its place."""
    if block.language in SHELLS:
        return [f"{block.place}: open it with ```sh, so that its commands are checked"]
    if block.language != "sh":
        return []
    found = [fault(words, known_targets, ask_help) for words in commands(block.body)]
    found += [run(block)] if block.run else []
    return [f"{block.place}: {message}" for message in found if message]


def main(root: Path) -> None:
    """Exit with the list of faults, if there are any, in the pages of `root`."""
    known_targets = targets((root / "Makefile").read_text())
    pages = [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]
    all_blocks = [
        block for page in pages for block in blocks(str(page.relative_to(root)), page.read_text())
    ]
    if not any(b.language == "sh" for b in all_blocks if b.place.startswith("README.md")):
        sys.exit("README.md holds no ```sh block: nothing was checked")
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = pool.map(lambda block: faults(block, known_targets), all_blocks)
        problems = [line for lines in found for line in lines]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
