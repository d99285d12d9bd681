"""What people write to the office, when, and what approvers write for a decision."""

import os
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from rightsflow.law.refusal import TextKind
from tests.acceptance.people import Person
from tests.acceptance.small_office import OFFICE_ADDRESS
from tests.tasks.letters_seen import Seen

BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""A Monday; what comes in then is due on Wednesday, 2 December 2026."""

DUE_ON = date(2026, 12, 2)
DAY = timedelta(days=1)
OFFICER, LEAD = "iod@example.com", "kierownik@example.com"

ACCESS = "under Article 15 of the GDPR please send me a copy of my personal data."
ERASURE = "under Article 17 of the GDPR please erase my personal data."
RECTIFICATION = "under Article 16 of the GDPR please correct my name."
RESTRICTION = "under Article 18 of the GDPR please restrict the processing of my data."
MARKETING = "I object to the processing of my data for direct marketing (Article 21 of the GDPR)."
CONSENT = "I withdraw my consent to the processing of my personal data (Article 7 of the GDPR)."
TWO_RIGHTS = f"{ACCESS} Also {ERASURE}"

FEE = {"copy": "12.50", "how_to_pay": {"en": "By transfer to our account.", "pl": "Przelewem."}}
REASON = "The invoices of 2025 have to be kept for five years."
EVIDENCE = "Ledger 7, entries 14 to 19."
GROUNDED = {TextKind.reason: REASON, TextKind.evidence: EVIDENCE}
"""What a plain refusal wants to be written beforehand."""


def letter(
    person: Person | str,
    words: str,
    *,
    answers: Seen | None = None,
    result: str = "pass",
    subject: str = "My data",
) -> EmailMessage:
    """Return a letter to the office; `result` is what our own server says of the sender."""
    sender = person.email if isinstance(person, Person) else person
    made = EmailMessage()
    domain = sender.partition("@")[2]
    made["Authentication-Results"] = f"mx.example.com; dmarc={result} header.from={domain}"
    made["From"], made["To"], made["Subject"] = sender, OFFICE_ADDRESS, subject
    made["Date"] = "Mon, 02 Nov 2026 09:00:00 +0100"
    made["Message-ID"] = f"<{os.urandom(8).hex()}@mail.example.net>"
    if answers is not None:
        made["In-Reply-To"] = made["References"] = answers.message_id
    made.set_content(f"Hello,\n\n{words}\n" if answers is None else f"{words}\n")
    return made
