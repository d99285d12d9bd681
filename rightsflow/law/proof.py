"""What is enough for which right: who has to be proved before what is done. A table for a lawyer.

Sources: Articles 7(3), 11, 12(2), 12(6), 21(2), 21(3) and 32 GDPR; EDPB Guidelines 01/2022 on the
right of access, paragraphs 58 to 79 (in proportion to what a mistake would do to the person).
"""

from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight


class Proof(StrEnum):
    """What has to be known of whoever asks.

    `own_address`: the single address that the letter comes from, of which nothing is proved: what
    is done is done to exactly this address, and told to it alone. `address_on_file`: an address
    that a system holds as the person's, and that it is theirs is proved: the domain vouches for the
    sender, the owner answered our question with a clear yes, or an approver has made sure. Name,
    phone number, PESEL, date of birth or a document that somebody sends along are no proof.
    """

    own_address = "own_address"
    address_on_file = "address_on_file"


@dataclass(frozen=True, slots=True)
class Row:
    """A right, what of it is done (None: all else), what is enough for that, and why."""

    right: AskedRight
    treatment: Treatment | None
    proof: Proof
    source: str


_R, _P = AskedRight, Proof
_STOP = Treatment.stop

TABLE: tuple[Row, ...] = (
    Row(_R.access, None, _P.address_on_file, "12(6), 15(4), 32(1)"),
    Row(_R.portability, None, _P.address_on_file, "12(6), 20(4), 32(1)"),
    # Whoever erases or changes what is a stranger's does as much harm as whoever reads it.
    Row(_R.rectification, None, _P.address_on_file, "12(6), 5(1)(d), 32(1)"),
    Row(_R.erasure, None, _P.address_on_file, "12(6), 5(1)(f), 32(1)"),
    Row(_R.restriction, None, _P.address_on_file, "12(6), 32(1)"),
    Row(_R.objection, _STOP, _P.own_address, "21(2), 21(3)"),
    Row(_R.objection, None, _P.address_on_file, "12(6), 21(1)"),
    Row(_R.marketing_objection, None, _P.own_address, "21(2), 21(3)"),
    Row(_R.automated_decision, _STOP, _P.own_address, "21(2), 21(3)"),
    Row(_R.automated_decision, None, _P.address_on_file, "12(6), 22(3)"),
    # As easy as giving it: but what follows from it cannot be taken back.
    Row(_R.consent_withdrawal, _STOP, _P.own_address, "7(3)"),
    Row(_R.consent_withdrawal, None, _P.address_on_file, "12(6), 17(1)(b)"),
)
"""Rows from top to bottom; the first that fits says what is enough."""


def proof_for(right: AskedRight, treatment: Treatment) -> Proof:
    """Return what is enough for a treatment that a right wants."""
    return next(
        row.proof for row in TABLE if row.right is right and row.treatment in {None, treatment}
    )


def stops_at_once(right: AskedRight) -> bool:
    """Say whether a right ends some processing of the writer's address without asking who it is."""
    return proof_for(right, Treatment.stop) is Proof.own_address


def wants_identity(right: AskedRight) -> bool:
    """Say whether anything of a right waits until it is proved who asks."""
    return any(row.right is right and row.proof is Proof.address_on_file for row in TABLE)
