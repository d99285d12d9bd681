"""The tables. Columns named `sealed_*` hold personal data under the key of the case.

Row numbers of cases and messages are never given again (`sqlite_autoincrement`): they name
cases in letters, and keys.

Nothing else here is personal: numbers, dates, counts, closed lists, keyed hashes. Wrapped
keys lie in a database of their own (`KEYS`), so that its backups can expire sooner.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

import rightsflow.register.deed_tables
import rightsflow.register.retention_tables  # noqa: F401 - both declare tables, the first referred to
from rightsflow.register.metadata import KEYS, REGISTER, WORD
from rightsflow.register.types import UtcDateTime

instance = Table(
    "instance",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("proof", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

case = Table(
    "case",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("number", WORD, nullable=True, unique=True),
    Column("channel", WORD, nullable=False),
    Column("language", String(8), nullable=False),
    Column("stage", WORD, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("copy_deleted_at", UtcDateTime),
    Column("kept_until_on", Date),
    Column("kept_for", WORD),
    Column("rules", WORD, nullable=False),
    Column("key_scope", WORD, nullable=False),
    Column("sealed_requester", LargeBinary, nullable=False),
    Column("sealed_secret", LargeBinary),
    Column("journal_seq", Integer, nullable=False, default=0),
    Column("journal_head", String(64), nullable=False, default=""),
    Index("ix_case_stage", "stage"),
    sqlite_autoincrement=True,
)

message = Table(
    "message",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("mailbox", String(255), nullable=False),
    Column("uidvalidity", WORD, nullable=False),
    Column("uid", String(255), nullable=False),
    Column("digest", String(64), unique=True),
    Column("same_as", ForeignKey("message.id")),
    Column("case_id", ForeignKey("case.id"), index=True),
    Column("state", WORD, nullable=False),
    Column("kind", WORD),
    Column("attempts", Integer, nullable=False, default=0),
    Column("received_at", UtcDateTime, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sender_index", String(64), index=True),
    Column("why_not_answered", JSON, nullable=False, default=list),
    Column("sealed_reading", LargeBinary),
    UniqueConstraint("mailbox", "uidvalidity", "uid"),
    Index("ix_message_state", "state"),
    sqlite_autoincrement=True,
)

id_scan = Table(
    "id_scan",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("message.id"), nullable=False),
    Column("case_id", ForeignKey("case.id"), index=True),
    Column("part", Integer, nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("state", WORD, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime),
    Column("message_hash", String(64)),
    UniqueConstraint("message_id", "part"),
    Index("ix_id_scan_state", "state"),
)
"""Scans of identity documents that came with messages; without a case they are only taken out."""

request = Table(
    "request",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("right", WORD, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("outcome", WORD),
    Column("ground", WORD),
    Column("marketing", Boolean, nullable=False, default=False, server_default=false()),
    Column("dropped_at", UtcDateTime),
    Column("extended_at", UtcDateTime),
    Column("extension_months", Integer),
    Column("question_on", Date),
    Column("question_answered_on", Date),
    Column("suspended_by", WORD),
    Column("sealed_evidence", LargeBinary),
    Column("sealed_details", LargeBinary),
    UniqueConstraint("case_id", "right", "received_at"),
)

work_item = Table(
    "work_item",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("system", WORD, nullable=False),
    Column("step", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_try_at", UtcDateTime),
    Column("owner", String(255)),
    Column("lease_until", UtcDateTime),
    Column("epoch", Integer, nullable=False, default=0),
    UniqueConstraint("case_id", "request_id", "system", "step"),
    Index("ix_work_item_todo", "state", "step", "system"),
)

finding = Table(
    "finding",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("system", WORD, nullable=False),
    Column("exact", Integer, nullable=False),
    Column("candidates", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("sealed_matches", LargeBinary),
    UniqueConstraint("case_id", "request_id", "system"),
)

plan = Table(
    "plan",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "version"),
)

receipt = Table(
    "receipt",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("system", WORD, nullable=False),
    Column("step", WORD, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
    Column("sealed_detail", LargeBinary),
    Column("connector", String(200)),
    UniqueConstraint("case_id", "request_id", "system", "step"),
)

hold = Table(
    "hold",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("kind", WORD, nullable=False),
    Column("system", WORD, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("answer_by_on", Date, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("asked_version", Integer, nullable=False, default=0, server_default=text("0")),
    Column("reminded_at", UtcDateTime),
    Column("released_at", UtcDateTime),
    Column("released_by", WORD),
    Index("ix_hold_released_at", "released_at"),
)

letter = Table(
    "letter",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), index=True),
    Column("audience", WORD, nullable=False),
    Column("key_scope", WORD, nullable=False),
    Column("hold_id", ForeignKey("hold.id")),
    Column("manual_task_id", ForeignKey("manual_task.id")),
    Column("notice_id", ForeignKey("notice.id")),
    Column("once", String(128), unique=True),
    Column("letter", WORD, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("language", String(8), nullable=False),
    Column("with_data", Boolean, nullable=False),
    Column("state", WORD, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("owner", String(255)),
    Column("next_try_at", UtcDateTime),
    Column("not_after_at", UtcDateTime),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("server_reply", String(255)),
    Column("template_version", WORD, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("recipient_index", String(64), nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "seq"),
    Index("ix_letter_state", "state"),
    Index("ix_letter_recipient_index_queued_at", "recipient_index", "queued_at"),
)

approver = Table(
    "approver",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("handle", WORD, nullable=False, unique=True),
    Column("is_officer", Boolean, nullable=False),
    Column("address_index", String(64), nullable=False, unique=True),
    Column("added_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_at", UtcDateTime),
    Column("last_step", Integer, nullable=False, default=0),
    Column("sealed_person", LargeBinary, nullable=False),
)

decision = Table(
    "decision",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("hold_id", ForeignKey("hold.id"), nullable=False),
    Column("approver", WORD, nullable=False),
    Column("decision", WORD, nullable=False),
    Column("ground", WORD),
    Column("detail", JSON, nullable=False),
    Column("basis", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", WORD, nullable=False),
    Column("rules", WORD, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

statement = Table(
    "statement",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("kind", WORD, nullable=False),
    Column("given_by", WORD, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("decision_id", ForeignKey("decision.id")),
    Column("sealed_text", LargeBinary, nullable=False),
)

fee = Table(
    "fee",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("request_id", ForeignKey("request.id"), nullable=False, unique=True),
    Column("rule", WORD, nullable=False),
    Column("calculation", JSON, nullable=False),
    Column("records", Integer, nullable=False),
    Column("valid_until_on", Date, nullable=False),
    Column("quoted_at", UtcDateTime, nullable=False),
    Column("answer", WORD),
    Column("answered_at", UtcDateTime),
)

earlier_answer = Table(
    "earlier_answer",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("person_index", String(64), nullable=False, index=True),
    Column("right", WORD, nullable=False),
    Column("scope", String(64), nullable=False),
    Column("records", Integer, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("case_number", WORD, nullable=False),
    UniqueConstraint("case_number", "right"),
)

journal = Table(
    "journal",
    REGISTER,
    Column("case_id", ForeignKey("case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", WORD, nullable=False),
    Column("event", WORD, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
)

case_key = Table(
    "case_key",
    KEYS,
    Column("scope", WORD, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("key_id", WORD, nullable=False, server_default=""),
)
"""`key_id` names the master key that wrapped it; empty where that was before keys had names."""

wrapping = Table(
    "wrapping",
    KEYS,
    Column("id", Integer, primary_key=True),
    Column("key_id", WORD, nullable=False),
    Column("since_at", UtcDateTime, nullable=False),
)
"""One row: the master key under which keys are wrapped now, by its name."""

kept_key = Table(
    "kept_key",
    KEYS,
    Column("use", WORD, primary_key=True),
    Column("key_id", WORD, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("until_on", Date),
)
"""Keys of earlier master keys that are still needed, wrapped under that of now."""
