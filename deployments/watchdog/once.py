"""`rightsflow watchdog`: one look, for a timer of the system."""

import asyncio
from pathlib import Path

from deployments.embedded import known_server
from deployments.environment import enter
from rightsflow.settings import read_settings


def look_once(folder: Path) -> int:
    """Look once and mail what is wrong; return how many troubles there are."""
    server = known_server(folder, read_settings(folder))
    if server:
        enter(folder, server.url, server.login)
    from deployments.watchdog.looking import look

    return len(asyncio.run(look(folder, server)))
