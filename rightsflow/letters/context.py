"""What each letter is told: values only, so that the same values give the same letter."""

from typing import TypeAlias

from rightsflow.letters.branches import (
    Extension,
    FeeQuote,
    NotIdentified,
    OverdueApology,
    PartialRefusal,
    Refusal,
    Refused,
    RestrictionLifting,
    WithheldPart,
)
from rightsflow.letters.choose import Letter
from rightsflow.letters.frame import Doubt, Frame, Pending, PendingText, SystemAnswer
from rightsflow.letters.replies import (
    AccessReply,
    Acknowledgement,
    Answered,
    IdentityQuery,
    NothingHeld,
    PersonReply,
    Reminder,
    RequestWithdrawn,
    ScopeQuery,
)

__all__ = [
    "KIND",
    "AccessReply",
    "Acknowledgement",
    "Answered",
    "Context",
    "Doubt",
    "Extension",
    "FeeQuote",
    "Frame",
    "IdentityQuery",
    "NotIdentified",
    "NothingHeld",
    "OverdueApology",
    "PartialRefusal",
    "Pending",
    "PendingText",
    "PersonReply",
    "Refusal",
    "Refused",
    "Reminder",
    "RequestWithdrawn",
    "RestrictionLifting",
    "ScopeQuery",
    "SystemAnswer",
    "WithheldPart",
]

Context: TypeAlias = (
    Acknowledgement
    | IdentityQuery
    | ScopeQuery
    | Reminder
    | AccessReply
    | NothingHeld
    | Extension
    | FeeQuote
    | Refusal
    | PartialRefusal
    | NotIdentified
    | OverdueApology
    | PersonReply
    | RequestWithdrawn
    | RestrictionLifting
)

KIND: dict[Letter, type[Context]] = {
    Letter.acknowledgement: Acknowledgement,
    Letter.identity_query: IdentityQuery,
    Letter.access_reply: AccessReply,
    Letter.nothing_held: NothingHeld,
    Letter.scope_query: ScopeQuery,
    Letter.extension: Extension,
    Letter.fee_quote: FeeQuote,
    Letter.refusal: Refusal,
    Letter.partial_refusal: PartialRefusal,
    Letter.not_identified: NotIdentified,
    Letter.reminder: Reminder,
    Letter.overdue_apology: OverdueApology,
    Letter.person_reply: PersonReply,
    Letter.request_withdrawn: RequestWithdrawn,
    Letter.restriction_lifting: RestrictionLifting,
}
"""What each letter is made from."""
