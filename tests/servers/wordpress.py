"""A real WordPress in a new MariaDB database: installed and filled by its own functions.

The package of Debian is unpacked into the cache, without a web server: all of it runs from the
command line.
"""

import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.acceptance.people import BOGUMIL, TUYET, ZANETA, Person
from tests.servers.databases import ADMIN, Place, answers, place
from tests.servers.environment import once

SEED = Path(__file__).with_name("wordpress_seed.php")
LIMIT_S = 120
MENTIONED = BOGUMIL
"""Whose address somebody else has written into a comment."""

_CONFIG = """<?php
define('DB_NAME', '{database}'); define('DB_USER', '{user}'); define('DB_PASSWORD', '{password}');
define('DB_HOST', '{host}:{port}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{ define('ABSPATH', __DIR__ . '/'); }}
require_once ABSPATH . 'wp-settings.php';
"""


def _told(person: Person) -> dict[str, object]:
    return {
        "login": re.sub(r"\W", "", person.email.partition("@")[0]),
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "mentioned": person is MENTIONED,
    }


PEOPLE = json.dumps([_told(one) for one in (TUYET, BOGUMIL, ZANETA)])


def _unpacked(folder: Path) -> bool:
    """Fetch the package and unpack it; tell whether that worked."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        _run("apt-get", "-qq", "download", "wordpress", folder=folder)
        (package,) = folder.glob("*.deb")
        _run("dpkg-deb", "-x", package, folder, folder=folder)
        package.unlink()
    except (subprocess.SubprocessError, OSError, ValueError):
        shutil.rmtree(folder, ignore_errors=True)
        return False
    return True


def _run(*command: str | Path, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=LIMIT_S)


@pytest.fixture(scope="session")
def wordpress_files(
    require_server: Callable[[str, bool], None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Give a folder with WordPress that can be written to."""
    require_server("PHP", shutil.which("php") is not None)
    require_server("mariadb", answers("mariadb"))
    unpacked = once("wordpress", b"the package of Debian", _unpacked)
    require_server("WordPress 6", unpacked is not None)
    assert unpacked is not None
    folder = tmp_path_factory.mktemp("wordpress") / "root"
    source = unpacked / "usr/share/wordpress"
    # Dangling links lead to libraries for pictures and sounds, which nothing here needs.
    shutil.copytree(source, folder, symlinks=True)
    (folder / "wp-config.php").unlink(missing_ok=True)
    return folder


@pytest.fixture
async def wordpress(wordpress_files: Path, tmp_path: Path) -> AsyncIterator[Place]:
    """Give the database of a WordPress with people, and its two roles."""
    admin = make_url(ADMIN["mariadb"])
    async with place("mariadb", tmp_path) as at:
        config = _CONFIG.format(
            database=at.url.database,
            user=admin.username,
            password=admin.password or "",
            host=admin.host,
            port=admin.port,
        )
        (wordpress_files / "wp-config.php").write_text(config)
        _run("php", "-d", "display_errors=0", SEED, wordpress_files, PEOPLE, folder=tmp_path)
        yield at
