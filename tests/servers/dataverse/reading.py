"""Answers of the double to questions: rows, pages, definitions, and the recycle bin."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET

from tests.servers.dataverse.query import BadQuery, Filter, folded
from tests.servers.dataverse.schema import LOOKUPS, Column, Table, shown_as
from tests.servers.dataverse.store import INVALID, Refused, Store, privileges_of

LABEL = "OData.Community.Display.V1.FormattedValue"
MOST_ON_PAGE = 5000
_OPTIONS = {"$select", "$filter", "$orderby", "$count", "$top", "$skiptoken", "fetchXml"}


def page_size(prefer: str) -> int:
    """Return the rows wanted on a page, from the header `Prefer`."""
    found = re.search(r"odata\.maxpagesize=(\d+)", prefer)
    return min(int(found[1]), MOST_ON_PAGE) if found else MOST_ON_PAGE


def _read(query: str) -> dict[str, str]:
    """Return what is asked; a plus sign is one, and no blank."""
    pairs = (one.partition("=") for one in query.split("&") if one)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def options_of(query: str) -> dict[str, str]:
    """Return the query options; raises `Refused` for one that Dataverse does not take."""
    options = _read(query)
    if not options.keys() <= _OPTIONS:
        raise Refused(400, "0x80060888")
    return options


def shown_row(
    store: Store,
    table: Table,
    key: str,
    row: Mapping[str, Any],
    options: Mapping[str, str],
    prefer: str,
) -> dict[str, Any]:
    """Return a row as JSON has it: the selected columns, its key and its ETag."""
    selected = _selected(table, options)
    shown: dict[str, Any] = {"@odata.etag": f'W/"{store.etags.get(key, 0)}"'}
    plain = visible(table, key, row)
    for name in dict.fromkeys([*selected, table.key]):
        if (label := _label(store, table, name, plain.get(name))) and LABEL in prefer:
            shown[f"{name}@{LABEL}"] = label
        shown[name] = plain.get(name)
    return shown


def _selected(table: Table, options: Mapping[str, str]) -> list[str]:
    types = table.shown()
    selected = [one for one in options.get("$select", "").split(",") if one] or [*types]
    if not set(selected) <= types.keys():
        raise Refused(400, "0x80060888")
    return selected


def visible(table: Table, key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row by the names that the Web API gives its columns; secured ones are empty."""
    columns = {
        shown_as(name, column): None if column.secured else row.get(name)
        for name, column in table.columns.items()
    }
    return {table.key: key} | columns


def _label(store: Store, table: Table, name: str, value: Any) -> str:  # noqa: ANN401 - any value
    logical = name.removeprefix("_").removesuffix("_value") if name.startswith("_") else name
    column = table.columns.get(logical)
    if column is None or value is None:
        return ""
    if column.kind in LOOKUPS:
        for one in store.tables.values():
            if one.named_by and value in store.rows[one.name]:
                return str(store.rows[one.name][value].get(one.named_by) or "")
    return column.options.get(int(value), "") if column.options else ""


def page(store: Store, table: Table, base: str, query: str, prefer: str) -> dict[str, Any]:
    """Return one page; the cookie of the next one holds a number, and must come back unchanged.

    Pages are counted in what is there when they are asked for, so whoever deletes while walking
    through them misses rows. Microsoft promises no more than that.
    """
    options = options_of(query)
    _selected(table, options)
    size = page_size(prefer)
    rest = query.partition("&$skiptoken=")[0]
    number = 1
    if token := options.get("$skiptoken"):
        number = _opened(token, rest, size)
    keys = _matching(store, table, options.get("$filter", ""))
    if "$top" in options:
        size = len(keys) + 1
        keys = keys[: int(options["$top"])]
    there = store.rows[table.name]
    on_page = keys[(number - 1) * size : number * size]
    answer: dict[str, Any] = {
        "@odata.context": f"{base}$metadata#{table.plural}",
        "value": [shown_row(store, table, key, there[key], options, prefer) for key in on_page],
    }
    if len(keys) > number * size:
        cookie = quote(_cookie(number + 1, rest, size), safe="")
        answer["@odata.nextLink"] = f"{base}{table.plural}?{rest}&$skiptoken={cookie}"
    return answer


def _cookie(number: int, rest: str, size: int) -> str:
    seal = hashlib.sha256(f"{number}|{size}|{rest}".encode()).hexdigest()[:16]
    return f'<cookie pagenumber="{number}" pagingcookie="{seal}" istracking="False" />'


def _opened(token: str, rest: str, size: int) -> int:
    found = re.search(r'pagenumber="(\d+)"', token)
    if found is None or token != _cookie(int(found[1]), rest, size):
        raise Refused(400, "0x80044352")
    return int(found[1])


def _matching(store: Store, table: Table, text: str) -> list[str]:
    changes, keys = store.matched.get((table.name, text), (-1, []))
    if changes != store.changes:
        try:
            test = Filter(text, table.shown()).read() if text else None
        except BadQuery:
            raise Refused(400, "0x80060888") from None
        rows = store.rows[table.name].items()
        keys = sorted(key for key, row in rows if test is None or test(visible(table, key, row)))
        store.matched[table.name, text] = (store.changes, keys)
    return keys


def definitions(store: Store, query: str) -> dict[str, Any]:
    """Return the definitions of tables, with columns and relationships."""
    options = _read(query)
    names = set(re.findall(r"LogicalName eq '(\w+)'", options.get("$filter", "")))
    return {
        "value": [_definition(store, store.tables[one]) for one in sorted(names & {*store.tables})]
    }


def _definition(store: Store, table: Table) -> dict[str, Any]:
    columns = [
        {
            "LogicalName": name,
            "AttributeType": column.kind,
            "IsSecured": column.secured,
            "IsValidForUpdate": not column.computed,
            "IsValidForRead": True,
            "AttributeOf": None,
        }
        for name, column in (
            (table.key, Column("Uniqueidentifier", computed=True)),
            *table.columns.items(),
        )
    ]
    return {
        "LogicalName": table.name,
        "EntitySetName": table.plural,
        "PrimaryIdAttribute": table.key,
        "MetadataId": table.metadata_id,
        "IsAuditEnabled": {"Value": store.audited},
        "Privileges": [
            {"Name": name, "PrivilegeType": verb} for verb, name in privileges_of(table).items()
        ],
        "Attributes": columns,
        "OneToManyRelationships": [
            {
                "SchemaName": one.schema_name,
                "ReferencingEntity": one.child,
                "ReferencingAttribute": one.attribute,
                "ReferencingEntityNavigationPropertyName": one.navigation,
                "CascadeConfiguration": {"Delete": one.on_delete},
            }
            for one in store.relations
            if one.parent == table.name
        ],
        "ManyToOneRelationships": [
            {
                "ReferencingAttribute": one.attribute,
                "ReferencingEntityNavigationPropertyName": one.navigation,
            }
            for one in store.relations
            if one.child == table.name
        ],
    }


def fetched(store: Store, table: Table, xml: str, prefer: str) -> dict[str, Any]:
    """Return what FetchXML asks for: rows of the recycle bin and no others."""
    fetch = ET.fromstring(xml)  # noqa: S314 - written by the program that is tested
    entity = fetch.find("entity")
    if entity is None or entity.get("name") != table.name or fetch.get("datasource") != "bin":
        raise INVALID
    names = {one.get("name") or "" for one in entity.findall("attribute")}
    if not names <= {table.key, *table.columns}:
        raise INVALID
    filter_ = entity.find("filter")
    conditions = [] if filter_ is None else filter_.findall("condition")
    either = filter_ is not None and filter_.get("type") == "or"
    kept = [
        {"@odata.etag": 'W/"0"', table.key: key}
        | {one: row.get(one) for one in names - {table.key}}
        for key, row in store.bin[table.name].items()
        if (any if either else all)(_meets({table.key: key, **row}, one) for one in conditions)
    ]
    size = int(fetch.get("count") or page_size(prefer))
    number = int(fetch.get("page") or 1)
    answer: dict[str, Any] = {"value": kept[(number - 1) * size : number * size]}
    if len(kept) > number * size:
        answer["@Microsoft.Dynamics.CRM.fetchxmlpagingcookie"] = (
            f'<cookie pagenumber="{number + 1}"/>'
        )
    return answer


def _meets(row: Mapping[str, Any], condition: ET.Element) -> bool:
    there = row.get(condition.get("attribute") or "")
    values = [one.text or "" for one in condition.findall("value")] or [
        condition.get("value") or ""
    ]
    if condition.get("operator") not in {"eq", "in"}:
        raise INVALID
    return there is not None and folded(str(there)) in map(folded, values)


def found(store: Store, plural: str) -> Table:
    """Return the table of an entity set; raises `Refused`."""
    for table in store.tables.values():
        if table.plural == plural:
            return table
    raise Refused(404, "0x80060888")
