"""A schema as OpenCATS has it: no foreign key at all, and records of a kind and a number.

`data_item_type` 100 is a candidate, 300 a contact of a client, 400 a job order.
"""

from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, insert

from tests.servers.databases import Place

METADATA = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    key = Column(f"{name}_id", Integer, primary_key=True, autoincrement=False)
    return Table(name, METADATA, key, *columns)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer)


def _word(name: str) -> Column[Any]:
    return Column(name, String(255))


CANDIDATE = _table(
    "candidate", _word("first_name"), _word("last_name"), _word("email1"), _word("email2"),
    _word("phone_cell"), Column("notes", Text), _number("entered_by"),
)  # fmt: skip
CONTACT = _table("contact", _number("company_id"), _word("last_name"), _word("email1"))
COMPANY = _table("company", _word("name"))
JOBORDER = _table("joborder", _word("title"), _number("company_id"))
PIPELINE = _table(
    "candidate_joborder", _number("candidate_id"), _number("joborder_id"), _number("status")
)
ATTACHMENT = _table(
    "attachment", _number("data_item_id"), _number("data_item_type"), _word("title"),
    _word("stored_filename"), _word("directory_name"), Column("text", Text),
)  # fmt: skip
HISTORY = _table(
    "history", _number("data_item_type"), _number("data_item_id"), _word("the_field"),
    Column("previous_value", Text), Column("new_value", Text),
)  # fmt: skip
MAIL_LOG = _table("mail_log", Column("line", Text))
SETTINGS = _table("settings", _word("setting"), _word("value"))
STAFF = _table("staff", _word("user_name"), _word("email"), _word("password"))
TAG = Table(
    "tag_link", METADATA,
    Column("candidate_id", Integer, primary_key=True, autoincrement=False),
    Column("tag", String(20), primary_key=True),
)  # fmt: skip

NELE, OLE = 117, 118
ADDRESS, OLD_ADDRESS, PHONE = "nele.fox@example.org", "nele.old@example.org", "+48 600 111 222"
CV = f"Nele Fox, {ADDRESS}, {PHONE}, has been a cook in three kitchens by the sea since 2019."
VALUES = ("nele", "fox", "600", "kitchens", "example.org", "example.com", "cv_117")
"""Parts of values that no draft may show."""

_ROWS: dict[Table, list[tuple[Any, ...]]] = {
    CANDIDATE: [
        (NELE, "Nele", "Fox", ADDRESS, "", PHONE, "Speaks well of Mr. Ros, her last chef.", 1),
        (OLE, "Ole", "Fin", "ole@example.org", None, "600 111 333", None, 1),
    ],
    CONTACT: [(5, 1, "Ada", "ada@example.com")],
    COMPANY: [(1, "Example sp. z o.o.")],
    JOBORDER: [(1, "Cook", 1)],
    PIPELINE: [(1, NELE, 1, 2), (2, OLE, 1, 2)],
    ATTACHMENT: [
        (1, NELE, 100, "CV", "cv_117.pdf", "ab12/", CV),
        (2, 5, 300, "Offer", "offer.pdf", "cd34/", None),
        (3, OLE, 100, "CV", "cv_118.pdf", "ab13/", None),
    ],
    HISTORY: [
        (1, 100, NELE, "email1", OLD_ADDRESS, ADDRESS),
        (2, 400, 1, "title", "Cooks", "Cook"),
    ],
    MAIL_LOG: [(1, f"sent to {ADDRESS}")],
    SETTINGS: [(1, "language", "pl")],
    STAFF: [(900, "admin", "admin@example.com", "x")],
    TAG: [(NELE, "cook")],
}


async def plant(at: Place) -> None:
    """Make the tables, and let the people of this file in."""
    async with at.admin.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        for table, rows in _ROWS.items():
            names = table.columns.keys()
            values = [dict(zip(names, row, strict=True)) for row in rows]
            await connection.execute(insert(table), values)
    await at.grant(*METADATA.tables)
