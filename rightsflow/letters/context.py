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
from rightsflow.letters.parts import ChangeTold, KeptTold, PartTold, PurposeTold
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
from rightsflow.letters.rights import (
    CopyPart,
    ExportPart,
    NoticeTold,
    RightAnswer,
    RightsReply,
    ToldRecipient,
)

__all__ = [
    "KIND",
    "AccessReply",
    "Acknowledgement",
    "Answered",
    "ChangeTold",
    "Context",
    "CopyPart",
    "Doubt",
    "ExportPart",
    "Extension",
    "FeeQuote",
    "Frame",
    "IdentityQuery",
    "KeptTold",
    "NotIdentified",
    "NothingHeld",
    "NoticeTold",
    "OverdueApology",
    "PartTold",
    "PartialRefusal",
    "Pending",
    "PendingText",
    "PersonReply",
    "PurposeTold",
    "Refusal",
    "Refused",
    "Reminder",
    "RequestWithdrawn",
    "RestrictionLifting",
    "RightAnswer",
    "RightsReply",
    "ScopeQuery",
    "SystemAnswer",
    "ToldRecipient",
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
    | RightsReply
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
    Letter.rights_reply: RightsReply,
}
"""What each letter is made from."""
