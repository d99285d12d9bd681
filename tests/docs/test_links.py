"""Whoever follows a link arrives."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, all_pages, anchors, prose

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_OUTSIDE = ("https://", "mailto:")


def _links(page: Path) -> list[tuple[str, str, str]]:
    return _LINK.findall(prose(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link inside the project names a file that is there, and a heading that is in it."""
    broken = []
    for _, _, target in _links(page):
        if target.startswith(_OUTSIDE):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text())):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_says_what_it_shows(page: Path) -> None:
    """A reader who cannot see a picture is told what is in it."""
    assert [target for is_picture, alt, target in _links(page) if is_picture and not alt] == []


def test_every_page_is_found_from_the_index() -> None:
    """A page that nothing links to is read by nobody."""
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = [*DOCS.glob("how-to/*.md"), *DOCS.glob("reference/*.md")]

    assert pages
    assert [page.name for page in pages if f"({page.relative_to(DOCS)})" not in index] == []


def test_the_readme_leads_to_the_folder_of_the_documentation() -> None:
    """The first page that is read names the pages for setting up and looking up."""
    targets = {target for _, _, target in _links(ROOT / "README.md")}

    assert {"docs/how-to/first-instance.md", "docs/reference/case.md"} <= targets
