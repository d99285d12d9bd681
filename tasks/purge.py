"""The steps of deleting by date, in their order; each may be repeated and needs none before it."""

from collections.abc import Awaitable, Callable, Mapping

from tasks.closing import close_cases
from tasks.desk import Desk, desk
from tasks.id_scans_over import delete_old_scans
from tasks.kit import verb
from tasks.leftovers import delete_leftovers
from tasks.purging import (
    carry_out,
    delete_cases,
    delete_copies,
    delete_messages,
    delete_outlived,
)

STEPS: Mapping[str, Callable[[Desk], Awaitable[int]]] = {
    "delete identity documents": delete_old_scans,
    "close cases": close_cases,
    "delete copies": delete_copies,
    "delete cases": delete_cases,
    "delete messages of no case": delete_messages,
    "delete what outlived its case": delete_outlived,
    "destroy keys, files and mails": carry_out,
    "delete leftovers": delete_leftovers,
}
"""What is done each night."""


@verb("{step}")
async def purge_step(step: str) -> int:
    """Take one of the steps; return how much there was to do."""
    return await STEPS[step](desk())
