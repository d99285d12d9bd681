"""The login of Prefect: made once, for its owner alone, and given to the right server."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from deployments.embedded import is_loopback
from deployments.login import LOGIN_FILE, LOGIN_VARIABLE, URL_VARIABLE, given_server, own_login
from rightsflow.errors import Misconfigured
from rightsflow.secret import SecretSource
from rightsflow.settings import PrefectSettings

ROOT = Path(__file__).parents[2]
URL = "http://127.0.0.1:4200/api"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment name no server."""
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.delenv(LOGIN_VARIABLE, raising=False)


def test_a_login_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    """Of commands that begin at the same moment all have the same."""
    with ThreadPoolExecutor(8) as many:
        found = {one.get_secret_value() for one in many.map(own_login, [tmp_path] * 32)}

    (login,) = found
    assert login.startswith("rightsflow:")
    assert len(login) > 40
    assert (tmp_path / LOGIN_FILE).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in (tmp_path / LOGIN_FILE).parent.iterdir()] == [LOGIN_FILE.name]


def test_a_login_is_not_in_what_is_printed(tmp_path: Path) -> None:
    """Neither a server's nor its own representation shows it."""
    login = own_login(tmp_path)

    assert login.get_secret_value() not in repr(login)


@pytest.mark.parametrize("text", ["", "only-a-name", "name:", ":password", "two:lines\nof:it"])
def test_what_is_no_login_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    """The server would refuse it later, without saying why."""
    file = tmp_path / LOGIN_FILE
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Misconfigured, match="login"):
        own_login(tmp_path)


def test_a_login_of_the_environment_goes_to_no_other_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It belongs to the address beside it."""
    file = tmp_path / "login"
    file.write_text("of:settings", encoding="utf-8")
    settings = PrefectSettings(api_url=URL, login=SecretSource(file=file))
    monkeypatch.setenv(LOGIN_VARIABLE, "of:environment")

    server = given_server(settings)
    assert server is not None
    assert server.login == SecretStr("of:settings")
    monkeypatch.setenv(URL_VARIABLE, "http://127.0.0.1:4300/api")
    server = given_server(settings)
    assert server is not None
    assert (server.url, server.basic) == ("http://127.0.0.1:4300/api", ("of", "environment"))


def test_without_an_address_the_server_is_the_instances_own() -> None:
    """No setting is needed for one machine."""
    assert given_server(PrefectSettings()) is None


def test_a_login_is_no_block_of_what_it_opens() -> None:
    """Nobody could read it."""
    with pytest.raises(Misconfigured, match="cannot be a block"):
        given_server(PrefectSettings(api_url=URL, login=SecretSource(block="login")))


@pytest.mark.parametrize("url", ["prefect.example.com", "ftp://x/api", "https://a:b@x.example.com"])
def test_an_address_without_a_scheme_or_with_a_login_is_refused(url: str) -> None:
    """A password in an address would be in every log."""
    with pytest.raises(ValueError, match="address"):
        PrefectSettings(api_url=url)


def test_a_server_does_not_start_without_a_login() -> None:
    """Whoever starts it by hand has to give one."""
    command = [sys.executable, "-m", "deployments.server_process", "127.0.0.1", "4999"]
    done = subprocess.run(
        command,
        env={"PYTHONPATH": str(ROOT)},
        input="",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "without a login" in done.stderr


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("192.0.2.7", False)],  # noqa: S104
)
def test_what_the_network_reaches_is_known(host: str, near: bool) -> None:  # noqa: FBT001
    """A name is none of the addresses of a machine."""
    assert is_loopback(host) is near
    with pytest.raises(Misconfigured, match="no address of this machine"):
        is_loopback("everywhere")


def test_an_instance_that_is_entered_late_counts_all_the_same(tmp_path: Path) -> None:
    """Prefect reads the environment when it is imported; many of our modules import it."""
    program = (
        "import prefect, sys; from pathlib import Path; from pydantic import SecretStr;"
        "from deployments.environment import enter; from prefect.settings import PREFECT_API_URL;"
        f"enter(Path(sys.argv[1]), {URL!r}, SecretStr('a:b')); print(PREFECT_API_URL.value())"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == URL
