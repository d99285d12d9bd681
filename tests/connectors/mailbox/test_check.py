"""What is said of a mailbox before it is asked, and what its map has to say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from connectors.mailbox import CONNECTOR
from connectors.mailbox.settings import MailboxConnection
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Faulty, NeedsPerson
from tests.connectors.mailbox.asking import ANN, erased, order_of
from tests.connectors.mailbox.staging import MAP, Box, letter
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot

ACL = """
mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile:BASE/acl
}
"""


@pytest.fixture(scope="module")
def strict_dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    """Give a server where INBOX may only be read."""
    with Dovecot(certificates, more=ACL, files={"acl": "INBOX owner lr\n"}) as server:
        yield server


def opened(collection: dict[str, Any], connection: dict[str, Any] | None = None) -> None:
    """Open the example with changes; a field of None is removed."""
    data = yaml.safe_load(MAP.read_text(encoding="utf-8"))
    fields = data["collections"]["messages"]["fields"]
    for name, about in collection.pop("fields", {}).items():
        fields[name] = fields.get(name, {}) | about if about is not None else None
    data["collections"]["messages"]["fields"] = {n: f for n, f in fields.items() if f}
    data["collections"]["messages"] |= collection
    settings = data["connection"] | (connection or {})
    CONNECTOR.open(SystemMap.model_validate(data), CONNECTOR.connection.model_validate(settings))


@pytest.mark.real("dovecot")
async def test_rights_that_are_missing_are_named(strict_dovecot: Dovecot, tmp_path: Path) -> None:
    """Before the first case, letter by letter; and a deed is refused, not half done."""
    box = Box(strict_dovecot, tmp_path)
    strict_dovecot.deliver(box.user, letter(ANN))
    async with box.connector(folders=["INBOX"]) as connector:
        health = await connector.check()
        (order,), _ = await order_of(connector)
        with pytest.raises(NeedsPerson, match="rights"):
            await erased(connector, order)
    async with box.connector(folders=["INBOX"], write=False) as connector:
        reading = await connector.check()

    assert ("etw" in health.problems[0], reading.problems) == (True, ())


@pytest.mark.parametrize(
    ("collection", "field"),
    [
        ({"fields": {"text": None}}, "text"),
        ({"fields": {"others": {"third_party": False}}}, "others"),
        ({"fields": {"subject": {"may_name_others": False}}}, "subject"),
        ({"fields": {"body": {"title": {"en": "x"}, "category": "x"}}}, "body"),
        ({"document_may_name_others": False}, "messages"),
        ({"identity": [{"column": "others", "kind": "email"}]}, "identity"),
        ({"erase": "blank"}, "erase"),
        ({"stop": {"correspondence": {"delete": True}}}, "stop"),
        ({"restrict": {"set": {"mark": "two words"}, "lift": {"mark": None}}}, "restrict"),
        ({"person": True}, "messages"),
    ],
)
def test_a_map_cannot_forget_that_others_write(collection: dict[str, Any], field: str) -> None:
    """What would give third persons away, or promise what no mailbox does, stops the start."""
    with pytest.raises(Faulty) as caught:
        opened(collection)

    assert [one.field.rpartition(".")[2] for one in caught.value.faults] == [field]


@pytest.mark.parametrize(
    "connection",
    [
        {"own": []},
        {"own": ["nobody"]},
        {"password": None},
        {"folders": ["Sent"], "not_folders": ["Sent"]},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(connection: dict[str, Any]) -> None:
    """Without our own addresses everybody would be a third person."""
    with pytest.raises(ValidationError):
        opened({}, connection)


def test_own_addresses_are_compared_in_canonical_form() -> None:
    """A domain stands for all of its addresses, and for none of another domain."""
    settings = yaml.safe_load(MAP.read_text(encoding="utf-8"))["connection"]
    mine = MailboxConnection.model_validate(settings | {"own": ["@Example.ORG", "Me@a.example"]})

    assert [
        mine.is_own(one) for one in ("x@example.org", "me@a.example", "x@sub.example.org", ANN)
    ] == [True, True, False, False]
