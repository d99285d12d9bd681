"""Whoever writes under a foreign address: its owner is asked, and nobody else is told."""

from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HoldKind
from rightsflow.letters.choose import Letter
from tests.acceptance.people import BOGUMIL, HOMONYM, JADWIGA, TUYET, ZANETA, Person
from tests.acceptance.small_office import OFFICE_ADDRESS
from tests.tasks.attack_kit import a_month, held_by, nothing_leaked, told
from tests.tasks.attacks import ACCOMPLICE, EVERY_RIGHT, VICTIM, forged
from tests.tasks.deeds_kit import AbleOffice, open_able_office
from tests.tasks.written import ACCESS

pytestmark = pytest.mark.asyncio

DOMAIN = VICTIM.email.partition("@")[2]
PASS = f"mx.example.com; dmarc=pass header.from={DOMAIN}"
ASKED = [Letter.acknowledgement, Letter.identity_query]


@pytest.fixture
async def able(tmp_path: Path) -> AsyncIterator[AbleOffice]:
    """Give an office that carries out every right."""
    async with open_able_office(tmp_path) as opened:
        yield opened


def topped(made: EmailMessage, *fields: tuple[str, str]) -> EmailMessage:
    """Return the letter below further fields, as a server or a forger puts them on top."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return message_from_bytes(lines.encode() + made.as_bytes(policy=SMTP), policy=default)


async def kinds_to(office: AbleOffice, address: str) -> list[str]:
    """Return which letters an address got."""
    return [kind for kind, *_ in await told(office, address)]


async def test_a_sender_whose_domain_refuses_it_is_never_answered(able: AbleOffice) -> None:
    """dmarc=fail: neither the forger nor the owner hears of it; a person looks into it."""
    await able.hear(forged(VICTIM, result="fail", headers={"Reply-To": ACCOMPLICE}))
    assert list(await able.holds()) == [HoldKind.identity]
    await a_month(able)
    await nothing_leaked(able)
    assert await kinds_to(able, VICTIM.email) == []


FORGED_RESULTS = {
    "no field at all": (),
    "a field of somebody else's server": (("Authentication-Results", PASS.replace("mx", "mx2")),),
    "a field without a server": (
        ("Authentication-Results", PASS.removeprefix("mx.example.com; ")),
    ),
    "our field below that of somebody else": (
        ("Authentication-Results", "mx.forger.example.net; none"),
        ("Authentication-Results", PASS),
    ),
    "our server in a comment": (
        ("Authentication-Results", PASS.replace("mx.", "forger.example.net (mx.example.com) mx.")),
    ),
    "the name of our server within another": (
        ("Authentication-Results", PASS.replace("mx.example.com", "mx.example.com.evil.example")),
    ),
    "our server about another domain": (
        ("Authentication-Results", PASS.replace(f"from={DOMAIN}", "from=example.net")),
    ),
    "our server about a domain that ends alike": (
        ("Authentication-Results", PASS.replace(f"from={DOMAIN}", f"from=not{DOMAIN}")),
    ),
    "our server, and only SPF": (
        ("Authentication-Results", f"mx.example.com; spf=pass smtp.mailfrom={DOMAIN}"),
    ),
    "a forged field below ours": (
        ("Authentication-Results", f"mx.example.com; dmarc=none header.from={DOMAIN}"),
        ("Authentication-Results", PASS),
    ),
    "an ARC field of our server": (("ARC-Authentication-Results", f"i=1; {PASS}"),),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED_RESULTS)
async def test_a_sender_nobody_vouches_for_is_asked(able: AbleOffice, kind: str) -> None:
    """Only the topmost field counts, and only our own server's: all else a forger could write."""
    await able.hear(topped(forged(VICTIM, result=None), *FORGED_RESULTS[kind]))
    assert list(await able.holds()) == [HoldKind.identity_reply]
    assert await kinds_to(able, VICTIM.email) == ASKED
    await nothing_leaked(able)


async def test_a_field_of_our_server_below_a_refusal_changes_nothing(able: AbleOffice) -> None:
    """The forger brings a pass along; our own server puts its refusal on top."""
    refused = PASS.replace("dmarc=pass", "dmarc=fail")
    fields = [("Authentication-Results", refused), ("Authentication-Results", PASS)]
    await able.hear(topped(forged(VICTIM, result=None), *fields))
    assert list(await able.holds()) == [HoldKind.identity]
    assert await kinds_to(able, VICTIM.email) == []
    await nothing_leaked(able)


TWO_SENDERS = {
    "two From fields": lambda made: topped(made, ("From", "attacker@example.net")),
    "two From fields, the victim's on top": lambda made: topped(
        made, ("From", VICTIM.email)
    ),
    "two authors in one field": lambda made: topped(
        _without_from(made), ("From", f"attacker@example.net, {VICTIM.email}")
    ),
    "a group in From": lambda made: topped(
        _without_from(made), ("From", f"Friends: attacker@example.net, {VICTIM.email};")
    ),
}  # fmt: skip


def _without_from(made: EmailMessage) -> EmailMessage:
    del made["From"]
    return made


@pytest.mark.parametrize("kind", TWO_SENDERS)
async def test_two_authors_are_no_sender(able: AbleOffice, kind: str) -> None:
    """RFC 5322 3.6 knows one From field; what has two is for a person, and is not answered."""
    before = held_by(able)
    await able.hear(TWO_SENDERS[kind](forged(VICTIM)))
    assert await kinds_to(able, VICTIM.email) == await kinds_to(able, "attacker@example.net") == []
    assert list(await able.holds()) == [HoldKind.read_message]
    await a_month(able)
    await nothing_leaked(able)
    assert held_by(able) == before


DECOYS = {
    "Reply-To of somebody else": {"Reply-To": ACCOMPLICE},
    "Sender of somebody else": {"Sender": ACCOMPLICE},
    "receipts to somebody else": {"Disposition-Notification-To": ACCOMPLICE},
    "Cc of somebody else": {"Cc": ACCOMPLICE},
    "display name that is another address": {"From": f'"{ACCOMPLICE}" <{VICTIM.email}>'},
    "Return-Path of somebody else": {"Return-Path": f"<{ACCOMPLICE}>"},
}


@pytest.mark.parametrize("kind", DECOYS)
async def test_a_decoy_beside_a_proved_sender_gets_nothing(able: AbleOffice, kind: str) -> None:
    """The copy goes to the address on file, and no other field of the letter is an address."""
    await able.hear(forged(VICTIM, headers=DECOYS[kind]))
    await nothing_leaked(able, with_data={VICTIM.email})
    assert await kinds_to(able, ACCOMPLICE) == []


async def test_a_foreign_envelope_without_proof_is_not_answered(able: AbleOffice) -> None:
    """The answer might go to a bystander, so no machine gives one."""
    fields = {"Return-Path": f"<{ACCOMPLICE}>"}
    await able.hear(forged(VICTIM, result=None, headers=fields))
    assert Letter.acknowledgement not in await kinds_to(able, VICTIM.email)
    assert await kinds_to(able, ACCOMPLICE) == []
    await nothing_leaked(able)


STOPS = {"marketing objection", "objection", "consent withdrawal"}


@pytest.mark.parametrize("right", [one for one in EVERY_RIGHT if one not in STOPS])
async def test_a_spoofed_sender_changes_nothing_of_the_victim(able: AbleOffice, right: str) -> None:
    """Every right but those that stop at once waits for the owner's own yes."""
    before = held_by(able)
    await able.hear(forged(VICTIM, EVERY_RIGHT[right], result=None))
    await a_month(able)
    assert held_by(able) == before
    await nothing_leaked(able)


@pytest.mark.parametrize("right", sorted(STOPS))
async def test_a_spoofed_objection_stops_what_the_law_lets_stop_and_nothing_is_erased(
    able: AbleOffice, right: str
) -> None:
    """Articles 7(3) and 21(3): for exactly the sender's address, and it can be begun again."""
    before = held_by(able)
    await able.hear(forged(TUYET, EVERY_RIGHT[right], result=None))
    await a_month(able)
    after = held_by(able)
    changed = [
        (old, new)
        for olds, news in zip(before, after, strict=True)
        for old, new in zip(olds, news, strict=True)
        if old != new
    ]
    assert len(changed) == 1
    assert TUYET.email in changed[0][0]
    await nothing_leaked(able)


async def test_a_homonym_gets_their_own_data_and_none_of_the_other(able: AbleOffice) -> None:
    """Two people of one name: a person decides, and in silence each gets what their address has."""
    _plant(able, HOMONYM, 4)
    await able.hear(forged(HOMONYM, f"{ACCESS}\n\nRegards,\n{HOMONYM.name}"))
    await a_month(able)
    await nothing_leaked(able, with_data={HOMONYM.email})
    assert await kinds_to(able, ZANETA.email) == []


async def test_a_mailbox_of_two_people_is_nobodys_proof(able: AbleOffice) -> None:
    """A couple's mailbox: neither gets the other's data, however authentic it is."""
    able.write_rows("UPDATE contacts SET email = ? WHERE id = ?", BOGUMIL.email, JADWIGA.number)
    await able.hear(forged(BOGUMIL))
    assert list(await able.holds()) == [HoldKind.identity]
    await a_month(able)
    await nothing_leaked(able)


async def test_a_mailbox_of_a_role_is_nobodys_proof(able: AbleOffice) -> None:
    """Who reads biuro@ is not known."""
    role = "biuro@example.net"
    able.write_rows("UPDATE contacts SET email = ? WHERE id = ?", role, JADWIGA.number)
    await able.hear(forged(role))
    assert list(await able.holds()) == [HoldKind.identity]
    await a_month(able)
    await nothing_leaked(able)


async def test_of_two_matching_people_a_person_decides(able: AbleOffice) -> None:
    """A letter that leads to two people asks neither of them."""
    words = f"{ACCESS} My addresses are {BOGUMIL.email} and {JADWIGA.email}."
    await able.hear(forged("attacker@example.net", words))
    assert list(await able.holds()) == [HoldKind.identity]
    assert await kinds_to(able, BOGUMIL.email) == await kinds_to(able, JADWIGA.email) == []
    await able.decide(Decision.identity_not_confirmed, HoldKind.identity)
    await a_month(able)
    await nothing_leaked(able)


async def test_our_own_address_as_sender_starts_no_loop(able: AbleOffice) -> None:
    """A letter that bears our own address is answered by nobody."""
    await able.hear(forged(OFFICE_ADDRESS))
    assert await kinds_to(able, OFFICE_ADDRESS) == []
    await nothing_leaked(able)


def _plant(office: AbleOffice, person: Person, number: int) -> None:
    office.write_rows(
        "INSERT INTO contacts (id, first_name, last_name, email, phone, street, added_on)"
        " VALUES (?, ?, ?, ?, ?, ?, '2026-03-02')",
        number, person.first_name, person.last_name, person.email, person.phone, person.street,
    )  # fmt: skip
