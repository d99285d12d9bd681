"""`rightsflow restore`: a restored backup is proved, and made to forget what came after it."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from deployments.proving import Instance, Proof, prove
from deployments.replaying import replay_table, replay_with
from deployments.terminal import OUT, Counting
from deployments.unfinished import Unfinished, note, noted
from rightsflow.copy.open_vault import open_vault
from rightsflow.datamap.load import load_systems
from rightsflow.errors import Misconfigured
from rightsflow.register.forgetting import Since, forget_again, since_backup
from rightsflow.register.ledgercopy import LedgerCopy
from rightsflow.settings import Settings, read_settings
from tasks.wiring import open_register

_WRONG = 1
_TO_FORGET = 3


def check_restored(folder: Path, more: Sequence[Path], *, as_json: bool) -> int:
    """Prove, compare with the copy of the ledger, print; return the exit status."""
    settings = read_settings(folder)
    with Counting("proving") as shown:
        proof, since = asyncio.run(_checked(folder, settings, more, shown))
    if as_json:
        OUT.print(json.dumps(_plain(proof, since), indent=2), markup=False)
    else:
        for line in (*_proved(proof), *_since(since, settings)):
            OUT.print(line, markup=False)
        if noted(folder):
            OUT.print("! A replay was cut off. Go on: rightsflow restore --replay", markup=False)
    if proof.faults:
        return _WRONG
    done = since.nothing and since.lines and noted(folder) is None
    return 0 if done else _TO_FORGET


def replay_restored(folder: Path, more: Sequence[Path], since_on: date | None) -> int:
    """Make the register forget again, replay its erasures in the systems; return the exit status.

    `since_on`: the day of the backups of the systems, where that is before the register's.
    """
    settings = read_settings(folder)
    since = asyncio.run(_compared(folder, settings, more))
    left = _to_ask(since, settings, since_on, frozenset(load_systems(folder)))
    before = noted(folder)
    left = left.joined(before) if left else before
    note(folder, left)
    asyncio.run(_forget(folder, settings, more))
    OUT.print(
        f"Entered again: {len(since.erased)} erasures, {since.lists} changes of lists. "
        f"Keys deleted again: {len(since.dropped)}.", markup=False,
    )  # fmt: skip
    status = 0
    for system, begin_on in left.each() if left else ():
        try:
            status = max(status, _replayed(folder, system, begin_on))
        except Misconfigured as error:  # one that no program can ask does not stop the others
            OUT.print(f"\n✗ {system}: {error}", markup=False)
            status = _WRONG
    note(folder, None)
    return status


def _to_ask(
    since: Since, settings: Settings, since_on: date | None, every: frozenset[str]
) -> Unfinished | None:
    """Return which systems are asked, from which day on: all of them from a day that was named."""
    first_at = since.first_at
    of_ledger = None
    if first_at is not None:
        first_on = first_at.astimezone(settings.controller.zone).date()
        of_ledger = Unfinished(first_on, frozenset(since.systems))
    return Unfinished(since_on, every).joined(of_ledger) if since_on else of_ledger


def _replayed(folder: Path, system: str, since_on: date) -> int:
    back = [one for one in replay_with(folder, system, since_on) if one.back]
    OUT.print(f"\n{system}: {'' if back else 'nothing is back.'}", markup=False)
    if back:
        OUT.print(replay_table(back, trial=False))
    return _WRONG if any(one.left for one in back) else 0


async def _checked(
    folder: Path, settings: Settings, more: Sequence[Path], shown: Counting
) -> tuple[Proof, Since]:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        vault = open_vault(settings.register_, folder)
        proof = await prove(Instance(register, keyring, vault), shown.count)
        copies, today_on = _copies(settings, more), _today(settings)
        return proof, await since_backup(register, keyring, copies, today_on)


async def _compared(folder: Path, settings: Settings, more: Sequence[Path]) -> Since:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        return await since_backup(register, keyring, _copies(settings, more), _today(settings))


async def _forget(folder: Path, settings: Settings, more: Sequence[Path]) -> None:
    async with AsyncExitStack() as stack:
        register, keyring = await open_register(folder, settings, stack)
        await forget_again(register, keyring, _copies(settings, more), _today(settings))


def _copies(settings: Settings, more: Sequence[Path]) -> list[LedgerCopy]:
    own = settings.register_.ledger_copy
    return [LedgerCopy(own), *(LedgerCopy(one) for one in more if one.resolve() != own.resolve())]


def _today(settings: Settings) -> date:
    return datetime.now(settings.controller.zone).date()


def _proved(proof: Proof) -> list[str]:
    lines = [f"✗ {one}" for one in proof.named]
    if proof.faults > len(proof.named):
        lines.append(f"✗ and {proof.faults - len(proof.named)} more.")
    size = f"{proof.content_bytes / 1e6:.1f} MB"
    lines += [
        "✓ The master key is the key of this register, and the schema is that of this program.",
        f"  Cases: {proof.cases}, of which open: {proof.open_cases}. Messages: {proof.messages}.",
        f"  Files of the vault, opened to the last chunk: {proof.files} ({size}).",
        f"  Journals: {proof.journals}.",
    ]
    if proof.without_key:
        lines.append(f"  Files whose key was deleted, which nobody can open: {proof.without_key}.")
    if proof.faults:
        return [*lines, f"✗ NOT USABLE as it is: {proof.faults} faults. See above."]
    return [*lines, "✓ Usable: register, vault and key store belong together."]


def _since(since: Since, settings: Settings) -> list[str]:
    lines = []
    if since.unreadable:
        lines.append(
            f"✗ Lines of the copy of the ledger that do not open: {len(since.unreadable)} "
            f"(the first is line {since.unreadable[0]}). Is this the newest copy?"
        )
    if not since.lines:
        lines.append(
            "✗ There is no copy of the ledger. What was erased since the backup is not known: put "
            "the newest copy into its place, or name it with --ledger."
        )
        return lines
    if since.nothing:
        return [*lines, f"✓ The register knows all {since.lines} lines of the copy of the ledger."]
    lines.append("! Since this backup, and not in it:")
    if since.first_at:
        first_at = since.first_at.astimezone(settings.controller.zone)
        lines.append(
            f"  erasures and objections: {len(since.erased)}, the first on "
            f"{first_at:%Y-%m-%d %H:%M}, in {', '.join(since.systems)}"
        )
    if since.lists:
        lines.append(f"  changes of the suppression lists: {since.lists}")
    if since.dropped:
        lines.append(f"  keys that had been deleted and are back: {len(since.dropped)}")
    return [*lines, "  Do it again before anything else: rightsflow restore --replay"]


def _plain(proof: Proof, since: Since) -> dict[str, Any]:
    return {
        "usable": not proof.faults,
        **{key: value for key, value in asdict(proof).items() if key != "named"},
        "named": proof.named,
        "ledger": {
            "lines": since.lines,
            "unreadable": since.unreadable,
            "erasures": len(since.erased),
            "first_at": since.first_at.isoformat() if since.first_at else None,
            "systems": since.systems,
            "lists": since.lists,
            "keys": len(since.dropped),
        },
    }
