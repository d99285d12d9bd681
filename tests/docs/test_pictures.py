"""Pictures are whole, small, and ask nobody for anything."""

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, all_pages

PICTURES = sorted((DOCS / "pictures").iterdir())
SVG = "{http://www.w3.org/2000/svg}"
LARGEST_BYTES = 200_000
_FORBIDDEN = {f"{SVG}{tag}" for tag in ("script", "image", "foreignObject", "use", "style")}


@pytest.fixture(name="drawing")
def read_drawing() -> ET.Element:
    """Give the drawing of the flow, parsed: one that is not well-formed fails here."""
    return ET.fromstring((DOCS / "pictures" / "flow.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own file


def test_the_drawing_is_self_contained(drawing: ET.Element) -> None:
    """Opened anywhere it looks the same and fetches nothing."""
    outside = [
        value
        for element in drawing.iter()
        for name, value in element.attrib.items()
        if "href" in name or re.search(r"url\((?!#)|https?:", value)
    ]

    assert drawing.tag == f"{SVG}svg"
    assert outside == []
    assert {element.tag for element in drawing.iter()} & _FORBIDDEN == set()


def test_every_marker_of_the_drawing_is_in_it(drawing: ET.Element) -> None:
    """An arrow whose head is named wrongly is a line."""
    known = {element.get("id") for element in drawing.iter() if element.get("id")}
    named = {
        name
        for element in drawing.iter()
        for value in element.attrib.values()
        for name in re.findall(r"url\(#(\w+)\)", value)
    }

    assert named
    assert named <= known


def test_the_drawing_can_be_read_aloud(drawing: ET.Element) -> None:
    """It has a title and a description."""
    assert [element.tag for element in list(drawing)[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert all(element.text for element in list(drawing)[:2])


@pytest.mark.parametrize("name", ["board.png", "copy.png", "decide.png", "prefect.png"])
def test_a_screenshot_is_wide_enough_to_read_and_small_enough_to_load(name: str) -> None:
    """A PNG of 800 pixels or more, below 200 kB."""
    content = (DOCS / "pictures" / name).read_bytes()
    width, _ = struct.unpack(">II", content[16:24])

    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert width >= 800
    assert len(content) < LARGEST_BYTES


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_is_shown_somewhere(picture: Path) -> None:
    """A picture that no page shows is weight for nothing."""
    assert any(f"pictures/{picture.name})" in page.read_text() for page in all_pages())
