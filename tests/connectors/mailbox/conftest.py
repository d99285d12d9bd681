"""A mailbox of its own for each test."""

from pathlib import Path

import pytest

from tests.connectors.mailbox.staging import Box
from tests.servers.dovecot import Dovecot


@pytest.fixture
def box(dovecot: Dovecot, tmp_path: Path) -> Box:
    """Give an empty mailbox on the Dovecot that all tests share."""
    return Box(dovecot, tmp_path)
