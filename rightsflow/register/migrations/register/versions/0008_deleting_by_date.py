"""deleting by date: what of a case is gone, what keeps it, deletions, anonymous counts."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WORD = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go forward to this version."""
    op.add_column("case", sa.Column("copy_deleted_at", _AT))
    op.add_column("case", sa.Column("kept_until_on", sa.Date()))
    op.add_column("case", sa.Column("kept_for", _WORD))
    op.create_table(
        "deletion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _WORD, nullable=False),
        sa.Column("ordered_at", _AT, nullable=False),
        sa.Column("done_at", _AT),
        sa.Column("until_on", sa.Date()),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(length=64), nullable=False),
        sa.Column("work", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
        sa.UniqueConstraint("name", name=op.f("uq_deletion_name")),
    )
    op.create_index("ix_deletion_done_at", "deletion", ["done_at"])
    op.create_table(
        "statistic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("measure", _WORD, nullable=False),
        sa.Column("name", _WORD, nullable=False),
        sa.Column("part", _WORD, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic")),
        sa.UniqueConstraint(
            "month", "measure", "name", "part", name=op.f("uq_statistic_month_measure_name_part")
        ),
    )
