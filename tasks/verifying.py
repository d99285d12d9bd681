"""Is it as we say? What must be true after a deed, asked of a system that is opened anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rightsflow.deeds import Capability, Expected, Order, Residue
from rightsflow.law.action import Action
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight
from rightsflow.law.subject import Identifier, IdentifierKind
from tasks.deeds import residues
from tasks.desk import Desk

_PROOF = frozenset({IdentifierKind.email, IdentifierKind.pesel})
"""Identifiers that are one person's alone; a telephone is passed on, a name is common."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done for one case in one system: its orders, and the plan that they come from.

    `not_done`: by the reason, how many records the system left as they were, by its own receipt.
    `stays`: places in which something may be left, because people decided so.
    """

    case_number: str
    identifiers: tuple[Identifier, ...] = field(repr=False)
    orders: Mapping[Capability, Order] = field(repr=False)
    actions: tuple[Action, ...] = field(repr=False)
    not_done: Mapping[str, int] = field(default_factory=dict)
    stays: frozenset[str] = frozenset()


async def left_over(at: Desk, system: str, deeds: Sequence[Deed]) -> list[Residue]:
    """Return what a system still has that it should not have, or not so; nothing: all is well.

    What its own receipt says that it left, it has, also where it does not show it any more: an
    archived record is kept. Of what may stay it returns what is there. Raises `TryAgain` if it
    cannot be asked now: nothing is ever taken for verified unasked.
    """
    found = await residues(at.fresh(system), [expected_of(deed) for deed in deeds])
    stays = {deed.case_number: deed.stays for deed in deeds}
    seen = {one.case_number for one in found if one.place not in stays[one.case_number]}
    kept = [
        Residue(deed.case_number, why, records)
        for deed in deeds
        if deed.case_number not in seen
        for why, records in deed.not_done.items()
    ]
    return [*found, *kept]


def expected_of(deed: Deed) -> Expected:
    """Return what must be true: erased records are gone, and all else of an erased person too."""
    erasing = [one for one in deed.actions if one.right is AskedRight.erasure]
    gone = {key for one in deed.actions if one.treatment is Treatment.erase for key in one.keys}
    kept = {key for one in deed.actions for key in one.keys} - gone
    return Expected(
        case_number=deed.case_number,
        identifiers=tuple(one for one in deed.identifiers if one.kind in _PROOF),
        orders=tuple(deed.orders.values()),
        kept=frozenset(kept),
        everywhere=bool(erasing),
    )
