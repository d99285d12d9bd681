"""Hostile messages, read by the real child process: it lives, and the queue goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rightsflow.mail.reading import limits
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.reading.pool import ReadingPool
from tests.rightsflow.mail.reading.hostile.corpus import CASES
from tests.rightsflow.mail.reading.hostile.making import letter

GOOD = letter()
PATIENCE_S = 120.0
"""On a busy machine: the child itself is allowed ten seconds of processor time."""

REASONS = {
    "multiparts nested 2,000 deep": PersonReason.parser_failed,
    "multiparts nested 2,000 deep, bare CR": PersonReason.parser_failed,
    "messages nested 100 deep": PersonReason.too_many_parts,
    "20,000 parts": PersonReason.too_many_parts,
    "20,000 parts, bare LF": PersonReason.too_many_parts,
    "40 MB of line ends": PersonReason.message_too_large,
    "40 MB and one byte": PersonReason.message_too_large,
    "1,000,000 lines of header in a part": PersonReason.message_too_large,
    "10 MB in one field of a part": PersonReason.header_too_large,
    "100,000 parameters of a part": PersonReason.header_too_large,
    "field of 1 MB": PersonReason.header_too_large,
    "10,000 fields": PersonReason.header_too_large,
    "10,000 fields, bare CR": PersonReason.header_too_large,
    "100,000 addresses": PersonReason.header_too_large,
    "50,000 nested div": PersonReason.html_too_large,
    "400 kB of open comments": PersonReason.html_too_large,
    "100,000 attributes": PersonReason.html_too_large,
    "fonts that are never closed": PersonReason.html_too_large,
    "quotations inside quotations above lines": PersonReason.html_too_large,
    "report with 100,000 empty blocks": PersonReason.too_many_parts,
    "S/MIME garbage": PersonReason.encrypted,
    "parameters in any state": PersonReason.attachment_only,
}
"""Messages that are beyond a limit or cannot be read, and what a person is told."""

READ = {
    "open brackets before an address",
    "open brackets in the return path",
    "charset b'punycode' bytes",
    "charset b'utf-16' ascii",
    "results with open quotations",
    "zip bomb",
}
"""Messages with something faulty beside a request that is read all the same."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    """Start one child for all messages: what one of them leaves behind meets the next."""
    pool = ReadingPool(1, message_s=PATIENCE_S)
    pool.open()
    yield pool
    pool.close()


def peak_bytes(pid: int) -> int:
    """Return the largest address space that the process has had, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmPeak:")[2].split()[0]) * 1024


@pytest.mark.parametrize("name", CASES)
async def test_a_hostile_message_is_read_and_harms_neither_child_nor_queue(
    pool: ReadingPool, name: str
) -> None:
    """The child that read it goes on to the next letter, and never was over its limit."""
    before = pool.pids
    hostile, good = await pool.read_many([CASES[name](), GOOD])

    assert pool.pids == before
    assert peak_bytes(pool.pids[0]) <= limits.CHILD_MEMORY_BYTES
    assert good.kind is Kind.request
    assert Reading.from_json(hostile.to_json()) == hostile


@pytest.mark.parametrize("name", REASONS)
async def test_a_message_that_is_too_much_says_why(pool: ReadingPool, name: str) -> None:
    """A person is told what is wrong, and nothing is decided."""
    (reading,) = await pool.read_many([CASES[name]()])

    assert reading.kind is Kind.unreadable
    assert REASONS[name] in reading.needs_person


@pytest.mark.parametrize("name", sorted(READ))
async def test_a_request_beside_something_faulty_is_read(pool: ReadingPool, name: str) -> None:
    """A bad mail program must not cost its user an answer."""
    (reading,) = await pool.read_many([CASES[name]()])

    assert reading.kind is Kind.request


async def test_nothing_that_is_attached_is_unpacked(pool: ReadingPool) -> None:
    """What is packed is described by its packed size."""
    (reading,) = await pool.read_many([CASES["zip bomb"]()])

    assert [a.content_type for a in reading.attachments] == ["application/zip"]
    assert reading.attachments[0].size_bytes < 100_000


async def test_what_cannot_be_seen_or_differs_is_told(pool: ReadingPool) -> None:
    """Text and HTML that ask differently go to a person; hidden text asks for nothing."""
    names = ("plain and HTML that disagree", "text that cannot be seen")
    differing, hidden = await pool.read_many([CASES[name]() for name in names])

    assert PersonReason.text_and_html_differ in differing.needs_person
    assert hidden.rights == ()
