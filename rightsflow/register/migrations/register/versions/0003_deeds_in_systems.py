"""surveys, manual tasks, notices to recipients, suppression, erasures to replay."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORD = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go forward to this version."""
    op.add_column("request", sa.Column("sealed_details", sa.LargeBinary()))
    op.add_column("receipt", sa.Column("sealed_detail", sa.LargeBinary()))
    _surveys()
    _manual_tasks()
    _notices()
    _what_outlives_a_case()
    with op.batch_alter_table("letter") as batch:
        batch.add_column(sa.Column("manual_task_id", sa.Integer()))
        batch.add_column(sa.Column("notice_id", sa.Integer()))
        batch.create_foreign_key(
            op.f("fk_letter_manual_task_id"), "manual_task", ["manual_task_id"], ["id"]
        )
        batch.create_foreign_key(op.f("fk_letter_notice_id"), "notice", ["notice_id"], ["id"])


def _of_a_request(table: str) -> tuple[sa.Column[int] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{table}_case_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f(f"fk_{table}_request_id")
        ),
    )


def _surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_a_request("survey"),
        sa.Column("system", _WORD, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("request_id", "system", name=op.f("uq_survey_request_id_system")),
    )
    op.create_index(op.f("ix_survey_case_id"), "survey", ["case_id"])


def _manual_tasks() -> None:
    op.create_table(
        "manual_task",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_a_request("manual_task"),
        sa.Column("system", _WORD, nullable=False),
        sa.Column("deed", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("answer_by_on", sa.Date(), nullable=False),
        sa.Column("opened_at", _AT, nullable=False),
        sa.Column("reminded_at", _AT),
        sa.Column("answered_at", _AT),
        sa.Column("answered_by", _WORD),
        sa.Column("sealed_what", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_answer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_task")),
        sa.UniqueConstraint(
            "request_id", "system", "deed", name=op.f("uq_manual_task_request_id_system_deed")
        ),
    )
    op.create_index(op.f("ix_manual_task_case_id"), "manual_task", ["case_id"])
    op.create_index("ix_manual_task_state", "manual_task", ["state"])


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_a_request("notice"),
        sa.Column("recipient_index", sa.String(length=64), nullable=False),
        sa.Column("role", _WORD, nullable=False),
        sa.Column("deed", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("reason", _WORD),
        sa.Column("answer_by_on", sa.Date(), nullable=False),
        sa.Column("queued_at", _AT, nullable=False),
        sa.Column("sent_at", _AT),
        sa.Column("reminded_at", _AT),
        sa.Column("answered_at", _AT),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "request_id",
            "recipient_index",
            "deed",
            name=op.f("uq_notice_request_id_recipient_index_deed"),
        ),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"])
    op.create_index("ix_notice_state", "notice", ["state"])


def _what_outlives_a_case() -> None:
    op.create_table(
        "suppression",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list", _WORD, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("key_id", _WORD, nullable=False),
        sa.Column("scope", sa.String(length=128), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
        sa.UniqueConstraint(
            "list", "digest", "scope", name=op.f("uq_suppression_list_digest_scope")
        ),
    )
    op.create_index(op.f("ix_suppression_digest"), "suppression", ["digest"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", _WORD, nullable=False),
        sa.Column("system", _WORD, nullable=False),
        sa.Column("capability", _WORD, nullable=False),
        sa.Column("done_at", _AT, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("replayed_at", _AT),
        sa.Column("sealed_order", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint(
            "case_number",
            "system",
            "capability",
            "done_at",
            name=op.f("uq_erasure_case_number_system_capability_done_at"),
        ),
    )
    op.create_index("ix_erasure_system_done_at", "erasure", ["system", "done_at"])
    op.create_table(
        "reappearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("system", _WORD, nullable=False),
        sa.Column("list", _WORD, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("found_at", _AT, nullable=False),
        sa.Column("seen_at", _AT, nullable=False),
        sa.Column("case_number", _WORD, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reappearance")),
        sa.UniqueConstraint(
            "system", "list", "digest", name=op.f("uq_reappearance_system_list_digest")
        ),
    )
