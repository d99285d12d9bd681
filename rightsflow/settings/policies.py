"""How this controller decides, charges, keeps and hurries: what the law leaves to it."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rightsflow.law.fee import Tariff
from rightsflow.law.right import Right
from rightsflow.settings.section import Address, Section

Amount = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class IdentityPolicy(Section):
    """Whose word counts about the sender, and which addresses are never one person's.

    `authserv_ids`: the names under which our own receiving server writes
    Authentication-Results (RFC 8601 section 2.5); nobody else's are read.
    """

    authserv_ids: tuple[str, ...] = ()
    shared_local_parts: tuple[str, ...] = (
        "info",
        "biuro",
        "kontakt",
        "office",
        "contact",
        "hr",
        "kadry",
        "rekrutacja",
        "jobs",
        "praca",
        "sekretariat",
        "admin",
        "team",
        "sales",
        "hello",
        "mail",
        "poczta",
        "noreply",
    )
    shared_addresses: tuple[Address, ...] = ()
    answer_within_days: int = Field(default=14, ge=1, le=28)


class CopyPolicy(Section):
    """How the copy of the data is protected and how large it may be.

    `bits`: entropy of a made passphrase. `handover`: who gives it to the person; `operator`
    means that `rightsflow case show --reveal` shows it, another name is a plug-in (entry
    point group `rightsflow.handover`).
    """

    bits: int = Field(default=80, ge=80, le=256)
    handover: str = "operator"
    largest_letter_bytes: int = Field(default=20_000_000, ge=100_000)
    pdf_rows: int = Field(default=200, ge=10)


class Retention(Section):
    """How long what this program itself keeps stays, in days.

    `copy_days` and `case_days` count from the day a case is closed; `ledger_days` and
    `do_not_recreate_days` from the day of an erasure: longer than any backup of a system lives,
    and the second no shorter, because by it the person is recognised when an erasure is replayed.
    `other_mail_days`: for messages that are about no case, longer than any time limit, so that a
    request that was overheard is still found; and for mails to our own people about no case.
    `proof_days`: how long it is kept that a case was deleted, counted from that day.
    `system_backup_days`: after so many days no backup of any system has data any more that was
    erased in the system. `id_scan_hours`: so long after it arrived a scan of an identity
    document that nobody asked for is deleted.
    """

    copy_days: int = Field(default=30, ge=1)
    case_days: int = Field(default=3 * 365, ge=30)
    other_mail_days: int = Field(default=90, ge=31)
    proof_days: int = Field(default=2 * 365, ge=1)
    key_backup_days: int = Field(default=30, ge=0)
    system_backup_days: int = Field(default=30, ge=0)
    ledger_days: int = Field(default=400, ge=30)
    do_not_recreate_days: int = Field(default=3 * 365, ge=30)
    id_scan_hours: int = Field(default=72, ge=1, le=720)

    @model_validator(mode="after")
    def _the_list_outlives_the_ledger(self) -> Self:
        if self.do_not_recreate_days < self.ledger_days:
            problem = "do_not_recreate_days is at least ledger_days: a replay asks that list"
            raise ValueError(problem)
        return self

    @model_validator(mode="after")
    def _the_case_outlives_its_copy(self) -> Self:
        if self.case_days < self.copy_days:
            problem = "case_days is at least copy_days: with the case its copy goes, too"
            raise ValueError(problem)
        return self


class DecisionPolicy(Section):
    """What waits for an approver, and for how long before silence has its consequence.

    `by_hand`: rights that a person of the controller carries out, and no program. `approve_deeds`:
    whether an approver looks at a plan before data is erased; corrections and balances always
    wait for one. `restriction_notice_days`: so long before a restriction ends the person is told;
    `review_restriction_days`: after so many days a person looks whether it is still needed.
    `answer_within_days`: how long an approver has. `silence_days_before`: so many days before
    the due date what nobody decided is settled without them. `large_copy_records`: from so many
    records on an approver may ask the person about the scope (recital 63). `pages`: the address
    of Prefect's pages as approvers reach them; empty: that of this machine. `language`: in which
    our own people are written to; the first of the letters' languages if none is given.
    """

    by_hand: tuple[Right, ...] = ()
    approve_access: bool = False
    approve_deeds: bool = True
    look_at_others: bool = True
    answer_within_days: int = Field(default=5, ge=1, le=28)
    silence_days_before: int = Field(default=2, ge=0, le=14)
    large_copy_records: int = Field(default=10_000, ge=1)
    restriction_notice_days: int = Field(default=7, ge=7)
    review_restriction_days: int = Field(default=90, ge=7)
    pages: str = ""
    language: Literal["pl", "en"] | None = None


class FeePolicy(Section):
    """The tariff of a further copy: the cost of making it, and nothing beside (Article 15(3)).

    `how_to_pay` stands in the quote, by language.
    """

    currency: str = Field(default="PLN", pattern=r"^[A-Z]{3}$")
    copy_: Amount = Field(alias="copy")
    hundred_records: Amount = Decimal(0)
    valid_days: int = Field(default=14, ge=3, le=28)
    how_to_pay: dict[str, str] = Field(min_length=1)

    @property
    def tariff(self) -> Tariff:
        """Return the amounts as the law code reckons with them."""
        return Tariff(self.currency, self.copy_, self.hundred_records)


class WatchPolicy(Section):
    """When people are told and reminded: hours in the controller's zone, days."""

    digest_hour: int = Field(default=7, ge=0, le=23)
    due_soon_days: int = Field(default=7, ge=1, le=21)
    remind_after_days: int = Field(default=7, ge=1, le=28)
    extend_before_days: int = Field(default=7, ge=1, le=21)


class Pace(Section):
    """How often and how much: minutes between polls, cases in a batch, letters in an hour.

    `processes`: how many make copies, and how many read mail, on each machine.
    `lost_after_seconds`: a worker on another machine that gave no sign of life for so long counts
    as lost, and others take its work over. `side_by_side`: so many flow runs share a backlog at
    most where several machines work.
    """

    poll_minutes: int = Field(default=5, ge=1, le=1440)
    batch: int = Field(default=50, ge=1, le=500)
    letters_with_data_per_hour: int = Field(default=200, ge=1)
    automatic_letters_per_address_per_day: int = Field(default=2, ge=1)
    automatic_letters_per_hour: int = Field(default=100, ge=1)
    processes: int = Field(default=2, ge=1, le=64)
    lost_after_seconds: int = Field(default=60, ge=5, le=3600)
    side_by_side: int = Field(default=4, ge=1, le=64)
