"""Alembic runs the migrations of the keys database on the connection that it is given."""

from alembic import context

import rightsflow.register.tables  # noqa: F401 - declares them
from rightsflow.register.metadata import KEYS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=KEYS,
    version_table=context.config.attributes["version_table"],
    transaction_per_migration=False,
)
context.run_migrations()
