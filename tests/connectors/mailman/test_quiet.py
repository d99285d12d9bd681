"""No log says who was asked about: addresses stand in URLs, which httpx logs."""

import logging

import httpx
import pytest

from rightsflow.connector import Connector
from rightsflow.web.quiet import install
from tests.connectors.mailman.asking import everything
from tests.servers.mailman import MailmanServer


async def test_asking_leaves_no_address_in_our_log(
    connector: Connector,
    mailman_server: MailmanServer,
    number: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even with every logger at DEBUG neither address nor URL is written."""
    mailman_server.subscribe(f"quiet{number}@example.com", "Quiet Person")
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "asyncio", "tenacity"):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.clear()

    assert await everything(connector, f"quiet{number}@example.com")

    assert "quiet" not in caplog.text.lower()
    assert "3.1/" not in caplog.text


async def test_requests_of_others_stay_in_the_log(
    mailman_server: MailmanServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The silence is for our questions alone."""
    install()
    caplog.set_level(logging.INFO, logger="httpx")
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(f"{mailman_server.url}/system")

    assert "/3.1/system" in caplog.text


async def test_the_recommended_log_format_keeps_addresses_out_of_mailmans_log(
    connector: Connector, mailman_server: MailmanServer, number: int
) -> None:
    """The README's format for `[logging.gunicorn]` leaves out what was asked."""
    assert await everything(connector, f"stranger{number}@example.com") == []

    log = mailman_server.log.read_text()

    assert '"GET" 404' in log
    assert f"stranger{number}" not in log
