"""the master key is named on what it wraps; what outlives it is kept."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WORD = sa.String(length=64)


def upgrade() -> None:
    """Go forward to this version."""
    op.add_column("case_key", sa.Column("key_id", _WORD, nullable=False, server_default=""))
    op.create_table(
        "wrapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", _WORD, nullable=False),
        sa.Column("since_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrapping")),
    )
    op.create_table(
        "kept_key",
        sa.Column("use", _WORD, nullable=False),
        sa.Column("key_id", _WORD, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.PrimaryKeyConstraint("use", "key_id", name=op.f("pk_kept_key")),
    )
