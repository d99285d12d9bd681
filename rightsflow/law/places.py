"""The places where a privacy policy says personal data is, or goes: one row for each. A table.

Rows S1 to S17 are those of a staffing company. A data map describes real systems; these rows say,
for one kind of data each, what the law has to know of them, so that every right can be tried out
on every one.
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.duty import Duty
from rightsflow.law.facts import Erasing, PurposeFacts
from rightsflow.law.ground import Given
from rightsflow.law.notice import RecipientRole
from rightsflow.law.right import Ground


class Reached(StrEnum):
    """How a place is reached: by program, by asking a colleague, by letter, or it holds nothing."""

    program = "program"
    colleague = "colleague"
    letter = "letter"
    never = "never"


class Situation(StrEnum):
    """How it is in a place: what a system may answer, or not."""

    found = "found"
    nothing_there = "nothing_there"
    system_down = "system_down"
    not_supported = "not_supported"
    partly_kept = "partly_kept"


@dataclass(frozen=True, slots=True)
class Keeps:
    """The duty for which something outlasts an erasure, and its fields; none: all of them."""

    duty: Duty
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the policy.

    `purpose` None: we hold nothing there that a right could be used on, and `told` says what
    happens instead. `erasing`: what erasing means there. `keeps` None: nothing outlasts an
    erasure. `role`: whom a letter goes to.
    """

    row: str
    title: str
    reached: Reached
    purpose: PurposeFacts | None = None
    given: Given = Given.provided
    erasing: Erasing = Erasing.delete
    keeps: Keeps | None = None
    role: RecipientRole | None = None
    told: str = ""

    @property
    def system(self) -> str:
        """Return the name by which a data map would call it."""
        return self.row.lower()

    @property
    def stops(self) -> bool:
        """Say whether the end of its purpose can be written down there: consent, or marketing."""
        of = self.purpose
        return of is not None and (of.marketing or of.ground is Ground.consent)


FIELDS = ("name", "email", "note", "since_on")
"""What a record of each place holds, besides its key; periods run from `since_on`."""

_P, _G, _R = PurposeFacts, Ground, Reached

PLACES: tuple[Place, ...] = (
    Place("S1", "the mailbox", _R.colleague, _P("correspondence", _G.legitimate_interest),
          keeps=Keeps(Duty.contract_claims, ("name", "note"))),
    Place("S2", "CRM", _R.program, _P("relations", _G.legitimate_interest),
          keeps=Keeps(Duty.contract_claims, ("name",))),
    # Matching offers to people is marketing, and profiling, at once.
    Place("S3", "profiling in the CRM", _R.program,
          _P("profiling", _G.legitimate_interest, marketing=True, profiling=True),
          given=Given.derived),
    Place("S4", "recruitment", _R.program, _P("recruitment", _G.consent),
          keeps=Keeps(Duty.candidate_claims, ("name",))),
    # A row about two people: what the one said is blanked, the other's stays.
    Place("S5", "referrals", _R.program, _P("referrals", _G.legitimate_interest),
          given=Given.obtained, erasing=Erasing.blank),
    Place("S6", "candidate portal", _R.program, _P("portal", _G.contract)),
    Place("S7", "newsletter and mailing lists", _R.program,
          _P("newsletter", _G.consent, marketing=True), keeps=Keeps(Duty.proof_of_consent)),
    Place("S8", "contact forms", _R.program, _P("enquiries", _G.legitimate_interest)),
    Place("S9", "trainings", _R.program, _P("trainings", _G.contract),
          keeps=Keeps(Duty.accounting, ("name", "note"))),
    # Prizes are taxed.
    Place("S10", "contests", _R.program, _P("contests", _G.consent),
          keeps=Keeps(Duty.tax, ("name",))),
    Place("S11", "gated downloads", _R.program, _P("downloads", _G.consent),
          given=Given.observed, keeps=Keeps(Duty.proof_of_consent)),
    Place("S12", "clients who received candidates", _R.letter, role=RecipientRole.controller,
          told="The data is theirs, too: they are named in the copy, and told of what was "
               "corrected, erased or restricted (Article 19)."),
    Place("S13", "processors", _R.letter, role=RecipientRole.processor,
          told="They hold our data: named in the copy, and instructed to do the same with what "
               "was corrected, erased or restricted (Articles 19 and 28(3))."),
    Place("S14", "Facebook and LinkedIn groups", _R.colleague, _P("group", _G.consent)),
    Place("S15", "website cookies and analytics", _R.colleague, _P("analytics", _G.consent),
          given=Given.observed, keeps=Keeps(Duty.proof_of_consent)),
    Place("S16", "the supervisory authority", _R.never,
          told="Named with its address in every answer that is not a plain yes; what it writes "
               "itself goes to a person at once."),
    Place("S17", "information security", _R.never,
          told="Holds no data: whatever is done, is done under the key of the case, approved by "
               "one-time code and noted in a journal."),
)  # fmt: skip
"""One row for each; `row` is its number in the policy."""
