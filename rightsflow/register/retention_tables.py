"""The tables of what goes and of what stays: deletions under way and done, and anonymous counts.

A row of `deletion` is written in the transaction that deletes the rows of a case or message, and
says what is still to be destroyed outside the register: keys, folders of the vault, mails. When
all of it is gone, `work` is emptied, and what stays is the proof that it was done. `statistic`
holds counts of months: no case, no day, nobody.
"""

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table, UniqueConstraint

from rightsflow.register.metadata import REGISTER, WORD
from rightsflow.register.types import UtcDateTime

deletion = Table(
    "deletion",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("name", WORD, nullable=False, unique=True),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("until_on", Date),
    Column("journal_seq", Integer, nullable=False, default=0),
    Column("journal_head", String(64), nullable=False, default=""),
    Column("work", JSON, nullable=False),
    Index("ix_deletion_done_at", "done_at"),
)

statistic = Table(
    "statistic",
    REGISTER,
    Column("id", Integer, primary_key=True),
    Column("month", String(7), nullable=False),
    Column("measure", WORD, nullable=False),
    Column("name", WORD, nullable=False),
    Column("part", WORD, nullable=False),
    Column("number", Integer, nullable=False),
    UniqueConstraint("month", "measure", "name", "part"),
)
