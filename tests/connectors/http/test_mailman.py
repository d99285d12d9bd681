"""A real GNU Mailman by YAML alone: what `http` can say, without a line of code."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from connectors.http.connector import HttpConnector
from rightsflow.conformance import ConnectorContract, FaultyProxy, Stage, Trouble
from rightsflow.connector import Wanted
from rightsflow.deeds import Capability, Change, Expected, Order
from tests.connectors.http.asking import CASE, opened, subject
from tests.connectors.http.test_deeds import NOW
from tests.connectors.mailman.test_contract import MailmanStage
from tests.servers.mailman import MailmanServer, free_ports

MAP = Path(__file__).with_name("mailing.yaml")
pytestmark = pytest.mark.real("mailman")


class YamlStage(MailmanStage):
    """The same people on the same Mailman, asked by a map."""

    package = "connectors.http"
    sets = ("account", "display_name")
    can = frozenset(Capability)
    troubles = frozenset()

    def connector(self, trouble: Trouble = Trouble.none) -> HttpConnector:
        """Open it, at a port where nobody listens if it is to be dead."""
        wrong = trouble is Trouble.wrong_credential
        self._password.write_text("wrong" if wrong else self._server.password)
        dead = f"http://127.0.0.1:{free_ports(1)[0]}/3.1"
        url = dead if trouble is Trouble.dead else self._server.url
        return opened(url, {
            "connection.auth.username": self._server.username,
            "connection.auth.password": {"file": str(self._password)},
        }, MAP)  # fmt: skip


async def yaml_stage(server: MailmanServer, folder: Path) -> YamlStage:
    """Return a stage on the shared server."""
    return YamlStage(server, await FaultyProxy.before(server.url), folder)


@asynccontextmanager
async def taken_down(stage: YamlStage) -> AsyncIterator[YamlStage]:
    """Give a stage, and take it down at the end as the contract does."""
    try:
        yield stage
    finally:
        await stage.close()


class TestMailmanByYaml(ConnectorContract):
    """GNU Mailman 3."""

    @pytest.fixture(autouse=True)
    def _server(self, mailman_server: MailmanServer) -> None:
        self.server = mailman_server

    async def make_stage(self, folder: Path) -> Stage:
        """Return a stage on the shared server."""
        return await yaml_stage(self.server, folder)


async def test_leaving_a_list_keeps_the_account_and_restricting_stops_the_mail(
    mailman_server: MailmanServer, tmp_path: Path
) -> None:
    """The deeds of the map do in Mailman what they say."""
    email = "leaving@example.com"
    mailman_server.subscribe(email, "Leaving", to="news")
    mailman_server.subscribe(email, "Leaving", to="trainings")
    async with (
        taken_down(await yaml_stage(mailman_server, tmp_path)) as stage,
        stage.connector() as connector,
    ):
        found = [one.match.record async for one in connector.locate([subject(email)])]
        mine = [one async for one in connector.gather([Wanted(CASE, tuple(found))])]
        memberships = {one.values["list_id"]: one.record for one in mine if "role" in one.values}
        going = memberships["news.example.org"]
        staying = memberships["trainings.example.org"].replace("membership", "preferences")
        leave = Order(CASE, (Change("membership", (going,)),))
        mute = Order(
            CASE, (Change("preferences", (staying,), {"delivery_status": "by_moderator"}),)
        )
        (left,) = await connector.object([leave], now=NOW)
        (muted,) = await connector.restrict([mute], now=NOW)
        residues = await connector.verify([Expected(CASE, (), (leave, mute))])

    user = mailman_server.user_id(email)
    key = staying.partition(":")[2]
    assert (left.removed, muted.changed, residues) == (1, 1, [])
    assert len([one for one in mine if one.collection == "account"]) == 1
    chosen = mailman_server.send("GET", f"members/{key}/preferences")
    assert chosen["delivery_status"] == "by_moderator"
    mailman_server.send("DELETE", f"users/{user}")
