"""How findings lie in the vault: faithful, apart by case, in constant memory."""

import hashlib
import json
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.connector import Document, Finding
from rightsflow.copy.findings import (
    FindingsWriter,
    Found,
    Stored,
    lines,
    read_findings,
    read_line,
    starts,
)
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged
from tests.rightsflow.copy.company import (
    CASE,
    KEY,
    OTHER_CASE,
    OTHER_KEY,
    PDF_CONTENT,
    curriculum,
    finding,
    of_nguyen,
)
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.shelved import folder_of

MEGABYTE = 1_000_000


async def test_findings_are_read_back_as_they_were_found(vault: Vault, keep: Keep) -> None:
    """Values come back with their types, and in the order in which they were found."""
    counts = await keep(of_nguyen())
    found = list(read_findings(vault, KEY, CASE, "crm"))
    assert [one.record for one in found] == [one.record for one in of_nguyen()]
    assert [one.values for one in found] == [dict(one.values) for one in of_nguyen()]
    assert counts[CASE] == {"contacts": 1, "notes": 2, "disclosures": 1, "letters": 1}


async def test_a_document_lies_beside_its_finding(vault: Vault, keep: Keep) -> None:
    """The line names the document's item, its title, size and hash."""
    await keep([finding("letters", 1, document=curriculum("Życiorys.pdf"))])
    (found,) = read_findings(vault, KEY, CASE, "crm")
    digest = hashlib.sha256(PDF_CONTENT).hexdigest()
    stored = Stored("document/crm/0001", "Życiorys.pdf", ".pdf", len(PDF_CONTENT), digest)
    assert found.document == stored
    assert vault.get(KEY, CASE, stored.item) == PDF_CONTENT


async def test_a_strange_suffix_becomes_a_plain_one(vault: Vault, keep: Keep) -> None:
    """What a system calls a file's kind never becomes part of a path."""
    strange = Document("x", ".../../etc", curriculum().content)
    await keep([finding("letters", 1, document=strange)])
    (found,) = read_findings(vault, KEY, CASE, "crm")
    assert found.document is not None
    assert found.document.suffix == ".bin"


async def test_cases_are_kept_apart(vault: Vault, keep: Keep) -> None:
    """Each case has its own file under its own key; nobody else's opens it."""
    mine, other = finding("contacts", 1, name="A"), finding("contacts", 2, OTHER_CASE, name="B")
    assert await keep([mine, other, mine]) == {CASE: {"contacts": 2}, OTHER_CASE: {"contacts": 1}}
    assert [f.values["name"] for f in read_findings(vault, KEY, CASE, "crm")] == ["A", "A"]
    assert [f.values["name"] for f in read_findings(vault, OTHER_KEY, OTHER_CASE, "crm")] == ["B"]
    with pytest.raises(Damaged):
        list(read_findings(vault, OTHER_KEY, CASE, "crm"))


async def test_a_second_run_replaces_the_first(vault: Vault, keep: Keep) -> None:
    """What an earlier run found and this one does not is gone, documents too."""
    await keep([finding("letters", n, document=curriculum()) for n in range(3)])
    await keep([finding("letters", 0, document=curriculum())])
    assert vault.items(CASE) == ["document/crm/0001", "found/crm"]
    assert await keep([]) == {CASE: {}, OTHER_CASE: {}}
    assert vault.items(CASE) == []


async def test_one_bad_case_does_not_hold_up_the_others(vault: Vault) -> None:
    """A case whose document cannot be read is dropped; the rest of the batch is written."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        problem = "the disk is gone"
        raise OSError(problem)

    writer = FindingsWriter(vault, "crm", {CASE: KEY, OTHER_CASE: OTHER_KEY})
    await writer.add(finding("contacts", 1, name="A"))
    with pytest.raises(OSError, match="gone"):
        await writer.add(finding("letters", 1, document=Document("x", ".pdf", broken)))
    writer.drop(CASE)
    await writer.add(finding("contacts", 2, name="still comes"))
    await writer.add(finding("contacts", 3, OTHER_CASE, name="B"))
    assert await writer.close() == {OTHER_CASE: {"contacts": 1}}
    assert vault.items(CASE) == []


async def test_nothing_is_left_of_an_abandoned_batch(vault: Vault) -> None:
    """A batch that is given up leaves no items."""
    writer = FindingsWriter(vault, "crm", {CASE: KEY})
    await writer.add(finding("contacts", 1, name="A" * 200_000))
    writer.abandon()
    assert await writer.close() == {}
    assert list((folder_of(vault) / CASE).iterdir()) == []


async def test_a_case_that_was_not_asked_about_is_refused(vault: Vault) -> None:
    """A connector that answers about somebody else is at fault: there is no key for it."""
    writer = FindingsWriter(vault, "crm", {CASE: KEY})
    with pytest.raises(KeyError):
        await writer.add(finding("contacts", 1, OTHER_CASE))


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.dictionaries(st.text(), VALUES))
async def test_any_value_survives(values: dict[str, str | int | float | bool | None]) -> None:
    """Text with any signs, even half ones, numbers, nothing: what goes in comes out."""
    line = await written(Finding(CASE, "contacts", "contacts:1", values))
    for name, value in read_line(line).values.items():
        assert value == values[name] or value == str(values[name])
    assert line.count(b"\n") == 0
    assert line.startswith(starts("contacts"))
    json.loads(line, parse_constant=pytest.fail)


async def written(one: Finding) -> bytes:
    """Return the line of a finding."""
    with TemporaryDirectory() as folder:
        vault = Vault(Path(folder), durable=False)
        writer = FindingsWriter(vault, "crm", {CASE: KEY})
        await writer.add(one)
        await writer.close()
        (line,) = lines(vault, KEY, CASE, "crm")
    return line


async def test_lines_longer_than_a_chunk_are_whole(vault: Vault, keep: Keep) -> None:
    """A value of a megabyte is read as one, between shorter ones."""
    texts = ["a", "b" * MEGABYTE, "c", "d" * 65_536, "e"]
    await keep([finding("notes", n, text=text) for n, text in enumerate(texts)])
    found = read_findings(vault, KEY, CASE, "crm")
    assert [one.values["text"] for one in found] == texts


async def test_memory_does_not_grow_with_what_is_found(vault: Vault) -> None:
    """Twenty thousand rows and a document of 30 MB need less than 3 MB, written and read."""

    async def large() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield bytes(100_000)

    tracemalloc.start()
    writer = FindingsWriter(vault, "crm", {CASE: KEY})
    await writer.add(finding("letters", 1, document=Document("x", ".bin", large)))
    for n in range(20_000):
        await writer.add(finding("notes", n, text="Zażółć gęślą jaźń"))
    await writer.close()
    count = sum(1 for _ in read_findings(vault, KEY, CASE, "crm"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 3 * MEGABYTE


def test_no_representation_shows_values() -> None:
    """A finding in a log line or a failure message tells nothing about a person."""
    found = Found("contacts", "contacts:1", {"name": "Huong"}, None)
    assert "Huong" not in repr(found)
