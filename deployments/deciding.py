"""`rightsflow decide`: what waits is shown, and a decision goes the way of the form."""

import asyncio
import json
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from deployments.embedded import prefect_for
from deployments.running import flush_log
from deployments.terminal import OUT
from rightsflow.errors import Misconfigured, NeedsPerson
from rightsflow.law.decision import Decision
from rightsflow.law.hold import row_of
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import AskedRight
from rightsflow.letters.staff.contexts import DecisionWanted
from rightsflow.register import approvers, cases, decisions, waiting
from rightsflow.register.journal import Entry, note
from rightsflow.register.waiting import OpenHold
from tasks.desk import Desk
from tasks.showing import Shown, shown_of
from tasks.statements import keep_texts
from tasks.wiring import open_desk

LONGEST = 20_000
_HOW_TO = """
To write a text: rightsflow say {number} --kind KIND --approver NAME FILE
To decide:       rightsflow decide {number} --decision DECISION --approver NAME"""


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
        _show(found, number, as_json=as_json, reveal=reveal)
        if found and not as_json:
            OUT.print(_HOW_TO.format(number=number), markup=False)
        return
    one = _picked(found, number, chosen.hold)
    if not as_json:
        _show([one], number, as_json=False, reveal=reveal)
    handle = chosen.approver or typer.prompt("Approver", err=True)
    code = chosen.code or typer.prompt("One-time code", hide_input=True, err=True)
    with prefect_for(folder):
        # What stands against a decision is told once, in a sentence of ours.
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        result = asyncio.run(_decide(folder, number, one, chosen, handle, code))
    OUT.print(
        json.dumps({"result": result}) if as_json else f"{result.capitalize()}.", markup=False
    )


def say_text(folder: Path, number: str, kind: TextKind, text: str, handle: str) -> None:
    """Keep a text for the next decision of a case; raises `Misconfigured` for one too long."""
    if not text.strip() or len(text) > LONGEST:
        problem = f"A text has at least one word and at most {LONGEST} characters."
        raise Misconfigured(problem)
    asyncio.run(_say(folder, number, kind, text.strip(), handle))
    OUT.print(f"Kept for the next decision in {number}. See: rightsflow decide {number}")


async def _say(folder: Path, number: str, kind: TextKind, text: str, handle: str) -> None:
    async with open_desk(folder) as at, at.register.write() as connection:
        known = await approvers.active(connection, at.keyring)
        if handle not in {one.handle for one in known}:
            problem = f"There is no approver {handle}. See: rightsflow approver list"
            raise Misconfigured(problem)
        case = await _case(connection, number)
        await cases.lock(connection, [case.id])
        await keep_texts(connection, at, case, {kind: text}, handle)


async def _case(connection: Any, number: str) -> cases.Case:  # noqa: ANN401 - a connection
    case = await cases.by_number(connection, number)
    if case is None:
        problem = f"No such case: {number}. See: rightsflow case list --all"
        raise Misconfigured(problem)
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
    meant = [one for one in found if ref in {None, one.hold.ref}]
    if len(meant) == 1:
        return meant[0]
    waits = ", ".join(f"{one.hold.ref} ({one.hold.kind})" for one in found) or "nothing"
    problem = f"Say which hold you mean, with --hold. In {number} there waits: {waits}."
    raise Misconfigured(problem)


async def _decide(
    folder: Path, number: str, one: Shown, chosen: Chosen, handle: str, code: str
) -> str:
    from flows.decide import decide
    from tasks.kit import SafeError

    async with open_desk(folder):
        try:
            return await decide(
                case=number,
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


def _show(found: list[Shown], number: str, *, as_json: bool, reveal: bool) -> None:
    if as_json:
        OUT.print(json.dumps([_plain(one) for one in found], indent=2), markup=False)
        return
    if not found:
        OUT.print(f"Nothing waits for a person in {number}.")
    for one in found:
        _show_one(one, reveal=reveal)


def _show_one(one: Shown, *, reveal: bool) -> None:
    wanted = _wanted(one)
    OUT.print(f"\n[bold]{one.hold.ref}  {one.hold.kind}[/bold]", markup=True)
    facts = Table(box=None, show_header=False)
    for name, value in (
        ("why", ", ".join(one.hold.reasons) or "-"),
        ("answer by", one.hold.answer_by_on.isoformat()),
        ("case is due", f"{one.case.due_on.isoformat()} ({wanted.days_left} days left)"),
        ("in silence", wanted.silence.replace("_", " ")),
        ("asked for", ", ".join(r.right for r in one.asked) or "-"),
        ("written", ", ".join(one.texts) or "-"),
        ("second person for", str(one.first.content.decision) if one.first else "-"),
    ):
        facts.add_row(name, value)
    OUT.print(facts)
    options = Table("decision", "people", "ground", "still to be written", box=None)
    for option in wanted.options:
        grounds = ", ".join(dict.fromkeys(ground for _, ground in option.grounds)) or "-"
        people = f"{option.approvers}, one the officer" if option.officer else str(option.approvers)
        texts = ", ".join(option.texts_wanted) or "-"
        options.add_row(option.decision, people, grounds, texts)
    OUT.print(options)
    if reveal:
        personal = {
            "letter": one.letter_text,
            "records": {
                str(n): f"{m.system} {m.record} ({m.identifier.kind} {m.identifier.value})"
                for n, m in enumerate(one.records, 1)
            },
            "texts": {kind: given.text for kind, given in one.texts.items()},
        }
        OUT.print(json.dumps(personal, indent=2, ensure_ascii=False), markup=False)


def _wanted(one: Shown) -> DecisionWanted:
    return one.as_wanted(form=(), link="", command="")


def _plain(one: Shown) -> dict[str, Any]:
    return {
        "hold": one.hold.ref,
        "kind": one.hold.kind,
        "plan": one.digest,
        "reasons": list(one.hold.reasons),
        "answer_by": one.hold.answer_by_on.isoformat(),
        "in_silence": row_of(one.hold.kind).silence,
        "decisions": [option.decision for option in _wanted(one).options],
        "texts": sorted(one.texts),
        "waits_for_second": one.first is not None,
    }
