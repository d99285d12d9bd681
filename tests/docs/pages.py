"""The pages of the documentation, as the tests read them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^( *)```(\w+)[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


def text_of(name: str) -> str:
    """Return a page, named from the folder docs."""
    return (DOCS / name).read_text(encoding="utf-8")


def all_pages() -> list[Path]:
    """Return every page that somebody reads: of the project, of docs, of the connectors."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted(DOCS.rglob("*.md")),
        *sorted((ROOT / "connectors").glob("*/README.md")),
    ]


def prose(text: str) -> str:
    """Return a page without its blocks of code."""
    return _FENCE.sub("", text)


def examples(text: str, language: str) -> list[str]:
    """Return the blocks of code in one language."""
    return [body for _, of, body in _FENCE.findall(text) if of == language]


def anchors(text: str) -> set[str]:
    """Return the names by which the headings of a page are linked to, as GitHub makes them."""
    titles = (title for _, title in _HEADING.findall(prose(text)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, to the next one of its rank."""
    _, _, after = text.partition(f"\n## {heading}\n")
    return after.partition("\n## ")[0]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of the tables of a text, cell by cell, without heads and rules."""
    for line in prose(text).splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def first_words(text: str) -> list[str]:
    """Return the word in code with which each row of the tables begins."""
    return [_CODE.findall(row[0])[0] for row in rows(text)]
