"""Letters of people who ask in somebody else's name, by what the attack is called."""

from collections.abc import Callable, Mapping
from email.message import EmailMessage

from tests.acceptance.people import ZANETA, Person
from tests.tasks.written import (
    ACCESS,
    CONSENT,
    ERASURE,
    MARKETING,
    RECTIFICATION,
    RESTRICTION,
    TWO_RIGHTS,
    letter,
)

VICTIM = ZANETA
ACCOMPLICE = "wspolnik.niebywaly@example.com"
PESEL, BORN = "44051401359", "14 May 1944"
PORTABILITY = "under Article 20 of the GDPR please send me my personal data in a portable format."
OBJECTION = "under Article 21 of the GDPR I object to the processing of my personal data."
AUTOMATED = (
    "I do not want a decision by a machine alone (Article 22 GDPR): let a person look at it."
)

EVERY_RIGHT = {
    "access": ACCESS, "erasure": ERASURE, "rectification": RECTIFICATION,
    "restriction": RESTRICTION, "portability": PORTABILITY, "objection": OBJECTION,
    "automated decision": AUTOMATED, "marketing objection": MARKETING,
    "consent withdrawal": CONSENT, "two rights": TWO_RIGHTS,
}  # fmt: skip

LOOK_ALIKES = {
    "rn for m": "zaneta.gzegzolka@exarnple.org",
    "missing letter": "zaneta.gzegzolka@exmple.org",
    "other top level": "zaneta.gzegzolka@example.com",
    "accented letter": "zaneta.gzegzolka@xn--exmple-qta.org",
    "cyrillic letter": "zaneta.gzegzolka@xn--exmple-4nf.org",
    "digit for letter": "zaneta.gzegzo1ka@example.org",
    "plus address": "zaneta.gzegzolka+rodo@example.org",
    "without the dot": "zanetagzegzolka@example.org",
    "further dot": "z.aneta.gzegzolka@example.org",
}
"""Addresses, in canonical form, that look like the victim's."""

Attack = Callable[[str], EmailMessage]


def forged(
    sender: Person | str,
    words: str = ACCESS,
    *,
    result: str | None = "pass",
    headers: Mapping[str, str] = {},
    subject: str = "My data",
) -> EmailMessage:
    """Return a letter; `result` None: our server says nothing. `headers` replace or add fields."""
    made = letter(sender, words, result=result or "none", subject=subject)
    if result is None:
        del made["Authentication-Results"]
    for name, value in headers.items():
        del made[name]
        made[name] = value
    return made


def _says(words: str, **more: object) -> Attack:
    return lambda sender: forged(sender, words, **more)  # type: ignore[arg-type]


_KNOWN = f"You know me as {VICTIM.email}."

CLAIMS: Mapping[str, Attack] = {
    "address in the text": _says(f"{ACCESS} {_KNOWN}"),
    "address in the subject": _says(ACCESS, subject=VICTIM.email),
    "address in the signature": _says(
        f"{ACCESS}\n\n-- \n{VICTIM.name}\n{VICTIM.email}\n{VICTIM.phone}"
    ),
    "address as display name": _says(
        ACCESS, headers={"From": f'"{VICTIM.email}" <attacker@example.net>'}
    ),
    "phone number": _says(f"{ACCESS} My phone number is {VICTIM.phone}."),
    "name alone": _says(f"{ACCESS}\n\nRegards,\n{VICTIM.name}"),
    "name as display name": _says(
        ACCESS, headers={"From": f"{VICTIM.name} <attacker.named@example.net>"}
    ),
    "everything that is known (GDPArrrrr)": _says(
        f"{ACCESS} I am {VICTIM.name}, born on {BORN}, PESEL {PESEL}, telephone {VICTIM.phone},"
        f" {VICTIM.street}, and my address was {VICTIM.email}."
    ),
    "change of address": lambda sender: forged(
        sender,
        f"{ACCESS} I no longer use {VICTIM.email}. My new address is {sender}; send it there.",
    ),
    "own domain says nothing": _says(f"{ACCESS} {_KNOWN}", result="none"),
    "no server vouches": _says(f"{ACCESS} {_KNOWN}", result=None),
    "own domain refuses": _says(f"{ACCESS} {_KNOWN}", result="fail"),
    "power of attorney": _says(
        f"I act as attorney for {VICTIM.name} ({VICTIM.email}), the power is attached. {ACCESS}"
    ),
    "relay of a tool": _says(
        f"{ACCESS} This request is sent on behalf of {VICTIM.email}.",
        headers={"Precedence": "bulk", "Auto-Submitted": "auto-generated"},
    ),
    "mailing list": _says(
        f"{ACCESS} I am {VICTIM.name}, {VICTIM.email}.",
        headers={"List-Id": "<news.example.net>", "List-Post": "<mailto:news@example.net>"},
    ),
    "ex-partner in copy": _says(f"{ACCESS} {_KNOWN}", headers={"Cc": ACCOMPLICE}),
    "victim in copy": _says(ACCESS, headers={"Cc": VICTIM.email}),
    "answer to somebody else": _says(
        f"{ACCESS} {_KNOWN}", headers={"Reply-To": ACCOMPLICE, "Sender": ACCOMPLICE}
    ),
    **{
        f"right of the victim: {right}": _says(f"{words} My address with you is {VICTIM.email}.")
        for right, words in EVERY_RIGHT.items()
    },
    **{f"look-alike: {kind}": _says(ACCESS) for kind in LOOK_ALIKES},
    "look-alike that names the address": _says(f"{ACCESS} {_KNOWN}"),
}
"""Letters that claim something of the victim, from addresses that are on nobody's file."""


def sender_of(attack: str) -> str:
    """Return the address that an attack is made from, in canonical form."""
    of_itself = {
        "address as display name": "attacker@example.net",
        "name as display name": "attacker.named@example.net",
        "look-alike that names the address": "zaneta.gzegzolka@xn--exampl-5of.org",
    }
    look_alike = LOOK_ALIKES.get(attack.removeprefix("look-alike: "))
    numbered = f"attacker.{list(CLAIMS).index(attack)}@example.net"
    return look_alike or of_itself.get(attack, numbered)


def written(attack: str) -> EmailMessage:
    """Return the letter of an attack."""
    return CLAIMS[attack](sender_of(attack))
