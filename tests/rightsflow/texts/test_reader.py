"""The confined process: it answers, it is replaced, and it holds nothing."""

import asyncio
from pathlib import Path

import pytest

from rightsflow.texts import State, TextReader
from tests.rightsflow.texts.making import docx

LETTER = b"Subject: =?utf-8?q?=C5=BB=C3=B3=C5=82=C4=87?=\nContent-Type: text/html\n\n<p>Hello you"


async def test_letters_and_documents_come_back_as_text() -> None:
    """In one process, one after another, however many ask at once."""
    async with TextReader() as reader:
        letter, searched, document = await asyncio.gather(
            reader.letter(LETTER), reader.searched(LETTER), reader.document(".docx", docx("one"))
        )

    assert (letter.text, searched.text) == ("Hello you", "Żółć\ntext/html\nHello you")
    assert (document.state, document.text.strip()) == (State.read, "one")


async def test_a_kind_that_is_not_read_starts_no_process() -> None:
    """Whoever asks about photographs waits for nothing."""
    async with TextReader() as reader:
        reading = await reader.document(".jpg", b"\xff\xd8")

        assert (reading.state, reader._worker.pid) == (State.unreadable, None)


async def test_a_process_that_died_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """One costly document is not searchable; the next one is read."""
    async with TextReader() as reader:
        await reader.letter(LETTER)
        monkeypatch.setattr("rightsflow.texts.limits.SECONDS", 0)
        lost = await reader.letter(LETTER)
        monkeypatch.undo()

        assert lost.flaws == ("parser_failed",)
        assert (await reader.letter(LETTER)).text == "Hello you"


async def test_the_process_has_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that took it over finds no secret."""
    monkeypatch.setenv("MASTER_KEY", "secret-of-the-parent")
    async with TextReader() as reader:
        await reader.letter(LETTER)
        file = Path(f"/proc/{reader._worker.pid}/environ")
        environment = await asyncio.to_thread(file.read_bytes)

    assert b"LC_ALL" in environment
    assert b"secret-of-the-parent" not in environment
