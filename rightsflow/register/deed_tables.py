"""The tables of what is done in systems, by people and by recipients, and of what outlives a case.

`suppression` and `erasure` outlive the case: they have keys and end dates of their own, and name
nobody. The keyed digests of `suppression` are pseudonymous, not anonymous. `reappearance` says
which of them the sweep has seen again in which system, so that it is told once. `system_turn` says
when each system may be asked again, and is of no case.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from rightsflow.register.metadata import REGISTER, WORD
from rightsflow.register.types import UtcDateTime

survey = Table(
    "survey",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("system", WORD, nullable=False),
    Column("records", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    UniqueConstraint("request_id", "system"),
)

manual_task = Table(
    "manual_task",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("system", WORD, nullable=False),
    Column("deed", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("answer_by_on", Date, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("reminded_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("answered_by", WORD),
    Column("sealed_what", LargeBinary, nullable=False),
    Column("sealed_answer", LargeBinary),
    UniqueConstraint("request_id", "system", "deed"),
    Index("ix_manual_task_state", "state"),
)

notice = Table(
    "notice",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("recipient_index", String(64), nullable=False),
    Column("role", WORD, nullable=False),
    Column("deed", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("reason", WORD),
    Column("answer_by_on", Date, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("reminded_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("sealed_body", LargeBinary, nullable=False),
    UniqueConstraint("request_id", "recipient_index", "deed"),
    Index("ix_notice_state", "state"),
)

suppression = Table(
    "suppression",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("list", WORD, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("key_id", WORD, nullable=False),
    Column("scope", String(128), nullable=False),
    Column("added_on", Date, nullable=False),
    Column("until_on", Date),
    UniqueConstraint("list", "digest", "scope"),
)

erasure = Table(
    "erasure",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_number", WORD, nullable=False),
    Column("system", WORD, nullable=False),
    Column("capability", WORD, nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("replayed_at", UtcDateTime),
    Column("sealed_order", LargeBinary, nullable=False),
    UniqueConstraint("case_number", "system", "capability", "done_at"),
    Index("ix_erasure_system_done_at", "system", "done_at"),
)

reappearance = Table(
    "reappearance",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("system", WORD, nullable=False),
    Column("list", WORD, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("case_number", WORD, nullable=False),
    UniqueConstraint("system", "list", "digest"),
)

system_turn = Table(
    "system_turn",
    REGISTER,
    Column("system", WORD, primary_key=True),
    Column("free_at", UtcDateTime),
    Column("away_until", UtcDateTime),
)

sign = Table(
    "sign",
    REGISTER,
    Column("name", WORD, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("percent", Integer),
)

worker = Table(
    "worker",
    REGISTER,
    Column("name", String(255), primary_key=True),
    Column("run", String(64)),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
)
"""Processes at work; one whose `until_at` has passed is lost. `run` is its flow run in Prefect."""
