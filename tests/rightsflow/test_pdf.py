"""The PDF kit: every letter prints, nothing is lost between two pages, nothing is markup."""

from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from rightsflow.pdf import Paper
from rightsflow.pdf.font import BOLD, MISSING, REGULAR, face
from rightsflow.pdf.ink import HEADING, TITLE
from rightsflow.pdf.sheets import ROOM


def paper() -> Paper:
    """Return an empty document."""
    return Paper(title="Copy", head="RF-2026-000123", page="Page {page} of {pages}", language="en")


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, as a reader would copy it."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


NAMES = [
    "Zażółć gęślą jaźń ZAŻÓŁĆ GĘŚLĄ JAŹŃ",
    "Nguyễn Thị Hường, Đặng Văn Lưỡng",
    "Щербаківська Їжак Ґалаґан Єва",
    "Иванов Ёлкин Ъ",
    "Παπαδόπουλος",
    "Łukasz Šťastný, Gülşen İnönü, Erdős Szűcs, Ștefan Țurcanu",
    "„cudzysłów” – myślnik … 12 € § 5",  # noqa: RUF001
    "(nawiasy) \\ukośnik\\ <b>nie</b> &amp; {x} %s",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_our_neighbours_print(name: str) -> None:
    """Latin with every mark, Cyrillic and Greek come out of the PDF as they went in."""
    page = paper()
    page.text(name)
    page.heading(name, TITLE)
    page.pairs([(name, name)])
    page.table([name], [[name]])
    text = "".join(text_of(page.finish()).split())
    assert text.count("".join(name.split())) == 6
    assert not page.missing


def test_decomposed_letters_are_composed() -> None:
    """A letter and its mark as two characters print as one."""
    page = paper()
    page.text("Nguye\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING TILDE}n")
    assert "Nguyễn" in text_of(page.finish())


def test_what_the_font_lacks_is_shown_as_missing() -> None:
    """A sign without a shape is replaced visibly, and the document knows it."""
    page = paper()
    page.text("漢字 \N{GRINNING FACE} \x07 end")
    assert page.missing
    assert text_of(page.finish()).count(MISSING) == 4


def test_what_is_blacked_out_is_a_bar() -> None:
    """The font has no block; the reader sees that something is covered, not that it is missing."""
    assert face(REGULAR).clean("a █████ b") == "a ――――― b"
    assert face(BOLD).clean("█") == "―"


def test_invisible_signs_leave_no_trace() -> None:
    """Soft hyphens, joiners and directions are dropped; tabs become spaces."""
    page = paper()
    page.text("ab\N{SOFT HYPHEN}cd\N{ZERO WIDTH JOINER}\N{RIGHT-TO-LEFT OVERRIDE}\tef")
    assert "abcd ef" in text_of(page.finish())
    assert not page.missing


def test_both_weights_have_the_same_letters() -> None:
    """What is clean for one weight can be set in the other."""
    every = "".join(map(chr, range(32, 0x2FFF)))
    assert face(REGULAR).clean(every) == face(BOLD).clean(every)


@settings(max_examples=200)
@given(st.text(), st.floats(20, 500), st.floats(6, 24))
def test_every_line_fits_and_nothing_is_lost(text: str, room: float, size: float) -> None:
    """Lines are as wide as the room at most, or one sign; joined again they are the text."""
    kit = face(REGULAR)
    clean = kit.clean(text)
    lines = kit.wrap(clean, size, room)
    assert "".join("".join(lines).split()) == "".join(clean.split())
    assert all(len(line) == 1 or kit.width(line, size) <= room + 0.01 for line in lines)


def test_pages_say_which_of_how_many_they_are() -> None:
    """Each page has its number and the total, and the running head."""
    page = paper()
    for number in range(120):
        page.text(f"Line {number}")
    pages = [p.extract_text() for p in PdfReader(BytesIO(page.finish())).pages]
    assert page.number == len(pages) == 4
    for number, text in enumerate(pages, start=1):
        assert "RF-2026-000123" in text
        assert f"Page {number} of" in text


def test_a_long_table_repeats_its_head() -> None:
    """Every row is there once, and every page of a table says what its columns are."""
    page = paper()
    page.table(["Number", "Text"], [[f"row-{n}", "text " * (n % 40)] for n in range(150)])
    text = text_of(page.finish())
    rows = [f"row-{n}" for n in range(150)]
    words = text.split()
    assert [word for word in words if word.startswith("row-")] == rows
    assert words.count("Number") == page.number


def test_a_row_taller_than_a_page_goes_on() -> None:
    """A cell with thousands of words is written to its last word."""
    page = paper()
    page.table(["A", "B"], [["x", " ".join(f"w{n}" for n in range(5000))]])
    words = text_of(page.finish()).split()
    assert [word for word in words if word.startswith("w")] == [f"w{n}" for n in range(5000)]


@given(st.lists(st.lists(st.text(max_size=200), min_size=3, max_size=3), max_size=8))
def test_any_table_can_be_written(rows: list[list[str]]) -> None:
    """No content of cells breaks the layout."""
    page = paper()
    page.heading("Heading")
    assert page.table(["One", "Two", "Three"], rows)
    assert len(PdfReader(BytesIO(page.finish())).pages) == page.number


def test_a_table_with_too_many_columns_is_left_to_the_caller() -> None:
    """Where it would not be readable nothing is written, and the caller is told."""
    page = paper()
    assert not page.table(["Column"] * 9, [["x"] * 9], most_lines=7)
    assert not page.table(["A", "B"], [["x", "word " * 500]], most_lines=7)
    assert "Column" not in text_of(page.finish())


def test_a_heading_stays_with_what_follows() -> None:
    """A heading never stands alone at the end of a page."""
    for before in range(30, 60):
        page = paper()
        for _ in range(before):
            page.text("x")
        page.heading("Heading")
        page.table(["Column"], [["Cell"]])
        pages = [p.extract_text() for p in PdfReader(BytesIO(page.finish())).pages]
        assert sum("Heading" in p and "Column" in p and "Cell" in p for p in pages) == 1


def test_headings_make_an_outline() -> None:
    """A reader jumps from heading to heading, each on its own page."""
    page = paper()
    for number in range(3):
        page.heading(f"Part {number}", HEADING)
        page.text("x " * 5000)
    reader = PdfReader(BytesIO(page.finish()))
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    numbers = [
        reader.get_destination_page_number(e) for e in reader.outline if not isinstance(e, list)
    ]
    assert titles == ["Part 0", "Part 1", "Part 2"]
    assert numbers[0] == 0
    assert len(set(numbers)) == 3


def test_a_heading_with_nothing_below_is_still_written() -> None:
    """The last heading of a document is not forgotten."""
    page = paper()
    page.heading("The end")
    assert "The end" in text_of(page.finish())


def test_the_document_is_well_formed_and_says_its_language() -> None:
    """A strict reader finds no fault; fonts are embedded; screen readers know the language."""
    page = paper()
    page.text("Щука " * 400)
    with pikepdf.open(BytesIO(page.finish())) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.Root.Lang) == "en"
        fonts = [thing for thing in pdf.objects if _is_font(thing)]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def _is_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


def test_the_room_is_a_page_without_its_margins() -> None:
    """A line of text is between 16 and 18 cm long: as much as an eye follows."""
    assert 16 / 2.54 * 72 < ROOM < 18 / 2.54 * 72
