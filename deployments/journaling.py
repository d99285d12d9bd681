"""`rightsflow journal show` and `journal export`."""

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from deployments.numbers import no_such_case
from deployments.terminal import ERR, OUT
from rightsflow.copy.open_vault import open_vault
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Misconfigured
from rightsflow.evidence.files import Files
from rightsflow.evidence.pack import Archive, draw_up, encoded
from rightsflow.evidence.paper import write_evidence
from rightsflow.evidence.reading import read_journal
from rightsflow.evidence.words import Words, languages, words
from rightsflow.register import case_number, cases
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_register

_SHORT = 12
"""So many digits of a hash tell two lines apart."""


def show_journal(folder: Path, number: str, *, as_json: bool) -> None:
    """Print the lines of a journal, in order, and whether it is whole."""
    settings = read_settings(folder)
    journal = asyncio.run(_journal(folder, settings, number))
    if as_json:
        told = {"case": case_number.as_number(number), **journal}
        OUT.print(json.dumps(told, indent=2, ensure_ascii=False), markup=False)
        return
    said = words("en", settings.controller.zone)
    table = Table(box=None, pad_edge=False)
    for column in ("line", "at", "who", "what", "detail", "hash"):
        table.add_column(column, overflow="fold")
    for one in journal["entries"]:
        table.add_row(*_row(one, said, settings))
    OUT.print(table)
    OUT.print(f"\n{whole_or_not(journal, said)}", markup=False)


def export_evidence(folder: Path, number: str, to: Path, *, language: str, force: bool) -> None:
    """Write the evidence of a case and print the names of the files."""
    settings = read_settings(folder)
    language = language or settings.languages[0]
    if language not in languages():
        problem = f"The evidence is written in {', '.join(sorted(languages()))}. Give one of these."
        raise Misconfigured(problem)
    files = Files(to, case_number.as_number(number))
    files.prepare(force=force)
    pack = asyncio.run(_pack(folder, settings, number, language))
    said = words(language, settings.controller.zone)
    files.save(encoded(pack), lambda name, digest: write_evidence(pack, said, (name, digest)))
    for file in (files.pdf, files.json):
        OUT.print(file.name, markup=False)
    ERR.print(
        "These files hold personal data, in clear: who asked, and every letter. Hand them over by "
        "a safe way, and delete them when they have had their time.",
        markup=False,
    )


def whole_or_not(journal: dict[str, Any], said: Words) -> str:
    """Return in a sentence whether a journal is whole."""
    broken, lines = journal["broken"], len(journal["entries"])
    if broken is None:
        return f"Whole: {lines} lines, and each fits the one before."
    return f"NOT WHOLE: from line {broken['line']} on: {said.code('flaws', broken['flaw'])}."


def _row(one: dict[str, Any], said: Words, settings: Settings) -> list[str]:
    at = datetime.fromisoformat(one["at"]).astimezone(settings.controller.zone)
    detail = ", ".join(f"{key}: {value}" for key, value in one["detail"].items() if value != "")
    what = said.code("events", one["event"])
    return [str(one["seq"]), f"{at:%Y-%m-%d %H:%M:%S}", one["actor"], what, detail,
            one["hash"][:_SHORT]]  # fmt: skip


async def _journal(folder: Path, settings: Settings, number: str) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        register, _ = await open_register(folder, settings, stack)
        async with register.read() as connection:
            case = await cases.by_number(connection, number)
            if case is None:
                raise no_such_case(number)
            return await read_journal(connection, case.id)


async def _pack(folder: Path, settings: Settings, number: str, language: str) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        vault = open_vault(settings.register_, folder)
        archive = Archive(settings.controller, load_systems(folder), register, keyring, vault)
        pack = await draw_up(archive, number, language, datetime.now(UTC))
        if pack is None:
            raise no_such_case(number)
        return pack
