"""A refusal: a ground of the table, written reasons and evidence, two people (Article 12(4))."""

from collections.abc import Sequence

from rightsflow.law.deadline import extension_possible_until
from rightsflow.law.refusal import (
    RefusalGround,
    Row,
    grounds_for,
    row_for,
)
from rightsflow.law.right import Outcome
from rightsflow.letters.branches import Refusal, Refused
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import changes, halting
from rightsflow.register.case_requests import Request
from tasks.decisions.chosen import chosen_requests
from tasks.decisions.rejected import tell_rejected, was_weighed
from tasks.effect import (
    Deciding,
    Effect,
    done_of,
    framed,
    pending_of,
    wanted_address,
    write,
)
from tasks.notaccepted import NotAccepted, Why


async def refuse(one: Deciding) -> Effect:
    """Refuse the rights named, tell why and how to contest it; the others go on at once."""
    requests = chosen_requests(one)
    rows = [wanted_row(one, request) for request in requests]
    if any(_too_late(one, request) for request in requests):
        raise NotAccepted(Why.refused_too_late)
    weighed = await was_weighed(one, requests)
    if weighed:
        await tell_rejected(one, requests, rows, weighed)
    else:
        await _tell(one, requests, rows)
    ids = [request.id for request in requests]
    await halting.stop_requests(one.connection, ids)
    await changes.refuse(one.connection, ids, rows[0].ground, Outcome.refused)
    return Effect((Follows.refusal_sent,), release=not one.is_left(requests))


async def _tell(one: Deciding, requests: Sequence[Request], rows: Sequence[Row]) -> None:
    context = Refusal(
        frame=framed(one),
        refused=tuple(
            Refused(row.right, row.ground, row.article, one.texts_for(row)) for row in rows
        ),
        done=done_of(one.asked),
        pending=pending_of(one.at, one.open, without=[r.id for r in requests]),
        extended=any(request.extended_at for request in requests),
    )
    await write(one, Letter.refusal, context, wanted_address(one))


def wanted_row(one: Deciding, request: Request) -> Row:
    """Return the row of the chosen ground for a request.

    Raises `NotAccepted` where it is none for this right, limits the answer only, or where
    something still has to be written.
    """
    ground: RefusalGround | None = one.form.ground if one.form else None
    row = row_for(request.right, ground, marketing=request.marketing) if ground else None
    if row is None:
        others = grounds_for(request.right, marketing=request.marketing)
        raise NotAccepted(Why.no_ground, *others)
    if row.partly:
        raise NotAccepted(Why.ground_for_part_only)
    one.texts_for(row)
    return row


def _too_late(one: Deciding, request: Request) -> bool:
    """Say whether more time was taken, which never serves a plain refusal (Article 12(4))."""
    who = one.at.settings.controller
    until = extension_possible_until(request.received_at, who.zone, who.country)
    return request.extended_at is not None and one.at.now() >= until
