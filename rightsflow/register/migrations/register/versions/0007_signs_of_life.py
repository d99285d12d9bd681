"""signs of life: when the mailbox was last read, how full it is, since when sending is paused."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward to this version."""
    op.create_table(
        "sign",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("percent", sa.Integer()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sign")),
    )
