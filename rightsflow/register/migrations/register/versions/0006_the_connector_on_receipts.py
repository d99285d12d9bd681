"""the connector that asked a system, with its version, on every receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward to this version."""
    op.add_column("receipt", sa.Column("connector", sa.String(200)))
