"""An office to which two people write for their data in a portable form, and what came back.

In its systems lies something of every kind: given on consent, recorded under a contract, worked
out, had from somebody else, kept on another ground, about a third person.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.conftest import OpenOffice
from tests.acceptance.deeds import AbleSystems, able_systems, laid_over
from tests.acceptance.holdings import Holdings, holdings
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.opening import export_in, mailbox_of, unzipped
from tests.acceptance.people import Person
from tests.acceptance.systems import MAPS
from tests.servers.dovecot import Dovecot
from tests.servers.mailman import MailmanServer
from tests.servers.smtp import Relay

_SUPERVISED = (
    "ALTER TABLE placements ADD COLUMN supervisor text",
    "UPDATE placements SET supervisor = 'Przełożona z ' || employer",
)

ASKED = {
    "pl": (
        Person(61, "Dobrochna", "Wścieklica", "dobrochna.wsc@example.org", "Jałowcowisk",
               has_cv=True, lists=("news",), writes_to="trainings"),
        "Moje dane",
        ("Dzień dobry,\n\nzmieniam agencję. Na podstawie art. 20 RODO proszę przesłać mi moje dane"
        " osobowe w formacie\nnadającym się do odczytu maszynowego.\n"),
    ),
    "en": (
        Person(62, "Aneurin", "Llwyd", "aneurin.llwyd@example.net", "Trevethin",
               lists=("trainings",)),
        "Taking my data with me",
        ("Hello,\n\nI am moving to another agency. Please provide my data in a structured,"
        " machine-readable\nformat (Article 20 of the GDPR).\n"),
    ),
}  # fmt: skip
"""Who writes in which language: subject and body."""

NAMESAKE = Person(
    63, "Dobrochna", "Wścieklica", "d.wscieklica.druga@example.org", "Rokitnik",
    has_cv=True, lists=("news",),
)  # fmt: skip
"""Has the name of somebody who writes, and does not write."""


class PortableSystems(AbleSystems):
    """The three systems, whose maps say how the data came in."""

    @property
    def maps(self) -> dict[str, dict[str, Any]]:
        """Return the data maps; a contact serves no purpose but keeping in touch."""
        more = yaml.safe_load((MAPS / "portable.yaml").read_text(encoding="utf-8"))
        maps = {name: laid_over(one, more.get(name, {})) for name, one in super().maps.items()}
        del maps["crm"]["collections"]["contacts"]["also"]
        return maps


@dataclass(frozen=True)
class Answered:
    """What one person got: the letter in their mailbox, and the archive that its file holds."""

    person: Person
    language: str
    letter: EmailMessage
    passphrase: str
    archive: bytes
    case: dict[str, Any]

    @property
    def files(self) -> dict[str, bytes]:
        """Return the files that are handed on."""
        return unzipped(self.archive)

    @property
    def manifest(self) -> dict[str, Any]:
        """Return what the archive says of itself."""
        found: dict[str, Any] = json.loads(self.files["manifest.json"])
        return found


@dataclass(frozen=True)
class Ported:
    """The office, what its systems held before and after, and the answers by language."""

    office: Office
    maps: dict[str, dict[str, Any]]
    before: Holdings
    after: Holdings
    answers: dict[str, Answered]


@contextmanager
def ported(
    folder: Path, open_office: OpenOffice, mailman: MailmanServer, dovecot: Dovecot
) -> Iterator[Ported]:
    """Let both people ask, and do one pass."""
    people = [*(person for person, _, _ in ASKED.values()), NAMESAKE]
    with able_systems(folder, mailman, people, *_SUPERVISED) as able:
        systems = PortableSystems(able.crm, able.folder, able.mailman)
        with open_office("postgresql", systems, Relay(dovecot)) as office:
            office.change("controller.yaml", decisions={"by_hand": []})
            before = holdings(systems)
            for person, subject, body in ASKED.values():
                office.write(letter_from(person, office, subject, body))
            office.run()
            answers = {language: _answer(office, dovecot, language) for language in ASKED}
            yield Ported(office, systems.maps, before, holdings(systems), answers)


def _answer(office: Office, dovecot: Dovecot, language: str) -> Answered:
    person, _, _ = ASKED[language]
    _, letter = mailbox_of(dovecot, person)
    case = office.case(number_in(letter), reveal=True)
    passphrase = case["personal"]["passphrase"]
    return Answered(person, language, letter, passphrase, export_in(letter, passphrase), case)
