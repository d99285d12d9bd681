"""What a decision form holds: case numbers, closed words, a one-time code; no free text."""

from dataclasses import dataclass, field
from datetime import datetime

from rightsflow.law.decision import Decision, Needs, row_of
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import AskedRight
from rightsflow.register.decisions import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A decision as it was handed in, at the aware moment `handed_in_at`.

    `hold` names the hold and its version (`H-12.1`), `shown` is the digest of what the approver
    was shown. `records` are the numbers by which the mail lists them.
    """

    case_number: str
    hold: str
    shown: str
    decision: Decision
    approver: str
    code: str = field(repr=False)
    handed_in_at: datetime
    ground: RefusalGround | None = None
    rights: tuple[AskedRight, ...] = ()
    records: tuple[int, ...] = ()
    systems: tuple[str, ...] = ()
    months: int = 2

    @property
    def content(self) -> Content:
        """Return what is decided, without who decides."""
        detail = {
            "rights": sorted(self.rights),
            "records": sorted(self.records),
            "systems": sorted(self.systems),
            "months": self.months if self.decision is Decision.extend else 0,
        }
        wanted = Needs.ground in row_of(self.decision).needs
        return Content(self.decision, self.ground if wanted else None, detail)
