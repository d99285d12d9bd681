"""scans of identity documents, kept apart and deleted."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WORD = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go forward to this version."""
    op.create_table(
        "id_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer()),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("received_at", _AT, nullable=False),
        sa.Column("until_at", _AT, nullable=False),
        sa.Column("deleted_at", _AT),
        sa.Column("message_hash", sa.String(length=64)),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_id_scan_message_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_id_scan_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_id_scan")),
        sa.UniqueConstraint("message_id", "part", name=op.f("uq_id_scan_message_id_part")),
    )
    op.create_index(op.f("ix_id_scan_case_id"), "id_scan", ["case_id"])
    op.create_index("ix_id_scan_state", "id_scan", ["state"])
