"""What the demo's closing table says was done in the systems."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from deployments.demo_done import done_in
from rightsflow.register.journal import Entry, note
from rightsflow.settings import read_settings
from tasks.wiring import open_register
from tests.rightsflow.register.rows import NOW, opened


def said_of(office: Path, *entries: tuple[str, dict[str, str | int | bool | None]]) -> str:
    """Return what is said of a case with these entries in its journal."""

    async def work() -> str:
        async with AsyncExitStack() as stack:
            register, _ = await open_register(office, read_settings(office), stack)
            [case] = await opened(register)
            async with register.write() as connection:
                await note(connection, [Entry(case.id, *entry) for entry in entries], NOW)
                return (await done_in(connection, [case.id]))[case.id]

    return asyncio.run(work())


def test_records_are_counted_by_what_was_done_to_them(office: Path) -> None:
    """Over all systems, with the recipients who are told."""
    said = said_of(
        office,
        ("done", {"system": "crm", "erase_removed": 7, "erase_anonymised": 1}),
        ("done", {"system": "mailing", "erase_removed": 5}),
        ("notice_queued", {"notice": "N-1"}),
    )
    assert said == "12 erased, 1 emptied, 1 recipient told"


def test_what_is_found_stopped_again_counts_once(office: Path) -> None:
    """Stopped at once, and stopped still when the plan is carried out."""
    counts: dict[str, str | int | bool | None] = {"system": "crm", "object_changed": 2}
    assert said_of(office, ("stopped", counts), ("done", counts)) == "2 stopped"


def test_of_a_case_in_which_nothing_was_done_nothing_is_said(office: Path) -> None:
    """A dash, as elsewhere in the table."""
    assert said_of(office) == "-"
