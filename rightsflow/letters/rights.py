"""What the letter is told that answers any mix of rights: an outcome and its parts for each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rightsflow.law.disclosure import Profiling
from rightsflow.law.fee import Quote
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight, Outcome, Right
from rightsflow.letters.branches import Refused, WithheldPart
from rightsflow.letters.frame import Frame, Pending, SystemAnswer
from rightsflow.letters.parts import PartTold, PurposeTold, together

DECIDED = (Outcome.granted, Outcome.partly_granted, Outcome.refused, Outcome.nothing_held)
"""What may have become of a right that this letter answers."""

NEGATIVE = frozenset(DECIDED) - {Outcome.granted}

_TOLD_ON = frozenset({Treatment.correct, Treatment.erase, Treatment.blank, Treatment.restrict})
_ROWS = (
    Treatment.stop, Treatment.restrict, Treatment.correct, Treatment.erase, Treatment.blank,
    Treatment.export, Treatment.exclude, Treatment.review,
)  # fmt: skip
_SAYS_PROFILING = frozenset({AskedRight.objection, AskedRight.marketing_objection})


class NoticeTold(StrEnum):
    """What a recipient of the data was told (Article 19 GDPR)."""

    told = "told"
    confirmed = "confirmed"
    to_be_told = "to_be_told"
    impossible = "impossible"
    disproportionate = "disproportionate"


@dataclass(frozen=True, slots=True)
class ToldRecipient:
    """A recipient by name, empty where our records do not say it, and how it stands.

    `on`: told or confirmed on this day, or told by it at the latest; None where it is not
    possible, and then `why` says the reason in the language of the letter.
    """

    name: str
    state: NoticeTold
    on: date | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CopyPart:
    """The copy that the letter carries (Article 15(3) GDPR): as in `AccessReply`.

    `parts`: what was left out of it on a decision (Article 15(4)).
    """

    systems: tuple[SystemAnswer, ...]
    copy_kept_days: int
    handover_phone: str
    withheld: bool = False
    parts: tuple[WithheldPart, ...] = ()
    fee_accepted_on: date | None = None
    fee: Quote | None = None


@dataclass(frozen=True, slots=True)
class ExportPart:
    """The machine-readable file that the letter carries (Article 20 GDPR).

    `formats` such as `JSON`, `CSV`; `schema` names and versions the description of its fields;
    `sha256` is the checksum in hexadecimal.
    """

    formats: tuple[str, ...]
    schema: str
    sha256: str
    copy_kept_days: int
    handover_phone: str


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """What became of one right.

    `parts` may be as fine as the plan; what says the same is told together. `refused`: what was
    decided against the person, with its ground. `text`: what a person wrote about it.
    `profiling`: how the machine evaluates, where no copy says it. `review_on`: when we look
    whether a restriction is still needed; `resumes_on`: when it ends, told beforehand.
    """

    asked: AskedRight
    outcome: Outcome
    parts: tuple[PartTold, ...] = ()
    refused: tuple[Refused, ...] = ()
    text: str = field(default="", repr=False)
    profiling: tuple[Profiling, ...] = ()
    review_on: date | None = None
    resumes_on: date | None = None

    @property
    def rows(self) -> tuple[PartTold, ...]:
        """Return what was done, in the order in which it is told."""
        return tuple(part for treatment in _ROWS for part in self.done(treatment))

    @property
    def open(self) -> tuple[PartTold, ...]:
        """Return what a person still does by hand."""
        return together(part for part in self.parts if part.open)

    @property
    def open_until_on(self) -> date | None:
        """Return the last day on which something by hand is confirmed."""
        return max((part.by_person_on for part in self.parts if part.by_person_on), default=None)

    @property
    def kept(self) -> tuple[PartTold, ...]:
        """Return what stays although other data goes."""
        return together(part for part in self.parts if part.leaves)

    @property
    def rest_stays(self) -> bool:
        """Return whether something was found after the erasure, and stays by a decision."""
        return any(part.stays for part in self.refused)

    @property
    def provisions(self) -> tuple[str, ...]:
        """Return the provision of everything that was done, each once."""
        said = [part.article for part in (*self.rows, *self.open)]
        return tuple(dict.fromkeys(one for article in said for one in article.split(", ")))

    @property
    def negative(self) -> bool:
        """Return whether something of it was not done as it was asked."""
        stays = any(part.leaves or part.treatment is Treatment.exclude for part in self.parts)
        return self.outcome in NEGATIVE or bool(self.refused) or stays

    @property
    def stopped_profiling(self) -> bool:
        """Return whether profiling ended with an objection (Article 21 GDPR)."""
        return self.asked in _SAYS_PROFILING and any(
            purpose.profiling for part in self.done(Treatment.stop) for purpose in part.purposes
        )

    @property
    def stopped_marketing(self) -> bool:
        """Return whether marketing was stopped: whom nobody writes to any more has to be known."""
        stops = (part for part in self.parts if part.treatment is Treatment.stop)
        return any(purpose.marketing for part in stops for purpose in part.purposes)

    @property
    def ended_marketing(self) -> bool:
        """Return whether records that served marketing were erased."""
        return any(
            purpose.marketing for part in self.done(Treatment.erase) for purpose in part.purposes
        )

    @property
    def ends(self) -> tuple[str, ...]:
        """Return what ends for the person with the purposes that were stopped."""
        stops = [part for part in self.parts if part.treatment is Treatment.stop]
        said = [purpose.ends for part in stops for purpose in part.purposes if purpose.ends]
        return tuple(dict.fromkeys(said))

    def done(self, treatment: str) -> tuple[PartTold, ...]:
        """Return what was treated so and is not open, told together."""
        found = (part for part in self.parts if part.treatment == treatment and not part.open)
        return together(found)

    @property
    def goes_on(self) -> tuple[tuple[str, PurposeTold], ...]:
        """Return what goes on, by system and purpose, each purpose of a system once."""
        found = {
            (part.system, purpose.title, purpose.ground): (part.system, purpose)
            for part in self.done(Treatment.go_on)
            for purpose in part.purposes
        }
        return tuple(found.values())

    def has(self, treatment: str) -> bool:
        """Return whether something is or will be treated so."""
        return any(part.treatment == treatment for part in self.parts)


@dataclass(frozen=True, slots=True)
class RightsReply:
    """The answer to rights of any mix (Article 12(3) and (4) GDPR).

    `done`: rights that were answered before. `told`: every recipient of what was corrected,
    erased or restricted, `names_recipients` False: names are told on request. `searched`: titles
    of the systems, where something is answered with "nothing held" and there is no copy.
    `backups_until_on`: when the last backup with erased data expires; `ledger_until_on`: until
    when it is noted what was erased, the same day if None. `case_kept_days` counts from the day
    the case is closed. A fingerprint of the address is kept as the register has it: `no_marketing`,
    so that nobody adds it to marketing again, as long as there is any; `not_recreated_until_on`,
    so that nobody takes erased data in again, until this day; None: it is on no such list.
    `queued_until_on`: until then a mailing that was under way already may arrive.
    """

    frame: Frame
    answers: tuple[RightAnswer, ...]
    done: tuple[tuple[Right, Outcome], ...]
    pending: tuple[Pending, ...]
    case_kept_days: int
    copy: CopyPart | None = None
    export: ExportPart | None = None
    told: tuple[ToldRecipient, ...] = ()
    names_recipients: bool = True
    searched: tuple[str, ...] = ()
    backups_until_on: date | None = None
    ledger_until_on: date | None = None
    no_marketing: bool = False
    not_recreated_until_on: date | None = None
    queued_until_on: date | None = None

    @property
    def negative(self) -> bool:
        """Return whether anything was not done as it was asked: reasons are due (Article 12(4))."""
        return any(answer.negative for answer in self.answers) or bool(self.withheld)

    @property
    def falls_short(self) -> bool:
        """Return whether a right was not granted in full, and not only that something stays."""
        refused = any(answer.outcome in NEGATIVE or answer.refused for answer in self.answers)
        return refused or bool(self.withheld)

    @property
    def withheld(self) -> tuple[WithheldPart, ...]:
        """Return what was left out of the copy on a decision."""
        return self.copy.parts if self.copy else ()

    @property
    def erases(self) -> bool:
        """Return whether data was erased or cleared, or is going to be."""
        return self._treats(frozenset({Treatment.erase, Treatment.blank}))

    @property
    def tells_on(self) -> bool:
        """Return whether recipients have to be told (Article 19 GDPR)."""
        return self._treats(_TOLD_ON)

    def all_parts(self) -> Iterator[PartTold]:
        """Yield the parts of all answers."""
        for answer in self.answers:
            yield from answer.parts

    def _treats(self, how: frozenset[Treatment]) -> bool:
        return any(part.treatment in how for part in self.all_parts())
