"""Tables of the double: a few of Dynamics 365, and some as ClickDimensions adds them.

The cdi tables and columns are those seen in public code, not the vendor's documentation. What a
delete does to related rows stands in `RELATIONS`, as in `CascadeConfiguration`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

TEXT, MEMO, LOOKUP = "String", "Memo", "Lookup"
LOOKUPS = frozenset({"Lookup", "Customer", "Owner"})


@dataclass(frozen=True)
class Column:
    """One column; `options` are the labels of a choice."""

    kind: str = TEXT
    longest: int = 4000
    options: Mapping[int, str] = field(default_factory=dict)
    computed: bool = False
    secured: bool = False


@dataclass(frozen=True)
class Table:
    """One table; `privilege` is what its privileges are named after."""

    name: str
    plural: str
    key: str
    columns: Mapping[str, Column]
    named_by: str = ""
    privilege: str = ""
    deletable: bool = True

    @property
    def metadata_id(self) -> str:
        """Return the id of its definition."""
        return str(uuid5(NAMESPACE_URL, self.name))

    def shown(self) -> dict[str, str]:
        """Return the type of each column as the Web API names it: lookups are `_x_value`."""
        columns = {self.key: "Uniqueidentifier"}
        for name, column in self.columns.items():
            columns[shown_as(name, column)] = column.kind
        return columns


@dataclass(frozen=True)
class Relation:
    """Rows of `child` refer by `attribute` to rows of `parent`."""

    parent: str
    child: str
    attribute: str
    on_delete: str = "RemoveLink"

    @property
    def schema_name(self) -> str:
        """Return its name."""
        return f"{self.parent}_{self.child}_{self.attribute}"

    @property
    def navigation(self) -> str:
        """Return how the child names its parent when it is bound."""
        return f"{self.attribute}_{self.parent}"


def shown_as(name: str, column: Column) -> str:
    """Return the name of a column in the Web API."""
    return f"_{name}_value" if column.kind in LOOKUPS else name


def _table(name: str, key: str, columns: dict[str, Column], **more: object) -> Table:
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return Table(**{"name": name, "plural": plural, "key": key, "columns": columns} | more)  # type: ignore[arg-type]


_YES_NO = Column("Boolean", options={0: "Allow", 1: "Do Not Allow"})
_PERSON = {
    "firstname": Column(longest=50),
    "lastname": Column(longest=50),
    "fullname": Column(longest=160, computed=True),
    "emailaddress1": Column(longest=100),
    "emailaddress2": Column(longest=100),
    "mobilephone": Column(longest=50),
    "description": Column(MEMO, 1_048_576),
    "donotbulkemail": _YES_NO,
    "donotemail": _YES_NO,
    "statecode": Column("State", options={0: "Active", 1: "Inactive"}),
    "new_restricted": Column("Boolean", options={0: "No", 1: "Yes"}),
}
TABLES = {
    one.name: one
    for one in (
        _table(
            "contact",
            "contactid",
            {
                **_PERSON,
                "parentcustomerid": Column("Customer"),
                "masterid": Column(LOOKUP),
                "birthdate": Column("DateTime"),
                "preferredcontactmethodcode": Column("Picklist", options={1: "Any", 2: "E-mail"}),
            },
            named_by="fullname",
        ),
        _table("lead", "leadid", {**_PERSON, "parentcontactid": Column(LOOKUP)}),
        _table(
            "account", "accountid", {"name": Column(), "emailaddress1": Column()}, named_by="name"
        ),
        _table(
            "annotation",
            "annotationid",
            {
                "subject": Column(longest=500),
                "notetext": Column(MEMO, 1_048_576),
                "objectid": Column(LOOKUP),
                "documentbody": Column(MEMO, 40_000_000),
                "filename": Column(),
            },
            privilege="Note",
        ),
        _table("list", "listid", {"listname": Column()}, named_by="listname"),
        _table(
            "listmember",
            "listmemberid",
            {"listid": Column(LOOKUP), "entityid": Column(LOOKUP)},
            privilege="List",
        ),
        _table(
            "customeraddress",
            "customeraddressid",
            {"line1": Column(), "parentid": Column(LOOKUP)},
            plural="customeraddresses",
            privilege="CustomerAddress",
        ),
        _table(
            "cdi_sentemail",
            "cdi_sentemailid",
            {"cdi_subject": Column(), "cdi_contactid": Column(LOOKUP)},
        ),
        _table(
            "cdi_emailevent",
            "cdi_emaileventid",
            {
                "cdi_email": Column(),
                "cdi_type": Column("Picklist", options={1: "Open", 2: "Click"}),
                "cdi_contactid": Column(LOOKUP),
                "cdi_sentemailid": Column(LOOKUP),
            },
        ),
        _table(
            "cdi_postedform",
            "cdi_postedformid",
            {"cdi_email": Column(), "cdi_name": Column(), "cdi_contactid": Column(LOOKUP)},
        ),
        _table(
            "cdi_postedfield",
            "cdi_postedfieldid",
            {"cdi_name": Column(), "cdi_value": Column(MEMO), "cdi_postedformid": Column(LOOKUP)},
        ),
        _table(
            "cdi_anonymousvisitor",
            "cdi_anonymousvisitorid",
            {"cdi_ipaddress": Column(), "cdi_contactid": Column(LOOKUP)},
        ),
        _table(
            "cdi_visit",
            "cdi_visitid",
            {"cdi_entrypage": Column(), "cdi_anonymousvisitorid": Column(LOOKUP)},
        ),
        _table(
            "cdi_pageview", "cdi_pageviewid", {"cdi_uri": Column(), "cdi_visitid": Column(LOOKUP)}
        ),
        _table(
            "cdi_unsubscribe",
            "cdi_unsubscribeid",
            {"cdi_email": Column(), "cdi_contactid": Column(LOOKUP)},
        ),
        _table(
            "audit",
            "auditid",
            {
                "action": Column("Picklist", options={1: "Create", 2: "Update", 3: "Delete"}),
                "changedata": Column(MEMO),
                "objectid": Column(LOOKUP),
                "objecttypecode": Column("EntityName"),
            },
            privilege="AuditSummary",
            deletable=False,
        ),
    )
}
RELATIONS = (
    Relation("contact", "contact", "masterid"),
    Relation("account", "contact", "parentcustomerid"),
    Relation("contact", "lead", "parentcontactid"),
    Relation("contact", "annotation", "objectid", "Cascade"),
    Relation("contact", "listmember", "entityid", "Cascade"),
    Relation("list", "listmember", "listid", "Cascade"),
    Relation("contact", "customeraddress", "parentid", "Cascade"),
    # Referential, as ClickDimensions says of its own: the link goes, the row stays.
    Relation("contact", "cdi_sentemail", "cdi_contactid"),
    Relation("contact", "cdi_emailevent", "cdi_contactid"),
    Relation("cdi_sentemail", "cdi_emailevent", "cdi_sentemailid"),
    Relation("contact", "cdi_postedform", "cdi_contactid"),
    Relation("cdi_postedform", "cdi_postedfield", "cdi_postedformid"),
    Relation("contact", "cdi_anonymousvisitor", "cdi_contactid"),
    Relation("cdi_anonymousvisitor", "cdi_visit", "cdi_anonymousvisitorid"),
    Relation("cdi_visit", "cdi_pageview", "cdi_visitid"),
    Relation("contact", "cdi_unsubscribe", "cdi_contactid"),
)
