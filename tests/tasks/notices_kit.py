"""Recipients who are told of an erasure, and how it stands with each."""

from datetime import date

from rightsflow.datamap.recipients import Recipient
from rightsflow.law.hold import HoldKind
from rightsflow.law.notice import NoticeDeed, NoticeState, RecipientRole
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.letters.rights import ToldRecipient
from rightsflow.register import case_requests, cases, notices
from rightsflow.register.notices import Notice
from tasks.notices import ByPerson, Told, queue_notices
from tasks.person import person_within
from tasks.whotold import who_was_told
from tests.acceptance.people import ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.letters_seen import Seen

TODAY_ON = date(2026, 11, 2)
HOSTING, ALFA, BETA = "hosting@example.net", "rodo@alfa.example.net", "dane@beta.example.net"
REPLY, OVERDUE = HoldKind.recipient_reply, HoldKind.notice_overdue
WHY = "The company was struck off in May."
ZANETA_KNOWN = (
    Identifier(IdentifierKind.email, ZANETA.email),
    Identifier(IdentifierKind.name, f"{ZANETA.first_name} {ZANETA.last_name}"),
    Identifier(IdentifierKind.pesel, "44051401359"),
)


def told(
    name: str,
    email: str | None,
    role: RecipientRole = RecipientRole.controller,
    language: str = "en",
    known: tuple[Identifier, ...] = ZANETA_KNOWN,
) -> Told:
    """Return a recipient that is told of an erasure."""
    who = Recipient(name, role, email, language, ("Dossier",), ("crm",))
    return Told(who, NoticeDeed.erase, TODAY_ON, what=("Notes", "Shifts"), identifiers=known)


PROCESSOR = told("Hosting Kasztan", HOSTING, RecipientRole.processor, "pl")
CLIENT = told("Alfa Sowa", ALFA)


async def tell(office: Office, *several: Told) -> tuple[ByPerson, ...]:
    """Queue notices in the newest case, as a flow does once all is done."""
    case = await office.case()
    async with office.desk.register.write() as connection:
        await cases.lock(connection, [case.id])
        person = await person_within(connection, office.desk, case)
        (request,) = (await case_requests.requests_of(connection, [case.id]))[case.id]
        return await queue_notices(connection, office.desk, person, request, several)


async def of_case(office: Office) -> list[Notice]:
    """Return the notices of the newest case."""
    ids = [request.id for request in await office.requests()]
    async with office.desk.register.read() as connection:
        found = await notices.of_requests(connection, ids)
    return [one for key in ids for one in found[key]]


async def states(office: Office) -> list[NoticeState]:
    """Return how far the notices of the newest case have come."""
    return [one.state for one in await of_case(office)]


async def named(office: Office) -> list[ToldRecipient]:
    """Return the recipients as the letter to the person names them."""
    case, ids = await office.case(), [request.id for request in await office.requests()]
    async with office.desk.register.read() as connection:
        person = await person_within(connection, office.desk, case)
        found = [await who_was_told(connection, office.desk, person, key) for key in ids]
    return [one for of in found for one in of]


async def notified(office: Office, *several: Told) -> list[Seen]:
    """Tell recipients, send the letters, and return them."""
    await tell(office, *several)
    await office.work()
    kinds = set(RecipientLetter)
    return [one for one in await office.letters() if one.kind in kinds]
