"""Whether a Mailman can be asked, and whether its data map describes one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from connectors import mailman
from connectors.mailman import CONNECTOR
from connectors.mailman.holdings import HOLDINGS, PREFERENCES
from connectors.mailman.settings import MailmanConnection
from rightsflow.connector import Connection, Connector
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability
from rightsflow.errors import Misconfigured
from tests.connectors.mailman.asking import MAP
from tests.connectors.mailman.scripted import NOTHING, SYSTEM, Reply, answering

README = Path(mailman.__file__).with_name("README.md")
PASSWORD = {"env": "MAILMAN_PASSWORD"}
MARK = {"set": {"delivery_status": "by_user"}, "lift": {"delivery_status": "sometimes"}}
STOP = {"newsletter": {"set": {"created_on": "$now"}}}


async def test_a_healthy_mailman_tells_version_and_lists(connector: Connector) -> None:
    """All is well: the version, the number of lists, no problem."""
    health = await connector.check()

    assert health.detail == "GNU Mailman 3.3.10 (Tom Sawyer), 2 lists"
    assert health.problems == ()


async def test_a_mailman_without_lists_or_with_a_telling_log_is_named(
    system: SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No list is most likely the wrong server; a log of URLs keeps every address asked for."""
    monkeypatch.setenv("MAILMAN_PASSWORD", "open sesame")

    def script(path: str) -> Reply:
        if path.startswith("system/configuration/logging.gunicorn"):
            return 200, {"format": '%(t)s "%(r)s"'}
        return SYSTEM if path == "system" else NOTHING

    async with answering(script) as url:
        fields = {"base_url": url, "username": "asker", "password": PASSWORD}
        settings = MailmanConnection.model_validate(fields)
        async with CONNECTOR.open(system, settings) as connector:
            health = await connector.check()

    assert "keeps every address" in health.detail
    assert "no mailing list" in health.problems[0]


async def test_a_connector_claims_only_what_it_can(connector: Connector) -> None:
    """What may not be written becomes a task for a person."""
    assert connector.capabilities == frozenset()


async def test_a_connector_that_may_write_claims_all(writer: Connector) -> None:
    """Every deed can be done to some records, and asked for again."""
    assert writer.capabilities == frozenset(Capability)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda m: m["collections"].update(archive=m["collections"]["ban"]), "collections.archive"),
        (lambda m: m["collections"].pop("held"), "collections.held: is missing"),
        (lambda m: m["collections"]["ban"]["ignore"].update(reason="?"), "ban.fields.reason"),
        (lambda m: m["collections"]["user"]["fields"].pop("created_on"), "user.fields.created_on"),
        (lambda m: m["collections"]["user"].update(name=["surname"]), "user.fields.surname"),
        (lambda m: m["collections"]["held"]["identity"][0].update(column="subject"), "identity"),
        (lambda m: m["collections"]["user"]["identity"][0].update(kind="phone"), "identity"),
        (lambda m: m["collections"]["held"].update(document="subject"), "collections.held"),
        (lambda m: m["collections"]["held"].update(restrict=MARK), "held.restrict.set"),
        (lambda m: m["collections"]["user"].update(restrict=MARK), "user.restrict.lift"),
        (lambda m: m["collections"]["user"].update(stop=STOP), "user.stop.newsletter.set"),
    ],
)
def test_a_map_of_another_shape_is_refused(
    data: dict[str, Any],
    change: Callable[[dict[str, Any]], object],
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A map can neither invent what a Mailman holds nor forget it."""
    monkeypatch.setenv("MAILMAN_PASSWORD", "open sesame")
    change(data)
    settings = MailmanConnection(
        base_url="http://localhost:8001/3.1",
        username="a",
        password=PASSWORD,
    )

    with pytest.raises(Misconfigured, match=fault) as caught:
        CONNECTOR.open(SystemMap.model_validate(data), settings)

    assert str(caught.value).startswith("mailing.yaml: collections.")


def test_settings_of_another_connector_are_refused(system: SystemMap) -> None:
    """The kind of settings belongs to the kind of system."""
    with pytest.raises(Misconfigured, match="mailing"):
        CONNECTOR.open(system, Connection())


def test_a_missing_password_is_named_before_anything_is_asked(
    system: SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No secret has a default."""
    monkeypatch.delenv("MAILMAN_PASSWORD", raising=False)
    fields = {"base_url": "http://[::1]:8001/3.1", "username": "a", "password": PASSWORD}

    with pytest.raises(Misconfigured, match="MAILMAN_PASSWORD"):
        CONNECTOR.open(system, MailmanConnection.model_validate(fields))


@pytest.mark.parametrize(
    "url",
    [
        "http://lists.example.org/3.1",
        "http://localhost.example.org/3.1",
        "https://lists.example.org",
        "https://lists.example.org/3.0",
        "https://asker:secret@lists.example.org/3.1",
        "https://lists.example.org/3.1?x=1",
        "ftp://lists.example.org/3.1",
        "lists.example.org/3.1",
    ],
)
def test_an_address_that_would_leak_or_lead_astray_is_refused(url: str) -> None:
    """Plain http is for this machine alone; a password never stands in an address."""
    with pytest.raises(ValidationError, match="base_url"):
        MailmanConnection.model_validate({"base_url": url, "username": "a", "password": PASSWORD})


def test_the_settings_never_show_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Representations reach logs."""
    monkeypatch.setenv("MAILMAN_PASSWORD", "open sesame")
    fields = {"base_url": "https://lists.example.org/3.1/", "username": "a", "password": PASSWORD}
    settings = MailmanConnection.model_validate(fields)

    assert "sesame" not in repr(settings)
    assert settings.base_url == "https://lists.example.org/3.1"


def test_the_readme_names_every_collection_and_field_and_shows_the_tested_map() -> None:
    """Documentation that lags behind is worse than none."""
    readme = README.read_text()
    for name, holding in HOLDINGS.items():
        (row,) = [line for line in readme.splitlines() if line.startswith(f"| `{name}` |")]
        named = set(holding.fields) - set(PREFERENCES)
        assert [field for field in named if f"`{field}`" not in row] == []
        assert ("and preferences" in row) == (named != set(holding.fields))
    assert [field for field in PREFERENCES if f"`{field}`" not in readme] == []
    assert f"```yaml\n{MAP.read_text()}```" in readme
    assert [name for name in MailmanConnection.model_fields if f"`{name}`" not in readme] == []


def test_the_self_assessment_gives_a_reason_for_every_exemption() -> None:
    """A rule is kept, or there is a reason why it need not be."""
    rules = yaml.safe_load(README.with_name("quality.yaml").read_text())
    for name, rule in rules.items():
        assert rule.keys() <= {"status", "comment"}, name
        assert rule["status"] == "done" or (rule["status"] == "exempt" and rule["comment"]), name
