"""`key escrow` and `key verify`: the master key on paper, and the proof of that paper."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import typer
from sqlalchemy import select

from deployments.terminal import ERR, OUT
from rightsflow.errors import Damaged, Misconfigured, WrongKey
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring
from rightsflow.register.masterkey import KeyFiles, id_of, read_master_key, write_master_key
from rightsflow.register.paperkey import LINES, Mistyped, printed, read_line, read_lines
from rightsflow.register.rotation import all_wrapped
from rightsflow.register.tables import instance
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_databases

_FILE_LINE = 44
"""A line of a key file: 32 bytes in base64."""


def print_key(folder: Path, *, next_: bool) -> None:
    """Print a master key for paper, with its name and how it is read."""
    files = KeyFiles(read_settings(folder).register_.key_file)
    if next_ and not files.next.exists():
        problem = "There is no next key. Make it first: rightsflow key rotate --prepare"
        raise Misconfigured(problem)
    key = read_master_key(files.next if next_ else files.file)
    OUT.print(f"Rightsflow master key {id_of(key)}\n", markup=False)
    for number, line in enumerate(printed(key), start=1):
        OUT.print(f"{number}   {line}", markup=False)
    OUT.print("\nZero is a digit; the letters I, L, O and U are not used.", markup=False)
    if sys.stdout.isatty():
        ERR.print("\nThis is the key itself. Clear the screen when you have copied it: clear",
                  markup=False)  # fmt: skip


def verify_copy(folder: Path, *, write: bool) -> int:
    """Ask for a copy, open the register with it, and return the exit status: 1 if it does not."""
    settings = read_settings(folder)
    file = settings.register_.key_file
    if write and file.exists():
        problem = f"{file.name} is there. A key is never written over; move the file away first."
        raise Misconfigured(problem)
    key = _asked() if sys.stdin.isatty() else read_lines(list(_given()))
    count = asyncio.run(_opens(folder, settings, key))
    name = id_of(key)
    OUT.print(f"✓ This is the key {name}. It opens the register, and {count} keys of cases.",
              markup=False)  # fmt: skip
    if write:
        write_master_key(file, key)
        OUT.print(f"✓ {file.name} is written.", markup=False)
    return 0


def _asked() -> bytes:
    """Ask line by line, hidden; a line with a typing error is asked for again."""
    lines: list[bytes] = []
    while len(lines) < LINES:
        text = typer.prompt(f"Line {len(lines) + 1}", hide_input=True, err=True)
        if not lines and len(text.strip()) == _FILE_LINE:
            return read_lines([text])
        try:
            lines.append(read_line(len(lines), text))
        except Mistyped as error:
            ERR.print(f"✗ {error} Type it again.", markup=False)
    return b"".join(lines)


def _given() -> Iterator[str]:
    """Yield the lines of standard input, without the numbers and words around them."""
    for line in sys.stdin:
        text = line.strip()
        if text[:1].isdigit() and text[1:4] == "   ":
            text = text[4:]
        elif text.startswith(("Rightsflow", "Zero")):
            continue
        if text:
            yield text


async def _opens(folder: Path, settings: Settings, key: bytes) -> int:
    """Open the register's proof and every key of a case; return how many these were.

    Raises `WrongKey` for another key, and for one that opens the register but not every key.
    """
    async with AsyncExitStack() as stack:
        register, keys = open_databases(folder, settings, stack)
        keyring = Keyring(key, keys)
        keyring.held.proving(await _proof(register))
        count = 0
        async for scope, wrapped, key_id in all_wrapped(keys):
            try:
                keyring.unwrap(scope, wrapped, key_id)
            except Damaged:
                problem = f"The key opens the register, but not the key {scope}, which is damaged."
                raise WrongKey(problem) from None
            count += 1
        return count


async def _proof(register: Database) -> bytes:
    await register.upgrade()
    async with register.read() as connection:
        proof: bytes | None = await connection.scalar(select(instance.c.proof))
    if proof is None:
        problem = "The register is empty: it has not taken on any key yet."
        raise Misconfigured(problem)
    return proof
