"""turns to ask a system, which all workers share."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go forward to this version."""
    op.create_table(
        "system_turn",
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("free_at", _AT),
        sa.Column("away_until", _AT),
        sa.PrimaryKeyConstraint("system", name=op.f("pk_system_turn")),
    )
