"""What messages do in the register: cases, requests, acknowledgements, in one transaction."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.law.hold import HoldKind
from rightsflow.law.reception import Received, Reception, receive
from rightsflow.law.right import Outcome
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.replies import said_in
from rightsflow.letters.staff.contexts import StaffMail
from rightsflow.mail.reading.model import Kind, PersonReason, Reading
from rightsflow.mail.trust import authentication_of, may_answer
from rightsflow.register import case_requests, cases, correspondents, messages
from rightsflow.register.messages import Settled, StoredMessage
from rightsflow.register.requester import Requester, StoredIdentifier
from rightsflow.register.sealed import lock
from rightsflow.register.types import Audience, Channel
from rightsflow.register.written import Known
from tasks.acknowledge import acknowledge
from tasks.desk import Desk
from tasks.id_scans import note_scans
from tasks.message import Message
from tasks.naming import purposes_named
from tasks.newcases import Opening, open_cases
from tasks.replies import OF_TASKS, join_case
from tasks.task_answers import task_word_of
from tasks.thread import answered, bracketed, from_recipient

_REFERENCES = 20
"""Messages of a thread that an answer of ours names, the last ones."""

_ENDED = frozenset(
    {
        Outcome.granted, Outcome.partly_granted, Outcome.nothing_held, Outcome.withdrawn,
        Outcome.not_identified,
    }
)  # fmt: skip
"""Outcomes after which the same right may be asked for again."""

_OF_PERSONS = frozenset(
    {
        PersonReason.attached_message, PersonReason.attachment_only,
        PersonReason.employee_document, PersonReason.image_only, PersonReason.locked_attachment,
        PersonReason.minor, PersonReason.other_language, PersonReason.outlook_item,
        PersonReason.representative, PersonReason.request_attached, PersonReason.tnef,
    }
)  # fmt: skip
"""What makes a letter of a data subject doubtful, and says nothing where a company answers us."""

PERHAPS = "same_sender_has_an_open_case"
"""A reason to read a message; after it stand the numbers of the open cases."""

_SUGGESTED = 3

OPENING = frozenset({Reception.new_case, Reception.new_case_for_person})


async def receive_all(at: Desk, read: Sequence[tuple[StoredMessage, str, Reading]]) -> None:
    """Act on read messages; what another worker has settled meanwhile is left alone."""
    if not read:
        return
    keys = await at.keyring.keys([stored.scope for stored, _, _ in read])
    found = [Message(stored, digest, one, keys[stored.scope]) for stored, digest, one in read]
    async with at.register.write() as connection:
        ours = await messages.unsettled(connection, [one.stored.id for one in found])
        known = await messages.first_with(connection, [one.digest for one in found])
        fresh, repeated = _sorted_out([one for one in found if one.stored.id in ours], known)
        await messages.settle(connection, repeated)
        decided = await _decided(connection, at, fresh)
        opened = await _open(connection, at, [one for one in decided if one.reception in OPENING])
        joined = {
            one.stored.id: await join_case(connection, at, one, one.letter)
            for one in decided
            if one.reception not in OPENING and one.letter
        }
        of_case = {**joined, **opened}
        await messages.settle(connection, [_settled(at, one, of_case) for one in decided])
        again = [one for one in found if one.stored.id in {row.id for row in repeated}]
        outside = [one for one in decided if one.reception not in _WRITTEN_BY]
        await note_scans(connection, at, [*outside, *again], of_case)
    at.progress("cases", len(opened))


def _sorted_out(
    found: Sequence[Message], known: Mapping[str, int]
) -> tuple[list[Message], list[Settled]]:
    """Part the messages from those that only repeat one which was delivered before."""
    first, fresh, repeated = dict(known), [], []
    for one in found:
        if one.digest in first:
            row = Settled(one.stored.id, kind="redelivery", same_as=first[one.digest])
            repeated.append(row)
        else:
            first[one.digest] = one.stored.id
            fresh.append(one)
    return fresh, repeated


async def _decided(
    connection: AsyncConnection, at: Desk, fresh: Sequence[Message]
) -> list[Message]:
    letters = await answered(connection, at, [one.reading for one in fresh])
    # All at once and in order: two workers that lock one by one would wait for each other.
    await cases.lock(connection, sorted({letter.case_id for letter in letters if letter}))
    decided = []
    for one, cited in zip(fresh, letters, strict=True):
        again = cited is not None and await _asks_again(connection, one.reading, cited)
        letter = None if again else cited
        rights = set(one.reading.rights)
        if letter:
            asked = await case_requests.requests_of(connection, [letter.case_id])
            rights -= {request.right for request in asked[letter.case_id]}
        ours = from_recipient(at, one.reading, letter)
        task = letter is not None and letter.manual_task_id is not None
        reception, rule = receive(
            Received(
                kind=one.reading.kind,
                new_rights=tuple(sorted(rights)),
                needs_person=_is_doubtful(one.reading, letter),
                joins=letter is not None,
                asked_for_identity=ours and _asks(letter, Letter.identity_query),
                asked_for_fee=_asks(letter, Letter.fee_quote),
                from_recipient=ours,
                asked_for_decision=_is(letter, StaffMail.decision_wanted),
                asked_for_task=task,
                task_word=task_word_of(one.reading) if task else None,
                to_staff=letter is not None and letter.audience is Audience.staff,
                reply_word=one.reading.reply_word,
                to_recipient=_to_recipient(letter),
                recipient_word=said_in(one.reading.body_text).word
                if _to_recipient(letter)
                else None,
                only_late=only_late(one.reading),
                confirms=one.reading.confirms,
            )
        )
        decided.append(
            Message(one.stored, one.digest, one.reading, one.key, letter, reception, rule)
        )
    return decided


async def _asks_again(connection: AsyncConnection, reading: Reading, letter: Known) -> bool:
    """Say whether a request in an old thread asks anew for what was answered: a case of its own.

    What was refused goes to a person, who reads whether it is contested.
    """
    clear = reading.kind is Kind.request and letter.audience is Audience.requester
    if not clear or reading.reply_word or reading.confirms is not None:
        return False
    asked = (await case_requests.requests_of(connection, [letter.case_id]))[letter.case_id]
    still = {request.right for request in asked if request.outcome not in _ENDED}
    return bool(reading.rights) and all(
        right not in still and any(request.right is right for request in asked)
        for right in reading.rights
    )


def _to_recipient(letter: Known | None) -> bool:
    return letter is not None and letter.audience is Audience.recipient


def _is_doubtful(reading: Reading, letter: Known | None) -> bool:
    reasons = set(reading.needs_person)
    return bool(reasons - _OF_PERSONS if _to_recipient(letter) else reasons)


def _is(letter: Known | None, kind: Letter | StaffMail) -> bool:
    return letter is not None and letter.letter == kind


def _asks(letter: Known | None, question: Letter) -> bool:
    """Say whether a letter asks this, or reminds of it."""
    return letter is not None and letter.question == question


def only_late(reading: Reading) -> bool:
    """Say whether a delivery report warns, and the mail server goes on trying (RFC 3464 2.3.3)."""
    report = reading.bounce
    return report is not None and bool(report.temporary) and not report.permanent


async def _open(connection: AsyncConnection, at: Desk, new: Sequence[Message]) -> dict[int, int]:
    """Open cases and queue their acknowledgements; return the case of each message."""
    openings = [_opening(at, one, await _perhaps(connection, at, one)) for one in new]
    opened = await open_cases(connection, at, openings)
    written = [
        (case, one, opening.requester, opening.key)
        for case, one, opening in zip(opened, new, openings, strict=True)
    ]
    await acknowledge(connection, at, written)
    return {one.stored.id: case.id for case, one, _, _ in written}


async def _perhaps(connection: AsyncConnection, at: Desk, message: Message) -> tuple[str, ...]:
    """Return the open cases that a doubtful message may belong to: a person joins them, or not."""
    sender, doubtful = message.reading.sender, message.reception is Reception.new_case_for_person
    if sender is None or not doubtful:
        return ()
    index = at.keyring.index(sender)
    found = await correspondents.open_cases_of(connection, index, limit=_SUGGESTED)
    return (PERHAPS, *found) if found else ()


def _opening(at: Desk, message: Message, perhaps: tuple[str, ...]) -> Opening:
    reading, for_person = message.reading, message.reception is Reception.new_case_for_person
    authority = reading.kind is Kind.authority
    hold = HoldKind.authority if authority else HoldKind.read_message
    return Opening(
        key=message.key,
        key_scope=message.stored.scope,
        channel=Channel.mail,
        language=letter_language(at, reading),
        received_at=message.stored.received_at,
        requester=requester_of(at, reading),
        rights=() if authority else reading.rights,
        marketing=reading.marketing,
        purposes=purposes_named(reading, at.systems),
        evidence=tuple((e.right, e.span, e.rule) for e in reading.evidence),
        hold=hold if for_person else None,
        reasons=(message.rule, *map(str, reading.needs_person), *perhaps) if for_person else (),
    )


def letter_language(at: Desk, reading: Reading) -> str:
    """Return the language to answer in: the writer's if we write it, else English, else ours."""
    offered = at.settings.languages
    if reading.language in offered:
        return reading.language
    return "en" if "en" in offered and reading.language != "other" else offered[0]


def requester_of(at: Desk, reading: Reading) -> Requester:
    """Return who wrote, as the case keeps it."""
    own = [reading.message_id] if reading.message_id else []
    thread = [bracketed(one) for one in [*reading.references, *own]]
    authentication = authentication_of(reading, at.settings.identity.authserv_ids)
    return Requester(
        address=reading.sender,
        name=reading.sender_name,
        identifiers=tuple(
            StoredIdentifier(kind=one.identifier.kind, value=one.identifier.value)
            for one in reading.identifiers
        ),
        authentication=authentication,
        answerable=may_answer(reading, authentication),
        in_reply_to=thread[-1] if own else None,
        references=tuple(thread[-_REFERENCES:]),
    )


_WRITTEN_BY: Mapping[Reception, str] = {
    Reception.staff_text: messages.STAFF,
    Reception.recipient_answers: messages.RECIPIENT,
    Reception.recipient_for_person: messages.RECIPIENT,
    **dict.fromkeys(OF_TASKS, messages.STAFF),
}
"""Whose message it is, where it is not the person's."""


def _settled(at: Desk, message: Message, of_case: Mapping[int, int]) -> Settled:
    reading = message.reading
    return Settled(
        id=message.stored.id,
        kind=_WRITTEN_BY.get(message.reception, reading.kind),
        digest=message.digest,
        case_id=of_case.get(message.stored.id),
        sender_index=at.keyring.index(reading.sender) if reading.sender else None,
        why_not_answered=reading.why_not_auto,
        sealed_reading=lock(
            message.key, "message.reading", message.stored.scope, reading.to_json()
        ),
    )
