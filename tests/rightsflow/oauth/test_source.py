"""Tokens from a real OAuth server: kept, shared, renewed, and nothing secret told."""

import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.oauth import TokenSource
from tests.servers.certificates import Certificates, free_port
from tests.servers.dovecot import Dovecot
from tests.servers.oauth import OAuthServer
from tests.servers.scripted import ScriptedServer

_ROOT: Final = Path(__file__).parents[3]
_PROCESS: Final = """
import os, signal, sys
from pathlib import Path
from pydantic import SecretStr
from rightsflow.oauth import Account, TokenSource
url, client, secret, refresh, folder, killed = sys.argv[1:]
if killed:
    Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
account = Account(url, client, SecretStr(secret), "mail", "refresh_token", SecretStr(refresh))
TokenSource(account, Path(folder)).token()
"""


def process(server: OAuthServer, given: SecretStr, folder: Path, killed: str = "") -> list[str]:
    """Return the command of a process that gets a token by refresh token."""
    secrets = (server.client_secret, given.get_secret_value())
    words = (server.token_url, server.client_id, *secrets, str(folder), killed)
    return [sys.executable, "-c", _PROCESS, *words]


def given_to(server: OAuthServer) -> SecretStr:
    """Return the refresh token that the operator was given."""
    return SecretStr(server.tell()["refresh_token"])


def test_a_token_is_kept_until_shortly_before_it_expires(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """An hour's token is renewed five minutes early: no letter meets an expired one."""
    now = [1000.0]
    source = TokenSource(oauth_server.account(), tmp_path, clock=lambda: now[0])
    first = source.token()
    now[0] += 3299
    assert source.token() == first
    now[0] += 2
    assert source.token() != first
    assert oauth_server.asked == 2


def test_whoever_comes_meanwhile_waits_for_the_same_answer(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """Reader and sender that start together ask once."""
    source = TokenSource(oauth_server.account(), tmp_path)
    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(lambda _: source.token(), range(16)))

    assert len({token.get_secret_value() for token in tokens}) == 1
    assert oauth_server.asked == 1


def test_of_two_that_were_refused_only_the_first_asks_anew(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """The second gets what the first one's renewal brought."""
    source = TokenSource(oauth_server.account(), tmp_path)
    refused = source.token()
    renewed = source.renewed(refused)
    assert source.renewed(refused) == renewed != refused
    assert oauth_server.asked == 2


def test_a_rotated_refresh_token_is_kept_for_its_owner_alone(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """The next process goes on with the new one, though its settings name the old."""
    oauth_server.tell(rotates=True)
    account = oauth_server.account("refresh_token")
    for _ in range(3):
        TokenSource(account, tmp_path / "oauth").token()

    [file] = (tmp_path / "oauth").glob("*.refresh-token")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.read_text() == oauth_server.tell()["refresh_token"]


def test_a_refresh_token_that_the_operator_gives_anew_is_taken(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """What was kept belongs to the one before: nothing has to be deleted by hand."""
    oauth_server.tell(rotates=True)
    TokenSource(oauth_server.account("refresh_token"), tmp_path).token()
    oauth_server.tell(refresh_token="given-anew")
    TokenSource(oauth_server.account("refresh_token"), tmp_path).token()
    assert oauth_server.asked == 2


def test_processes_that_renew_at_once_never_show_an_old_token(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """A server that sees one twice ends them all: here each of six gets the one before's."""
    oauth_server.tell(rotates=True)
    given = given_to(oauth_server)
    command = process(oauth_server, given, tmp_path)
    running = [subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.PIPE) for _ in range(6)]
    ended = [(one.communicate(timeout=60)[1], one.returncode) for one in running]

    assert ended == [(b"", 0)] * 6
    assert oauth_server.asked == 6


def test_a_process_that_is_killed_while_it_keeps_a_token_leaves_the_one_before(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """Nothing half-written is read, no lock stays; where old ones still hold, work goes on."""
    oauth_server.tell(rotates=True, lenient=True)
    account = oauth_server.account("refresh_token")
    TokenSource(account, tmp_path).token()
    [file] = tmp_path.glob("*.refresh-token")
    before = file.read_text()
    command = process(oauth_server, account.refresh_token or SecretStr(""), tmp_path, "killed")
    killed = subprocess.run(command, cwd=_ROOT, check=False, capture_output=True, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert file.read_text() == before
    TokenSource(account, tmp_path).token()
    assert file.read_text() == oauth_server.tell()["refresh_token"] != before


def test_a_refresh_token_that_does_not_hold_any_more_says_who_has_to_agree(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """No program can get another one."""
    spent = replace(oauth_server.account("refresh_token"), refresh_token=SecretStr("spent-one"))
    with pytest.raises(Misconfigured, match=r"invalid_grant.*agree once more") as caught:
        TokenSource(spent, tmp_path).token()
    assert "spent-one" not in f"{caught.value!r} {spent!r}"
    assert "nobody@example.com" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "headers", "fault", "words"),
    [
        (429, {}, {"Retry_After": "7"}, TryAgain, "gives no tokens now"),
        (503, {}, {"Retry_After": "90"}, TryAgain, "gives no tokens now"),
        (500, {}, {}, TryAgain, "gives no tokens now"),
        (400, {"error": "temporarily_unavailable"}, {}, TryAgain, "gives no tokens now"),
        (400, {"error": "invalid_request", "error_codes": [90055]}, {}, TryAgain, "now"),
        (401, {"error": "invalid_client", "error_codes": [7000215]}, {}, Misconfigured, "value"),
        (
            401,
            {"error": "invalid_client", "error_description": "AADSTS7000222: kept by a.b@c.pl"},
            {},
            Misconfigured,
            "secret has expired. Make a new one",
        ),
        (
            400,
            {"error": "unauthorized_client", "error_codes": [700016]},
            {},
            Misconfigured,
            "AADSTS700016, this tenant does not know the app. Check client_id",
        ),
        (400, {"error": "unauthorized_client"}, {}, Misconfigured, "may not use this grant"),
        (400, {"error": "invalid_scope"}, {}, Misconfigured, "Check scope"),
        (400, {"error": "a.b@c.pl", "error_codes": [123456]}, {}, Misconfigured, "AADSTS123456"),
        (404, "<html>a.b@c.pl</html>", {}, Misconfigured, "HTTP 404.*Check token_url"),
        (200, {"token": "a.b@c.pl"}, {}, Misconfigured, "gave no access token"),
        (200, {"access_token": "a\x01b", "token_type": "Bearer"}, {}, Misconfigured, "no access"),
        (302, {}, {"Location": "http://localhost:1/"}, Misconfigured, "HTTP 302"),
    ],
)
def test_what_a_token_server_answers_decides_what_happens_next(
    oauth_server: OAuthServer,
    tmp_path: Path,
    status: int,
    body: object,
    headers: dict[str, str],
    fault: type[RightsflowError],
    words: str,
) -> None:
    """Away or busy: later. Refused: the remedy, by the codes of the standard and of Microsoft."""
    oauth_server.answer(status, body, **headers)
    source = TokenSource(oauth_server.account(), tmp_path)
    with pytest.raises(fault, match=words) as caught:
        source.token()
    assert "a.b@c.pl" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
    if isinstance(caught.value, TryAgain):
        assert caught.value.wait_s == float(headers.get("Retry_After", "60"))

    assert source.token()


def test_a_retry_after_that_is_a_date_counts_from_the_servers_own_clock(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """RFC 9110 10.2.3; this machine's clock may be wrong."""
    dates = {
        "Date": "Mon, 02 Nov 2026 09:30:00 GMT",
        "Retry_After": "Mon, 02 Nov 2026 09:31:30 GMT",
    }
    oauth_server.answer(503, {}, **dates)
    with pytest.raises(TryAgain) as caught:
        TokenSource(oauth_server.account(), tmp_path).token()
    assert caught.value.wait_s == 90


def test_a_token_server_that_is_not_there_is_asked_again(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """The message says what to look at; the error of the client, with its request, is gone."""
    away = replace(oauth_server.account(), token_url=f"http://localhost:{free_port()}/token")
    with pytest.raises(TryAgain, match="Check token_url and the network") as caught:
        TokenSource(away, tmp_path).token()
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_silent_token_server_is_given_up(oauth_server: OAuthServer, tmp_path: Path) -> None:
    """No wait is endless."""
    with ScriptedServer("", {"POST": None}) as silent:
        url = f"http://localhost:{silent.port}/token"
        account = replace(oauth_server.account(), token_url=url, timeout_s=0.3)
        with pytest.raises(TryAgain):
            TokenSource(account, tmp_path).token()


def test_a_token_server_that_cannot_prove_who_it_is_gets_no_secret(
    dovecot: Dovecot,
    certificates: Certificates,
    stranger_certificates: Certificates,
    oauth_server: OAuthServer,
    tmp_path: Path,
) -> None:
    """Its certificate is checked; here any server with TLS will do."""
    url = f"https://localhost:{dovecot.imaps_port}/token"
    account = replace(oauth_server.account(), token_url=url)
    wrong = replace(account, cafile=stranger_certificates.cafile)
    with pytest.raises(Misconfigured, match="Set cafile"):
        TokenSource(wrong, tmp_path).token()
    with pytest.raises(TryAgain):
        TokenSource(replace(account, cafile=certificates.cafile), tmp_path).token()


def test_a_folder_that_cannot_be_written_is_told_before_a_token_is_spent(
    oauth_server: OAuthServer, tmp_path: Path
) -> None:
    """A successor that cannot be kept would be lost."""
    (tmp_path / "oauth").write_text("a file, where a folder is wanted")
    with pytest.raises(Misconfigured, match="Grant the right"):
        TokenSource(oauth_server.account("refresh_token"), tmp_path / "oauth").token()
    assert oauth_server.asked == 0
