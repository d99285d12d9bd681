"""What a plan is made of: what is asked, and what happens to the records of a collection."""

from dataclasses import dataclass, field
from datetime import date

from rightsflow.law.facts import HeldFacts
from rightsflow.law.go_ahead import GoAhead, waits_for
from rightsflow.law.ground import MEANWHILE, Treatment
from rightsflow.law.right import AskedRight


@dataclass(frozen=True, slots=True)
class Ask:
    """A right as it was asked for.

    `purposes` (`system.purpose`) narrow a withdrawal or an objection; none: all of them.
    `fields` (`system.collection.field`) are those to be corrected. `upheld`: a person has
    weighed the objection and found for the one who made it.
    """

    right: AskedRight
    purposes: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept, and why: a duty or a purpose, its provision, the last day if it has one."""

    name: str
    article: str
    provision: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Action:
    """What happens to records of one collection for one right.

    `fields` are those that it concerns, none: all. `by_person`: the system cannot do it, so
    somebody is asked to. `keys` name the records inside the system.
    """

    right: AskedRight
    system: str
    collection: str
    purpose: str
    treatment: Treatment
    article: str
    records: int
    fields: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()
    by_person: bool = False
    keys: tuple[str, ...] = field(default=(), repr=False)

    @property
    def waits_for(self) -> GoAhead:
        """Return whose word it waits for."""
        return waits_for(self.treatment)

    @property
    def is_meanwhile(self) -> bool:
        """Say whether data is restricted only while a person checks or weighs (Article 18(1))."""
        return self.treatment is Treatment.restrict and self.right in MEANWHILE

    @property
    def is_deed(self) -> bool:
        """Say whether it changes something in a system, which is verified afterwards."""
        return self.treatment not in WITHOUT_DEED


WITHOUT_DEED = frozenset(
    {
        Treatment.keep, Treatment.leave, Treatment.go_on, Treatment.exclude, Treatment.disclose,
        Treatment.export, Treatment.review,
    }
)  # fmt: skip
"""What changes nothing in a system."""


def action_on(ask: Ask, one: HeldFacts, treatment: Treatment, article: str) -> Action:
    """Return the action on all records of a collection."""
    of = one.of
    return Action(
        right=ask.right,
        system=of.system,
        collection=of.name,
        purpose=of.purpose.name,
        treatment=treatment,
        article=article,
        records=len(one.records),
        by_person=treatment not in WITHOUT_DEED and treatment not in of.can,
        keys=tuple(record.record for record in one.records),
    )
