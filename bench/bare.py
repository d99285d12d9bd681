"""The same work done bare: queries, PDF, archive; no register, no vault, no Prefect, no mail.

The same library calls in as many processes, the same bytes at the end. What it costs is what
the rest of the program is measured against.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import MetaData, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from rightsflow.copy.job import Answer, Asked, CopyJob
from rightsflow.copy.passphrase import make_passphrase
from rightsflow.copy.pool import CopyPool
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.settings import Settings, read_settings

_KEY = bytes(32)


class _File:
    """Plain bytes on their way into a plain file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")

    def write(self, data: bytes) -> int:
        """Write, and return how much."""
        return self._file.write(data)

    def close(self) -> None:
        """Finish."""
        self._file.close()


class PlainVault:
    """Files as they are, where the program seals them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, _key: bytes, scope: str, item: str, content: bytes) -> None:
        """Write a file."""
        path = self._root / scope / item
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def read(self, _key: bytes, scope: str, item: str) -> Iterator[bytes]:
        """Yield a file whole: they are small here."""
        yield (self._root / scope / item).read_bytes()

    def size(self, scope: str, item: str) -> int:
        """Return the bytes of a file."""
        return (self._root / scope / item).stat().st_size

    @contextmanager
    def writer(self, _key: bytes, scope: str, item: str) -> Iterator[_File]:
        """Write a file in parts."""
        file = _File(self._root / scope / item)
        yield file
        file.close()


async def bare_work(folder: Path, url: str, subjects: Sequence[str], pool: CopyPool) -> None:
    """Query, write and pack the copies of these people, in the instance's batches."""
    settings, systems = read_settings(folder), load_systems(folder)
    engine = create_async_engine(url)
    system = systems["shop"]
    made: list[asyncio.Task[Any]] = []
    try:
        async with engine.connect() as connection:
            tables = MetaData()
            await connection.run_sync(tables.reflect)
            for start in range(0, len(subjects), settings.pace.batch):
                batch = subjects[start : start + settings.pace.batch]
                found = await _found(connection, tables, system, batch)
                for number, address in enumerate(batch, start):
                    job = _job(folder, settings, system, number, address, found[address])
                    made.append(asyncio.create_task(pool.assemble(job)))
        await asyncio.gather(*made)
    finally:
        await engine.dispose()


async def _found(
    connection: AsyncConnection, tables: MetaData, system: SystemMap, batch: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {address: [] for address in batch}
    owner: dict[int, str] = {}
    for name, collection in system.collections.items():
        table = tables.tables[name]
        columns = [table.c[column] for column in collection.fields]
        if collection.parent is None:
            query = select(*columns).where(table.c.email.in_(batch))
        else:
            query = select(*columns).where(table.c.customer_id.in_(list(owner)))
        for row in await connection.execute(query):
            values = {key: _plain(value) for key, value in row._mapping.items()}  # noqa: SLF001
            address = values.get("email") or owner[values["customer_id"]]
            if collection.person:
                owner[values["id"]] = address
            record = f"{name}:{values['id']}"
            found[address].append({"collection": name, "record": record, "values": values})
    return found


def _job(
    folder: Path,
    settings: Settings,
    system: SystemMap,
    number: int,
    address: str,
    found: Sequence[dict[str, Any]],
) -> CopyJob:
    scope = f"RF-2026-{number:06d}"
    lines = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in found)
    PlainVault(folder / "bare").put(_KEY, scope, "found/shop", lines)
    now = datetime.now(UTC)
    return CopyJob(
        vault=cast("Any", PlainVault(folder / "bare")),  # stands in for one, and is none
        key=_KEY,
        case_number=scope,
        language="en",
        received_at=now,
        made_at=now,
        identifiers=(Identifier(IdentifierKind.email, address),),
        asked=(Asked(system, Answer.held, len(found)),),
        controller=settings.controller,
        passphrase=make_passphrase(settings.copy_.bits),
        policy=settings.copy_,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's value
    return value.isoformat() if isinstance(value, (date, datetime)) else value
