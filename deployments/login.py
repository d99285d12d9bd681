"""The login of Prefect's API and pages: one name and password, made for each instance.

Prefect knows one login and no roles. Who may decide is proved by approvers' codes instead.
"""

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rightsflow.errors import Misconfigured
from rightsflow.secret import SecretSource
from rightsflow.settings import PrefectSettings

LOGIN_FILE = Path("prefect") / "login"
URL_VARIABLE, LOGIN_VARIABLE = "PREFECT_API_URL", "PREFECT_API_AUTH_STRING"
_NAME = "rightsflow"
_BYTES = 24


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server that runs already: its API address, and its login if it has one."""

    url: str
    login: SecretStr | None

    @property
    def basic(self) -> tuple[str, str] | None:
        """Return name and password as HTTP sends them."""
        if self.login is None:
            return None
        name, _, password = self.login.get_secret_value().partition(":")
        return name, password


def own_login(folder: Path) -> SecretStr:
    """Return the login of the instance's own server, `name:password`; made where there is none.

    It lies in a file that its owner alone reads. Raises `Misconfigured` if it is no login.
    """
    file = folder / LOGIN_FILE
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        _make(file)
    return _checked(SecretSource(file=file).read(), f"the file {LOGIN_FILE} of the instance")


def given_server(settings: PrefectSettings) -> Server | None:
    """Return the server that the environment or the settings name; None: the instance's own.

    A login of the environment belongs to the address beside it, and to no other server.
    """
    if settings.login and settings.login.block:
        problem = "prefect.login cannot be a block of Prefect: it is what opens Prefect."
        raise Misconfigured(problem)
    login = settings.login.read() if settings.login else None
    if url := os.environ.get(URL_VARIABLE):
        beside = os.environ.get(LOGIN_VARIABLE)
        return Server(url, _of(SecretStr(beside) if beside else login))
    return Server(settings.api_url, _of(login)) if settings.api_url else None


def _of(login: SecretStr | None) -> SecretStr | None:
    return _checked(login, "prefect.login, or PREFECT_API_AUTH_STRING") if login else None


def _checked(login: SecretStr, place: str) -> SecretStr:
    name, colon, password = login.get_secret_value().partition(":")
    if not (name and colon and password) or not login.get_secret_value().isprintable():
        problem = f"The login of Prefect is one line name:password; look at {place}."
        raise Misconfigured(problem)
    return login


def _make(file: Path) -> None:
    """Write a login that is there wholly or not at all; whoever comes first, it is one."""
    draft = file.with_name(f".login.{secrets.token_hex(8)}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(f"{_NAME}:{secrets.token_urlsafe(_BYTES)}\n", encoding="ascii")
        # Of two commands that begin at the same moment, both take what the first one made.
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
