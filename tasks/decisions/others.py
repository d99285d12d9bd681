"""What becomes of texts that may name other people: in the copy, blacked out, or left out."""

from collections.abc import Mapping, Sequence

from rightsflow.copy.black_out import NoBlackOut, kept_out, released
from rightsflow.copy.others import Waiting
from rightsflow.law.refusal import TextKind
from rightsflow.law.third_persons import Chosen
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import work_due
from rightsflow.register.case_requests import Request
from rightsflow.register.types import Step
from tasks.effect import Deciding, Effect
from tasks.notaccepted import NotAccepted, Why
from tasks.others import found_in, go_on, stands_nowhere

_MADE = Effect((Follows.copy_is_made,))


async def release(one: Deciding) -> Effect:
    """Put everything into the copy but what the approver has written to be blacked out.

    Raises `NotAccepted` for a line that names no field that waits, or a passage that stands
    nowhere: it would stay in the copy, and nobody would know.
    """
    requests = await _requests(one)
    found = await _found(one, requests)
    try:
        every = released(one.text(TextKind.black_out), _places(found))
    except NoBlackOut as error:
        raise NotAccepted(Why.no_black_out, str(error)) from None
    if lost := await stands_nowhere(one.at, one.person, every):
        raise NotAccepted(Why.no_such_passage, *lost)
    chosen = {key: _of(every, waiting) for key, waiting in found.items()}
    await go_on(one.connection, requests, one.person, chosen)
    return _MADE


async def keep_out(one: Deciding) -> Effect:
    """Leave everything out that may name others, and make the copy of the rest."""
    requests = await _requests(one)
    found = await _found(one, requests)
    chosen = {key: kept_out(_places({key: waiting})) for key, waiting in found.items()}
    await go_on(one.connection, requests, one.person, chosen)
    return _MADE


async def nobody_looked(one: Deciding) -> None:
    """Make the copy in time, without what nobody has looked at; the letter says so."""
    await go_on(one.connection, await _requests(one), one.person, {})


async def _found(one: Deciding, requests: Sequence[Request]) -> dict[int, list[Waiting]]:
    return await found_in(one.connection, one.at, {one.case.id: one.person}, requests)


async def _requests(one: Deciding) -> list[Request]:
    """Return the requests whose copies wait; one that is answered otherwise waits no more."""
    about = [each for each in one.open if each.right in one.hold.reasons]
    begun = await work_due.with_step(one.connection, Step.assemble, [each.id for each in about])
    return [each for each in about if each.id not in begun]


def _places(found: Mapping[int, list[Waiting]]) -> frozenset[str]:
    return frozenset(each.place for waiting in found.values() for each in waiting)


def _of(every: tuple[Chosen, ...], waiting: list[Waiting]) -> tuple[Chosen, ...]:
    """Return the choices about these fields alone: another copy may have others."""
    places = frozenset(one.place for one in waiting)
    return tuple(
        Chosen(one.choice, one.fields & places, one.passages)
        for one in every
        if one.fields & places
    )
