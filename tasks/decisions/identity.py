"""Who is asking, decided by a person: confirmed, not confirmed, or the clock rests meanwhile."""

from collections.abc import Sequence
from datetime import date

from rightsflow.law.hold import HoldKind
from rightsflow.law.identity import Authentication
from rightsflow.law.prolonging import IdentityQuestion
from rightsflow.law.reckoning import reckon
from rightsflow.law.right import Outcome
from rightsflow.law.subject import Certainty, IdentifierKind, Match
from rightsflow.letters.branches import NotIdentified
from rightsflow.letters.choose import Letter
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import cases, changes, halting, kept_letters, waiting
from rightsflow.register.journal import Entry, note
from rightsflow.register.types import Stage
from tasks.dates import answered_question
from tasks.decisions.resuming import resume
from tasks.effect import Deciding, Effect, address_of, framed, settle, write
from tasks.notaccepted import NotAccepted, Why
from tasks.person import keep_requester, matches_of, records_by_system

_OF_IDENTITY = frozenset({HoldKind.identity, HoldKind.identity_reply, HoldKind.candidates})
_ENDS_WITH_IT = _OF_IDENTITY | {
    HoldKind.right_by_person, HoldKind.read_message, HoldKind.extension, HoldKind.plan_approval,
    HoldKind.large_copy, HoldKind.third_persons, HoldKind.repeated, HoldKind.letter_bounced,
}  # fmt: skip
"""What waits in a case for nothing any more, once nobody could establish who asks."""


async def confirm(one: Deciding) -> Effect:
    """Let the case go on for the records named, or for those that surely are the writer's.

    The answer goes to the one verified address that these records carry, and nowhere else.
    """
    records = await records_in(one)
    named = _named(one, records)
    if records:
        chosen = named or _sure(one, records)
        address = _address_on(one, chosen)
        confirmed = tuple(dict.fromkeys((match.system, match.record) for match in chosen))
        _refuse_another_copy(one, chosen, address)
        update: dict[str, object] = {"confirmed": confirmed, "confirmed_address": address}
    else:
        # Else the word of our own server would bring the case back, whatever a person knows.
        unknown = Authentication.unknown
        update = {"replied_from": one.person.requester.address, "authentication": unknown}
    requester = one.person.requester.model_copy(update=update)
    await keep_requester(one.connection, one.person, requester)
    await answered_question(one.connection, one.at, one.case, one.at.now())
    await resume(one)
    await _release_others(one, _OF_IDENTITY)
    return Effect((Follows.case_goes_on,))


def _refuse_another_copy(one: Deciding, chosen: Sequence[Match], address: str) -> None:
    """Raise `NotAccepted` where a copy is planned already: for other records, or to elsewhere.

    What goes on would be that copy, whatever is confirmed now.
    """
    if one.plan is None:
        return
    planned = {name: found for name, found in one.plan["gather"].items() if found}
    if one.plan["send_to"] != address or planned != records_by_system(chosen):
        raise NotAccepted(Why.another_copy)


async def not_confirmed(one: Deciding) -> Effect:
    """End the case: we cannot establish who asks (Articles 11(2) and 12(2)), and say so."""
    told = await end_unidentified(one)
    return Effect((Follows.not_identified_sent,) if told else ())


async def end_unidentified(one: Deciding) -> bool:
    """Settle all that is open as not identified; return whether a letter goes out.

    None goes to a sender whom no machine may answer: the journal says so.
    """
    open_now = one.open
    asked_on = next((r.question_on for r in open_now if r.question_on), None)
    to = address_of(one)
    if to and open_now:
        context = NotIdentified(framed(one, asked=open_now), asked_on, ())
        await write(one, Letter.not_identified, context, to, once="not_identified")
    else:
        entry = Entry(one.case.id, "not_answered", {"why": "no_address_to_answer"})
        await note(one.connection, [entry], one.at.now())
    await halting.stop(one.connection, one.case.id)
    await kept_letters.cancel(one.connection, one.case.id)
    await settle(one, open_now, Outcome.not_identified)
    await _release_others(one, _ENDS_WITH_IT)
    told = bool(to and open_now)
    if told or not to:
        await cases.move(one.connection, [one.case.id], Stage.told_on if told else Stage.closed)
    return told


async def suspend(one: Deciding) -> Effect:
    """Let the time limit rest from question to answer: a person's choice, never a default.

    Raises `NotAccepted` unless identity was asked about within three working days of receipt
    (EDPB Guidelines 01/2022, paragraph 159). The unsuspended date stays the working target.
    """
    controller = one.at.settings.controller
    for request in one.open:
        if request.question_on is None or not _asked_in_time(one, request.question_on):
            raise NotAccepted(Why.asked_too_late)
    ids = [request.id for request in one.open]
    await changes.suspend(one.connection, ids, one.by)
    entry = Entry(one.case.id, "clock_rests", {"zone": controller.timezone}, one.by)
    await note(one.connection, [entry], one.at.now())
    return Effect((Follows.clock_is_suspended,), release=False)


async def records_in(one: Deciding) -> list[Match]:
    """Return the records that were found, each once, in the order in which mails list them."""
    found = await matches_of(one.connection, {r.id: one.person for r in one.asked})
    return listed([match for matches in found.values() for match in matches])


def listed(matches: Sequence[Match]) -> list[Match]:
    """Return each record once; the match that proves most stands for it."""
    best: dict[tuple[str, str], Match] = {}
    for match in matches:
        key = (match.system, match.record)
        if key not in best or _weight(match) > _weight(best[key]):
            best[key] = match
    return [best[key] for key in sorted(best)]


def _weight(match: Match) -> tuple[bool, bool, bool]:
    by_mail = match.identifier.kind is IdentifierKind.email
    return (match.certainty is Certainty.exact, match.verified and by_mail, by_mail)


def _named(one: Deciding, records: Sequence[Match]) -> list[Match]:
    """Return the records that the form names; raises `NotAccepted` for a number of none."""
    numbers = one.form.records if one.form else ()
    if not all(1 <= number <= len(records) for number in numbers):
        raise NotAccepted(Why.no_such_record)
    return [records[number - 1] for number in numbers]


def _sure(one: Deciding, records: Sequence[Match]) -> list[Match]:
    """Return the records under the writer's own address, or under the only verified one."""
    proved = [match for match in records if all(_weight(match))]
    own = [m for m in proved if m.identifier.value == one.person.requester.address]
    return own or proved


def _address_on(one: Deciding, chosen: Sequence[Match]) -> str:
    addresses = {match.identifier.value for match in chosen if all(_weight(match))}
    own = one.person.requester.address
    if own in addresses:
        return own
    if len(addresses) != 1:
        raise NotAccepted(Why.several_addresses)
    return addresses.pop()


async def _release_others(one: Deciding, kinds: frozenset[HoldKind]) -> None:
    for hold in await waiting.of_cases(one.connection, [one.case.id]):
        if hold.kind in kinds and hold.id != one.hold.id:
            await waiting.close(one.connection, hold, by=one.by, at=one.at.now())


def _asked_in_time(one: Deciding, asked_on: date) -> bool:
    controller = one.at.settings.controller
    reckoned = reckon(
        one.case.received_at, controller.zone, controller.country,
        question=IdentityQuestion(asked_on, None),
    )  # fmt: skip
    return any(step.rule == "question_in_time" for step in reckoned.steps)
