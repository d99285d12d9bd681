"""A real OAuth server from npm (oauth2-mock-server), one for a session, anew for each test."""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pydantic import SecretStr

from rightsflow.oauth import Account, Grant
from tests.servers.environment import INSTALL_LIMIT_S, cache

PACKAGE: Final = "oauth2-mock-server@7.2.1"
CLIENT: Final = "3f0c5f2e-rightsflow"
_PROGRAM: Final = Path(__file__).with_name("oauth_server.js")


def modules() -> Path | None:
    """Return the folder of node modules, installed if need be; None if it cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    folder = cache() / "oauth-server"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "stamp"
    with (cache() / "oauth-server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text() != PACKAGE:
            command = (npm, "install", "--silent", "--no-audit", "--no-fund", PACKAGE)
            try:
                subprocess.run(
                    command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_LIMIT_S
                )
            except (subprocess.SubprocessError, OSError):
                return None
            stamp.write_text(PACKAGE)
    return folder / "node_modules"


class OAuthServer:
    """Runs from entering to leaving. Its one client is `client_id` with `client_secret`."""

    client_id: Final = CLIENT

    def __init__(self, node_modules: Path) -> None:
        """Take where the server is installed; nothing runs yet."""
        self._modules = node_modules
        self._process: subprocess.Popen[str] | None = None
        self.client_secret = ""
        self.port = 0

    def __enter__(self) -> Self:
        """Start, and wait until it listens."""
        self._process = subprocess.Popen(
            ["node", str(_PROGRAM)],
            env={**os.environ, "NODE_PATH": str(self._modules)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = self._line()["port"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop: it ends when its standard input does."""
        if self._process is not None:
            self._process.communicate(timeout=20)

    @property
    def token_url(self) -> str:
        """Return where tokens are asked for."""
        return f"http://localhost:{self.port}/token"

    @property
    def userinfo_url(self) -> str:
        """Return where a mail server asks whose token it has got."""
        return f"http://localhost:{self.port}/userinfo"

    @property
    def asked(self) -> int:
        """Return how often tokens were asked for since the test began."""
        return int(self.tell()["asked"])

    @property
    def form(self) -> dict[str, str]:
        """Return what was asked for last, without the secrets."""
        return dict(self.tell()["kept"])

    def begin(self, user: str) -> None:
        """Forget everything; from now on tokens open the mailbox of this user."""
        self.client_secret = secrets.token_urlsafe(24)
        refresh_token = secrets.token_urlsafe(24)
        clients = {CLIENT: self.client_secret}
        self._do("reset", clients=clients, user=user, refresh_token=refresh_token)
        self.revoke()

    def tell(self, **fields: object) -> dict[str, Any]:
        """Change how it behaves (fields as in the program); return its state."""
        return self._do("set", **fields)

    def revoke(self) -> None:
        """End every access token at once, as an administrator can."""
        self._do("revoke")

    def answer(self, status: int, body: object = None, **headers: str) -> None:
        """Answer the next question so; `_` in a header's name stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        told = {"status": status, "body": body, "headers": named}
        self.tell(answers=[*self.tell()["answers"], told])

    def account(self, grant: Grant = "client_credentials") -> Account:
        """Return how a client asks here."""
        given = SecretStr(self.tell()["refresh_token"]) if grant == "refresh_token" else None
        return Account(
            token_url=self.token_url,
            client_id=CLIENT,
            client_secret=SecretStr(self.client_secret),
            scope="mail",
            grant=grant,
            refresh_token=given,
            timeout_s=10,
        )

    def _do(self, verb: str, **fields: object) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"verb": verb, "fields": fields}) + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told
