"""Telling the approvers what waits for them: question, evidence, plan, form, link."""

import shlex
from collections.abc import Sequence
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HOLDS, Answerer
from rightsflow.letters.staff.contexts import DecisionWanted
from rightsflow.register import approvers, cases, decisions, waiting
from rightsflow.register.approvers import Approver
from rightsflow.register.decisions import Decided
from rightsflow.register.waiting import OpenHold
from tasks.approval import void_outdated
from tasks.desk import Desk, desk
from tasks.each import one_by_one
from tasks.kit import verb
from tasks.pages import form_link
from tasks.showing import shown_of
from tasks.shown import Shown
from tasks.staffpost import StaffDraft, post_staff

_AT_ONCE = 50
ASKED_OF_APPROVERS = tuple(row.kind for row in HOLDS if row.answerer is Answerer.approver)


@verb("tell approvers")
async def tell_approvers() -> int:
    """Mail the next holds that wait for approvers; return how many were told of."""
    at = desk()
    async with at.register.read() as connection:
        fresh = await waiting.unasked(connection, ASKED_OF_APPROVERS, limit=_AT_ONCE)
    return await one_by_one([hold.id for hold in fresh], partial(_tell, at))


async def _tell(at: Desk, hold_id: int) -> int:
    async with at.register.write() as connection:
        hold = await waiting.by_id(connection, hold_id)
        if hold is None or hold.asked_version >= hold.version:
            return 0
        await cases.lock(connection, [hold.case_id])
        await void_outdated(connection, at, hold)
        await mail_to_approvers(connection, at, hold, once=hold.ref)
        await waiting.told(connection, [hold.id])
    return 1


async def mail_to_approvers(
    connection: AsyncConnection, at: Desk, hold: OpenHold, *, once: str
) -> None:
    """Queue the mail about a hold to each approver who may answer it.

    Whoever gave a first approval is not asked for the second one. Without any approver the
    officer gets the mail, and with it the command that adds one.
    """
    known = await approvers.active(connection, at.keyring)
    first = await decisions.waiting_for_second(connection, hold.id)
    asked = [one for one in known if first is None or one.handle != first.approver]
    shown = await shown_of(connection, at, hold, first)
    drafts = [
        StaffDraft(
            _context(at, shown, one.handle), one.address, shown.case, hold.id,
            once=f"wanted:{once}:{one.handle}",
        )
        for one in asked or [_officer(at)]
    ]  # fmt: skip
    await post_staff(connection, at, drafts)


def _officer(at: Desk) -> Approver:
    """Return the officer as the one to tell where nobody is there to decide."""
    return Approver("", True, at.settings.controller.officer.email, at.now())  # noqa: FBT003 - by name it is no clearer


def _context(at: Desk, shown: Shown, handle: str) -> DecisionWanted:
    fields = _fields(shown, handle)
    return shown.as_wanted(
        form=tuple((name, _written(value)) for name, value in fields.items()),
        link=form_link(at, {name: value for name, value in fields.items() if name != "code"}),
        command=_command(shown, handle),
    )


def _fields(shown: Shown, handle: str) -> dict[str, object]:
    """Return the form, field by field, as it is filled in; what is to be chosen stays out."""
    known: dict[str, object] = {
        "case": shown.case.number,
        "hold": shown.hold.ref,
        "plan": shown.digest,
    }
    return {**known, **({"approver": handle} if handle else {}), **_first(shown.first)}


def _first(first: Decided | None) -> dict[str, object]:
    if first is None:
        return {}
    detail = first.content.detail
    chosen = {name: detail[name] for name in ("rights", "records", "systems") if detail[name]}
    ground = {"ground": str(first.content.ground)} if first.content.ground else {}
    return {"decision": str(first.content.decision), **ground, **chosen}


def _written(value: object) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )


def _command(shown: Shown, handle: str) -> str:
    first = _first(shown.first)
    words = ["rightsflow", "decide", shown.case.number, "--hold", shown.hold.ref]
    words += ["--decision", str(first.get("decision", "DECISION"))]
    if "ground" in first:
        words += ["--ground", str(first["ground"])]
    for name, option in (("rights", "--right"), ("records", "--record"), ("systems", "--system")):
        values = first.get(name, ())
        for value in values if isinstance(values, Sequence) else ():
            words += [option, str(value)]
    return shlex.join([*words, "--approver", handle or "NAME"])
