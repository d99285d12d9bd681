"""What was found in a system after its erasure: removed by hand, or kept on a ground and told."""

from rightsflow.law.decision import Decision
from rightsflow.law.hold import left_in
from rightsflow.law.possible import rows_possible
from rightsflow.law.refusal import Row
from rightsflow.law.right import Right
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import details
from rightsflow.register.case_requests import Request
from rightsflow.register.details import Details, Stays
from tasks.decisions.technical import ask_again
from tasks.effect import Deciding, Effect
from tasks.notaccepted import NotAccepted, Why
from tasks.person import details_of


async def removed_by_hand(one: Deciding) -> Effect:
    """Take the approver's word for what the system said that it kept, and ask it again.

    What a program can still see there is a hold again: nobody's word is taken against that.
    """
    _places(one)
    for request in one.open:
        said = await _said(one, request)
        systems = tuple(dict.fromkeys((*said.removed_by_hand, one.hold.system)))
        await _keep(one, request, said.model_copy(update={"removed_by_hand": systems}))
    return await ask_again(one)


async def stays(one: Deciding) -> Effect:
    """Let what is left over in the named places stay; the answer names place, ground, remedies.

    The system is asked again: what it has in any other place is a hold again.
    """
    request, row = one.request(Right.erasure), _row(one)
    if one.form and set(one.form.systems) - {one.hold.system}:
        raise NotAccepted(Why.no_such_system, one.hold.system)
    rest = Stays(
        system=one.hold.system,
        places=_places(one),
        ground=row.ground,
        article=row.article,
        texts=one.texts_for(row),
    )
    said = await _said(one, request)
    await _keep(one, request, said.model_copy(update={"stays": (*said.stays, rest)}))
    await ask_again(one)
    return Effect((Follows.rest_is_told,))


def _row(one: Deciding) -> Row:
    """Return the row of the chosen ground; raises `NotAccepted` where it is none."""
    possible = rows_possible(Decision.refuse_partly, one.hold.kind, Right.erasure)
    rows = {row.ground: row for row in possible}
    row = rows.get(one.form.ground) if one.form and one.form.ground else None
    if row is None:
        raise NotAccepted(Why.no_ground, *rows)
    return row


def _places(one: Deciding) -> tuple[str, ...]:
    found = left_in(one.hold.reasons)
    if not found:
        raise NotAccepted(Why.nothing_left_over)
    return found


async def _said(one: Deciding, request: Request) -> Details:
    return (await details_of(one.connection, {request.id: one.person}))[request.id]


async def _keep(one: Deciding, request: Request, said: Details) -> None:
    await details.keep(one.connection, request.id, one.person.key, one.case.number, said)
