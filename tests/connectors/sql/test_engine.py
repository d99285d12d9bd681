"""How a database is reached: reading only, in TLS, with no secret in the URL."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from connectors.sql.engine import make_engine
from connectors.sql.settings import SqlConnection
from connectors.sql.trouble import no_text_of
from rightsflow.errors import Misconfigured, NeedsPerson, TryAgain
from tests.servers.databases import Place


def settings(url: str, base: Path | None = None, **rest: object) -> SqlConnection:
    """Return settings as they are read from a file of the instance folder `base`."""
    return SqlConnection.model_validate({"url": url, **rest}, context={"base": base or Path("/")})


async def test_a_connection_can_only_read(at: Place) -> None:
    """Even as the owner: a slip in our own code changes nothing."""
    await at.run("CREATE TABLE people (id INTEGER)")
    owner = at.admin.url.set(drivername=at.kind).render_as_string(hide_password=False)
    engine = make_engine(settings(owner))
    with pytest.raises(DBAPIError):
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO people VALUES (1)"))
    await engine.dispose()


@pytest.mark.parametrize("at", ["postgresql", "mariadb"], indirect=True)
async def test_a_statement_without_end_is_ended(at: Place) -> None:
    """The server gives up after `statement_s`, and the work is tried again later."""
    owner = at.admin.url.set(drivername=at.kind).render_as_string(hide_password=False)
    engine = make_engine(settings(owner, statement_s=0.1))
    tables = "information_schema.columns a, information_schema.columns b"
    endless = f"SELECT count(*) FROM {tables}, information_schema.columns c"  # noqa: S608
    with pytest.raises(TryAgain), no_text_of("crm"):
        async with engine.connect() as connection:
            await connection.execute(text(endless))
    await engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:secret@127.0.0.1/crm",
        "not a url",
        "sqlite://",
        "sqlite:///crm.db?mode=rw",
        "oracle+oracledb://reader@db.example.com/crm",
    ],
)
def test_a_url_with_a_secret_or_without_sense_is_refused(url: str) -> None:
    """What is wrong is said, and the secret is not repeated."""
    with pytest.raises(ValidationError) as raised:
        settings(url)

    messages = " ".join(error["msg"] for error in raised.value.errors())
    assert "secret" not in messages


def test_a_file_is_meant_from_the_instance_folder(tmp_path: Path) -> None:
    """The instance may be moved, and commands run from anywhere."""
    found = settings("sqlite:///data/crm.db", tmp_path)

    assert found.parsed.database == str(tmp_path / "data" / "crm.db")


@pytest.mark.parametrize(
    ("url", "needed"),
    [
        ("postgresql://reader@db.example.com/crm", True),
        ("mariadb://reader@192.0.2.1/crm", True),
        ("postgresql://reader@127.0.0.1/crm", False),
        ("postgresql://reader@localhost/crm", False),
        ("postgresql:///crm", False),
    ],
)
def test_what_crosses_a_network_is_encrypted(url: str, needed: bool) -> None:  # noqa: FBT001 - a column of the table
    """TLS is needed unless the server is this machine, or somebody says otherwise."""
    assert settings(url).needs_tls is needed
    assert not settings(url, tls=False).needs_tls


def test_a_driver_that_is_not_installed_is_named() -> None:
    """The remedy is to install it."""
    unknown = settings("mariadb+nodriver://reader@127.0.0.1/crm")
    with pytest.raises(Misconfigured, match=r"driver mariadb\+nodriver"):
        make_engine(unknown)


@pytest.mark.parametrize("error", [OSError("ann@example.com"), TimeoutError("ann@example.com")])
def test_a_broken_line_is_tried_again(error: OSError) -> None:
    """The text of the error is left behind: it may quote values."""
    with pytest.raises(TryAgain) as raised, no_text_of("crm"):
        raise error

    assert str(raised.value) == f"System crm did not answer ({type(error).__name__})."
    assert raised.value.__suppress_context__


def test_a_value_that_cannot_be_read_is_for_a_person() -> None:
    """No waiting cures it."""
    with pytest.raises(NeedsPerson, match="System crm holds a value"), no_text_of("crm"):
        raise OverflowError
