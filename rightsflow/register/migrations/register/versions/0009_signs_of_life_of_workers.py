"""signs of life of workers, which may be on other machines."""

import sqlalchemy as sa
from alembic import op

from rightsflow.register.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go forward to this version."""
    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("run", sa.String(length=64)),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("until_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
