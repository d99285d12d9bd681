"""`rightsflow decide`: what waits is shown, and a decision goes the way of the form."""

import asyncio
import json
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from deployments.decision_shown import show_holds
from deployments.embedded import prefect_for
from deployments.numbers import no_such_case
from deployments.running import flush_log
from deployments.terminal import OUT
from rightsflow.errors import Misconfigured, NeedsPerson
from rightsflow.law.decision import Decision
from rightsflow.law.hold import row_of
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight
from rightsflow.letters.staff.replies import TooLong, texts_in
from rightsflow.register import approvers, cases, decisions, waiting, written
from rightsflow.register.journal import Entry, note
from rightsflow.register.waiting import OpenHold
from tasks.desk import Desk
from tasks.showing import shown_of
from tasks.shown import Shown
from tasks.statements import keep_texts
from tasks.wiring import open_desk

LONGEST = 20_000
_CODE_DIGITS = 6
_HOW_TO_LOOK = """
To see the plan: rightsflow plan {number} --config {folder}"""
_HOW_TO = """
To write a text: rightsflow say {number} FILE --kind KIND --approver NAME --config {folder}
To decide:       rightsflow decide {number} --decision DECISION --config {folder}"""


class Refused(NeedsPerson):
    """The decision was not accepted; nothing of it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was given on the command line."""

    decision: Decision | None
    hold: str | None
    ground: RefusalGround | None
    rights: tuple[AskedRight, ...]
    records: tuple[int, ...]
    systems: tuple[str, ...]
    months: int
    approver: str | None
    code: str | None = field(repr=False)


def decide_case(folder: Path, number: str, chosen: Chosen, *, as_json: bool, reveal: bool) -> None:
    """Show what waits in a case; with a decision, carry it out through the flow `decide`.

    Raises `Misconfigured` where there is no such case or hold, and what the flow raises.
    """
    found = asyncio.run(_found(folder, number, reveal=reveal))
    if chosen.decision is None:
        if as_json:
            OUT.print(json.dumps([_plain(one) for one in found], indent=2), markup=False)
            return
        show_holds(found, number, reveal=reveal)
        if any(one.plans for one in found):
            OUT.print(_HOW_TO_LOOK.format(number=number, folder=folder.name), markup=False)
        if found:
            OUT.print(_HOW_TO.format(number=number, folder=folder.name), markup=False)
        return
    one = _picked(found, number, chosen.hold)
    if not as_json:
        show_holds([one], number, reveal=reveal)
    handle = chosen.approver or typer.prompt("Approver", err=True)
    code = _digits(chosen.code or typer.prompt("One-time code", hide_input=True, err=True))
    before = asyncio.run(_letters(folder, number))
    with prefect_for(folder):
        # What stands against a decision is told once, in a sentence of ours.
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        result = asyncio.run(_decide(folder, one, chosen, handle, code))
    sent = asyncio.run(_letters(folder, number))[len(before) :]
    if as_json:
        OUT.print(json.dumps({"result": result, "letters": sent}), markup=False)
        return
    OUT.print(f"{result[0].upper()}{result[1:]}.", markup=False)
    if sent:
        OUT.print(f"Written to the person: {', '.join(sent)}. To read it:", markup=False)
        OUT.print(f"  rightsflow case show {number} --reveal --config {folder.name}")


def _digits(code: str) -> str:
    """Return the code without the blanks that apps show in it; raises `Misconfigured`."""
    digits = "".join(code.split())
    if len(digits) != _CODE_DIGITS or not digits.isascii() or not digits.isdigit():
        problem = "The code has six digits, as your authenticator app shows them now."
        raise Misconfigured(problem)
    return digits


async def _letters(folder: Path, number: str) -> list[str]:
    """Return the kinds of the letters that were written to the person of a case."""
    async with open_desk(folder) as at, at.register.read() as connection:
        case = await _case(connection, number)
        return await written.kinds_to_requester(connection, case.id)


def say_text(folder: Path, number: str, kind: TextKind, raw: bytes, handle: str) -> None:
    """Keep a text for the next decision of a case.

    Raises `Misconfigured` for one that is empty, too long or not in UTF-8.
    """
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        problem = "This file is not in UTF-8. Save it anew with this encoding."
        raise Misconfigured(problem) from None
    if not text or len(text) > LONGEST:
        problem = f"A text has at least one word and at most {LONGEST} characters."
        raise Misconfigured(problem)
    waits = asyncio.run(_say(folder, number, kind, _without_heading(kind, text), handle))
    OUT.print(f"Kept for the next decision in {number}.", markup=False)
    if not waits:
        OUT.print("Nothing waits for a decision there now.", markup=False)
    OUT.print(f"See: rightsflow decide {number} --config {folder.name}", markup=False)


def _without_heading(kind: TextKind, text: str) -> str:
    """Return the text without the heading that a mail would want, where it begins with its own."""
    found = texts_in(text)
    if isinstance(found, TooLong) or found.keys() != {kind}:
        return text
    return found[kind]


async def _say(folder: Path, number: str, kind: TextKind, text: str, handle: str) -> bool:
    """Keep the text; return whether anything waits for a decision."""
    async with open_desk(folder) as at, at.register.write() as connection:
        known = await approvers.active(connection, at.keyring)
        if handle not in {one.handle for one in known}:
            problem = f"There is no approver {handle}. See: rightsflow approver list"
            raise Misconfigured(problem)
        case = await _case(connection, number)
        await cases.lock(connection, [case.id])
        await keep_texts(connection, at, case, {kind: text}, handle)
        return bool(await waiting.of_cases(connection, [case.id]))


async def _case(connection: Any, number: str) -> cases.Case:  # noqa: ANN401 - a connection
    case = await cases.by_number(connection, number)
    if case is None:
        raise no_such_case(number)
    return case


async def _found(folder: Path, number: str, *, reveal: bool) -> list[Shown]:
    async with AsyncExitStack() as stack:
        at = await stack.enter_async_context(open_desk(folder))
        async with at.register.write() as connection:
            case = await _case(connection, number)
            if reveal:
                entry = Entry(case.id, "revealed", actor="operator")
                await note(connection, [entry], at.now())
            holds = await waiting.of_cases(connection, [case.id])
            return [await _shown(connection, at, one) for one in holds]


async def _shown(connection: Any, at: Desk, hold: OpenHold) -> Shown:  # noqa: ANN401 - a connection
    first = await decisions.waiting_for_second(connection, hold.id)
    return await shown_of(connection, at, hold, first)


def _picked(found: list[Shown], number: str, ref: str | None) -> Shown:
    """Return the hold that is meant; raises `Misconfigured` where that is not clear."""
    if not found:
        problem = f"Nothing waits for a person in {number}."
        raise Misconfigured(problem)
    meant = [one for one in found if ref in {None, one.hold.ref}]
    if len(meant) == 1:
        return meant[0]
    if ref and any(ref.split(".")[0] == one.hold.ref.split(".")[0] for one in found):
        problem = (
            f"What you were shown of {ref} has changed meanwhile. Look at it again without it."
        )
        raise Misconfigured(problem)
    waits = ", ".join(f"{one.hold.ref} ({one.hold.kind})" for one in found) or "nothing"
    problem = f"Say which hold you mean, with --hold. In {number} there waits: {waits}."
    raise Misconfigured(problem)


async def _decide(folder: Path, one: Shown, chosen: Chosen, handle: str, code: str) -> str:
    from flows.decide import decide
    from tasks.kit import SafeError

    async with open_desk(folder):
        try:
            return await decide(
                case=one.case.number,
                hold=one.hold.ref,
                plan=one.digest,
                approver=handle,
                decision=chosen.decision or Decision.release,
                ground=chosen.ground or "none",
                rights=list(chosen.rights),
                records=list(chosen.records),
                systems=list(chosen.systems),
                months=2 if chosen.months > 1 else 1,
                code=code,
            )
        except SafeError as error:
            raise Refused(str(error)) from None
        finally:
            await flush_log()


def _plain(one: Shown) -> dict[str, Any]:
    return {
        "hold": one.hold.ref,
        "kind": one.hold.kind,
        "plan": one.digest,
        "reasons": list(one.hold.reasons),
        "answer_by": one.hold.answer_by_on.isoformat(),
        "in_silence": row_of(one.hold.kind).silence,
        "decisions": [
            option.decision for option in one.as_wanted(form=(), link="", command="").options
        ],
        "texts": sorted(one.texts),
        "waits_for_second": one.first is not None,
    }
