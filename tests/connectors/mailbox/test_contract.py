"""The contract that every connector passes, on a real Dovecot."""

from pathlib import Path

import pytest

from rightsflow.conformance import ConnectorContract, FaultyProxy, Stage
from tests.connectors.mailbox.staging import MailboxStage
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.real("dovecot")


class TestMailbox(ConnectorContract):
    """An archive of mail."""

    @pytest.fixture(autouse=True)
    def _server(self, dovecot: Dovecot) -> None:
        self.server = dovecot

    async def make_stage(self, folder: Path) -> Stage:
        """Return a stage in a mailbox of its own."""
        proxy = await FaultyProxy.before(f"tcp://127.0.0.1:{self.server.imap_port}")
        return MailboxStage(self.server, folder, proxy)
