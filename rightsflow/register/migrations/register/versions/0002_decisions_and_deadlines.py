"""decisions, approvers, their words, fees, extensions; letters to staff."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WORD = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go forward to this version."""
    _requests_and_holds()
    _letters()
    _people_who_decide()
    _money_and_memory()


def _requests_and_holds() -> None:
    for column in (
        sa.Column("ground", _WORD),
        sa.Column("marketing", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("dropped_at", _AT),
        sa.Column("extended_at", _AT),
        sa.Column("extension_months", sa.Integer()),
        sa.Column("question_on", sa.Date()),
        sa.Column("question_answered_on", sa.Date()),
        sa.Column("suspended_by", _WORD),
    ):
        op.add_column("request", column)
    asked = sa.Column("asked_version", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("hold", asked)
    op.add_column("hold", sa.Column("reminded_at", _AT))


def _letters() -> None:
    with op.batch_alter_table("letter") as batch:
        batch.add_column(sa.Column("audience", _WORD))
        batch.add_column(sa.Column("key_scope", _WORD))
        batch.add_column(sa.Column("hold_id", sa.Integer()))
        batch.add_column(sa.Column("once", sa.String(length=128)))
        batch.add_column(sa.Column("not_after_at", _AT))
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
    op.execute(
        "UPDATE letter SET audience = 'requester', key_scope = (SELECT key_scope FROM \"case\" "
        'WHERE "case".id = letter.case_id)'
    )
    with op.batch_alter_table("letter") as batch:
        batch.alter_column("audience", existing_type=_WORD, nullable=False)
        batch.alter_column("key_scope", existing_type=_WORD, nullable=False)
        batch.create_unique_constraint(op.f("uq_letter_once"), ["once"])
        batch.create_foreign_key(op.f("fk_letter_hold_id"), "hold", ["hold_id"], ["id"])


def _people_who_decide() -> None:
    op.create_table(
        "approver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", _WORD, nullable=False),
        sa.Column("is_officer", sa.Boolean(), nullable=False),
        sa.Column("address_index", sa.String(length=64), nullable=False),
        sa.Column("added_at", _AT, nullable=False),
        sa.Column("revoked_at", _AT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_at", _AT),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approver")),
        sa.UniqueConstraint("handle", name=op.f("uq_approver_handle")),
        sa.UniqueConstraint("address_index", name=op.f("uq_approver_address_index")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("approver", _WORD, nullable=False),
        sa.Column("decision", _WORD, nullable=False),
        sa.Column("ground", _WORD),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("rules", _WORD, nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_decision_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_case_id"), "decision", ["case_id"])
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("given_by", _WORD, nullable=False),
        sa.Column("given_at", _AT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("decision_id", sa.Integer()),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_statement_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_statement_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_case_id"), "statement", ["case_id"])


def _money_and_memory() -> None:
    op.create_table(
        "fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("rule", _WORD, nullable=False),
        sa.Column("calculation", sa.JSON(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=False),
        sa.Column("quoted_at", _AT, nullable=False),
        sa.Column("answer", _WORD),
        sa.Column("answered_at", _AT),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_fee_case_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_fee_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint("request_id", name=op.f("uq_fee_request_id")),
    )
    op.create_index(op.f("ix_fee_case_id"), "fee", ["case_id"])
    op.create_table(
        "earlier_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_index", sa.String(length=64), nullable=False),
        sa.Column("right", _WORD, nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("case_number", _WORD, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_answer")),
        sa.UniqueConstraint(
            "case_number", "right", name=op.f("uq_earlier_answer_case_number_right")
        ),
    )
    op.create_index(op.f("ix_earlier_answer_person_index"), "earlier_answer", ["person_index"])
