"""What is said of index and folder before they are asked."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

from connectors.files.place import Place
from connectors.sql.connector import SqlConnector
from rightsflow.connector import Health


async def counted(health: Health, index: SqlConnector, folder: Place) -> Health:
    """Return what the index said, with the documents that it refers to counted."""
    problems = []
    for name, collection in index.system.collections.items():
        if collection.document is None:
            continue
        there, missing = await _documents(index, folder, name)
        health = replace(health, detail=f"{health.detail}, {there} documents in {name}")
        if missing:
            problem = f"{missing} documents that {name} refers to are not below root."
            problems.append(f"{problem} Restore them, or correct the references.")
    return replace(health, problems=tuple(problems))


async def _documents(index: SqlConnector, folder: Place, collection: str) -> tuple[int, int]:
    """Return how many documents of a collection are there, and how many are not."""
    counts = {True: 0, False: 0}
    async with aclosing(index.documents(collection)) as rows:
        async for _, path in rows:
            counts[await asyncio.to_thread(folder.find, path) is not None] += 1
    return counts[True], counts[False]
