"""`rightsflow key check`: what is wrapped by which master key, and what is kept of earlier ones."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from rich.table import Table
from sqlalchemy import func, select

from deployments.terminal import OUT
from rightsflow.register.keyuses import AFTER, Use
from rightsflow.register.masterkey import KeyFiles, id_of
from rightsflow.register.tables import case_key, kept_key, wrapping
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_register


def check_keys(folder: Path, *, as_json: bool) -> None:
    """Print names, counts and dates; no key."""
    settings = read_settings(folder)
    found = asyncio.run(_found(folder, settings))
    if as_json:
        OUT.print(json.dumps(found, indent=2), markup=False)
        return
    OUT.print(f"Master key: {found['master_key']}, in use since {found['since']}", markup=False)
    if found["next_key"]:
        OUT.print(
            f"Next key: {found['next_key']}. A rotation is prepared or was cut off: "
            "rightsflow key rotate", markup=False,
        )  # fmt: skip
    for name, count in found["wrapped"].items():
        OUT.print(f"Keys of cases under {name or 'a key without a name'}: {count}", markup=False)
    if found["kept"]:
        table = Table("kept for", "of", "until", "why", box=None)
        for one in found["kept"]:
            until = one["until_on"] or ("always" if one["use"] == Use.recognise else "not needed")
            table.add_row(one["use"], one["key_id"], until, AFTER[Use(one["use"])])
        OUT.print("\nKept of earlier master keys:", markup=False)
        OUT.print(table)


async def _found(folder: Path, settings: Settings) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        _, keyring = await open_register(folder, settings, stack)
        async with keyring.store.read() as connection:
            now = (await connection.execute(select(wrapping))).one()
            counted = select(case_key.c.key_id, func.count()).group_by(case_key.c.key_id)
            wrapped = {row[0]: row[1] for row in await connection.execute(counted)}
            kept = (await connection.execute(select(kept_key))).all()
    names = [id_of(one) for one in KeyFiles(settings.register_.key_file).read()]
    return {
        "master_key": now.key_id,
        "since": now.since_at.astimezone(settings.controller.zone).isoformat(timespec="seconds"),
        "next_key": names[1] if len(names) > 1 else None,
        "wrapped": wrapped,
        "kept": [
            {
                "use": row.use,
                "key_id": row.key_id,
                "until_on": row.until_on.isoformat() if row.until_on else None,
            }
            for row in kept
        ],
    }
