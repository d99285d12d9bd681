"""What the tables are declared in: register and keys, how constraints are named, short words."""

from sqlalchemy import MetaData, String

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
REGISTER = MetaData(naming_convention=_NAMES)
KEYS = MetaData(naming_convention=_NAMES)

WORD = String(64)
