"""Is the writer the person? What was found is judged, and a plan is drawn up from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.identity import Decision, Verdict, decide
from rightsflow.law.right import Right
from rightsflow.register import case_requests, cases, holds, work
from rightsflow.register.holds import Hold
from rightsflow.register.journal import Entry, note
from rightsflow.register.types import ItemState, Stage, Step
from rightsflow.register.work import Item
from tasks.approval import approver_answers_by
from tasks.ask import ask_identity
from tasks.batches import claimed, finish, in_halves
from tasks.claims import claims_something, make_keys, open_claims, writers_of
from tasks.desk import Desk, desk
from tasks.kit import verb
from tasks.likeness import LOOK_ALIKE, likeness_of
from tasks.person import Person, matches_of, people_of, records_by_system
from tasks.planning import Planned, plan_of, start, store


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the decision on who wrote."""

    item: Item
    person: Person
    decision: Decision
    warned: tuple[str, ...] = ()


@verb("identify")
async def identify(only: tuple[int, ...] | None = None) -> int:
    """Judge identity in the next batch of cases; return how many."""
    at = desk()
    items = await claimed(at, Step.identify, "", only)

    async def attempt(part: Sequence[Item]) -> None:
        await _judge(at, part)

    if items:
        await in_halves(at, items, attempt)
    return len(items)


async def _judge(at: Desk, items: Sequence[Item]) -> None:
    people = await people_of(at, [item.case_id for item in items])
    asked = {item.request_id: people[item.case_id] for item in items}
    async with at.register.read() as connection:
        found = await matches_of(connection, asked)
    writers = await writers_of(at, people)
    judged = []
    for item in items:
        person, matches = people[item.case_id], found[item.request_id]
        likeness = likeness_of(at, writers.get(item.case_id), person, matches)
        evidence = replace(person.requester.evidence, look_alike=LOOK_ALIKE in likeness)
        decision = decide(evidence, matches, shared_test(at))
        judged.append(Judged(item, person, decision, likeness))
    nobody = [one for one in judged if one.decision.verdict is Verdict.nobody]
    await make_keys(at, [one.person for one in nobody if claims_something(one.person)])
    async with at.register.write() as connection:
        await cases.lock(connection, list(people))
        await _carry_out(connection, at, judged)


async def _carry_out(connection: AsyncConnection, at: Desk, judged: Sequence[Judged]) -> None:
    waits = {Verdict.ask, Verdict.person}
    waiting = [one.item for one in judged if one.decision.verdict in waits]
    going = [one.item for one in judged if one.decision.verdict not in waits]
    ours = await finish(connection, at, waiting, ItemState.held)
    ours |= await finish(connection, at, going)
    mine = [one for one in judged if one.item.id in ours]
    entries = [
        Entry(
            one.item.case_id,
            "identity_judged",
            {"verdict": one.decision.verdict, "rule": one.decision.rule},
        )
        for one in mine
    ]
    await note(connection, entries, at.now())
    by_verdict = {
        verdict: [one for one in mine if one.decision.verdict is verdict] for verdict in Verdict
    }
    await _plan(connection, at, by_verdict[Verdict.confirmed])
    nobody = by_verdict[Verdict.nobody]
    await open_claims(
        connection, at,
        [(one.person, one.item.request_id) for one in nobody if claims_something(one.person)],
    )  # fmt: skip
    await _answer_nobody(connection, at, nobody)
    await _hold(connection, at, by_verdict[Verdict.person])
    # One question for a case, however many rights it asks for.
    asked = {one.person.case.id: one for one in by_verdict[Verdict.ask]}.values()
    await ask_identity(connection, at, [(one.person, one.decision.address or "") for one in asked])


async def _plan(connection: AsyncConnection, at: Desk, confirmed: Sequence[Judged]) -> None:
    """Say what is the person's, by system and record, and where the answer goes; then go on.

    A copy is planned at once; for every other right the systems are surveyed first.
    """
    asked = await case_requests.requests_of(connection, [one.item.case_id for one in confirmed])
    right = {one.id: one.right for of in asked.values() for one in of}
    copies: list[Planned] = []
    others: list[Planned] = []
    for one in confirmed:
        body = await plan_of(connection, one.person) or {}
        # Nobody knows what a colleague will find: each is asked, as if there were something.
        asked_by_mail: dict[str, list[str]] = {
            name: [] for name, c in at.connectors.items() if c.asks_people
        }
        found = {**records_by_system(one.decision.unlocked), **asked_by_mail}
        known = {**body, "send_to": one.decision.address, "gather": found}
        planned = Planned(one.person, one.item.request_id, known)
        is_copy = right.get(one.item.request_id) is Right.access
        (copies if is_copy else others).append(planned)
    with_copy = {one.person.case.id for one in copies}
    await store(connection, at, [one for one in others if one.person.case.id not in with_copy])
    await start(connection, at, copies)
    items = [
        (one.person.case.id, one.request_id, system)
        for one in others
        for system in one.body["gather"]
    ]
    await work.add(connection, items, Step.survey)


async def _answer_nobody(connection: AsyncConnection, at: Desk, judged: Sequence[Judged]) -> None:
    """Answer that nothing is held; where colleagues have to search, after they did."""
    by_mail = [name for name, connector in at.connectors.items() if connector.asks_people]
    ids = [(one.item.case_id, one.item.request_id) for one in judged]
    searches = [(*one, system) for one in ids for system in by_mail]
    await work.add(connection, searches, Step.survey)
    answers = [] if by_mail else [(*one, "") for one in ids]
    await work.add(connection, answers, Step.answer, ItemState.waits)
    await cases.move(connection, [one.item.case_id for one in judged], Stage.identified)


async def _hold(connection: AsyncConnection, at: Desk, judged: Sequence[Judged]) -> None:
    new = [
        Hold(
            one.item.case_id,
            HoldKind.candidates if one.decision.rule == "further_records" else HoldKind.identity,
            approver_answers_by(at, one.person.case.due_on),
            reasons=tuple(dict.fromkeys((one.decision.rule, *one.warned))),
        )
        for one in judged
    ]
    await holds.open_holds(connection, new, at.now())


def shared_test(at: Desk) -> Callable[[str], bool]:
    """Return the test whether an address is a role's or a shared one."""
    policy = at.settings.identity
    locals_, addresses = frozenset(policy.shared_local_parts), frozenset(policy.shared_addresses)

    def is_shared(address: str) -> bool:
        return address in addresses or address.partition("@")[0] in locals_

    return is_shared
