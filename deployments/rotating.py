"""`rightsflow key rotate`: a new master key, while everything goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deployments.terminal import OUT, Counting
from rightsflow.errors import Misconfigured
from rightsflow.filelock import held
from rightsflow.register.masterkey import KeyFiles
from rightsflow.register.rotation import Rotation, forget_over, still_to_do
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_register

_LOCK = "rotation.lock"


def rotate_key(folder: Path, *, prepare: bool, everywhere: bool) -> None:
    """Rotate, or only make the next key, and say what a person has to do with paper and backups."""
    settings = read_settings(folder)
    with held(folder / "run" / _LOCK, "A rotation goes on in another process."):
        asyncio.run(_rotated(folder, settings, prepare=prepare, everywhere=everywhere))


async def _rotated(folder: Path, settings: Settings, *, prepare: bool, everywhere: bool) -> None:
    async with _opened(folder, settings) as rotation:
        begun = rotation.files.next.exists()
        if not (prepare or everywhere or rotation.register.is_sqlite):
            problem = (
                "Several machines may work on this register. Run first: rightsflow key rotate "
                f"--prepare; copy {rotation.files.next.name} to every machine, beside the key "
                "file, with the rights 0600; then: rightsflow key rotate --everywhere"
            )
            raise Misconfigured(problem)
        name = await rotation.prepare()
        if prepare:
            OUT.print(_PREPARED.format(name=name, file=rotation.files.next.name), markup=False)
            return
        if begun:
            OUT.print(f"Going on with the key {name}, which was made before.", markup=False)
        total = await still_to_do(rotation.keyring.store, name)
        with Counting("wrapping keys anew", total=total) as shown:
            count = await rotation.carry_out(shown.count)
        await forget_over(rotation.register, rotation.keyring, rotation.now, rotation.today_on)
        over_on = rotation.today_on + timedelta(days=settings.retention.key_backup_days)
        OUT.print(_DONE.format(name=name, count=count, over_on=over_on), markup=False)
        if everywhere:
            files = rotation.files
            told = _ELSEWHERE.format(next=files.next.name, file=files.file.name)
            OUT.print(told, markup=False)


@asynccontextmanager
async def _opened(folder: Path, settings: Settings) -> AsyncIterator[Rotation]:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        yield Rotation(
            files=KeyFiles(settings.register_.key_file),
            keyring=keyring,
            register=register,
            now=datetime.now(UTC),
            today_on=datetime.now(settings.controller.zone).date(),
            ledger_days=settings.retention.ledger_days,
            case_days=settings.retention.case_days,
        )


_PREPARED = """\
The next key is {name}. It lies in {file}; nothing is wrapped by it yet.

1. Put it on paper: rightsflow key escrow --next | lp
2. Copy {file} to every machine that works on this register, beside the key file,
   with the rights 0600.
3. rightsflow key rotate --everywhere"""

_DONE = """\
The master key is {name} now. Keys of cases under it: {count}. The old key is not on this machine
any more.

1. Put the new key on paper, if you have not yet: rightsflow key escrow | lp
   Prove the paper: rightsflow key verify
2. Make a backup now: those made before open with the old key alone.
3. Keep the old key's paper until {over_on}, when the last backup of the key store expires that was
   made before. Then destroy it."""

_ELSEWHERE = """\
4. On every other machine: mv {next} {file}"""
