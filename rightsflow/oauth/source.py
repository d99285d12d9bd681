"""Access tokens of one account: asked for when wanted, one question at a time, kept till expiry."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr

from rightsflow.errors import Misconfigured, RightsflowError, TryAgain
from rightsflow.oauth.account import Account
from rightsflow.oauth.answers import Granted, read_answer
from rightsflow.oauth.kept import Kept
from rightsflow.tls import client_context

_MARGIN_S = 300.0
_MARGIN = 0.1
"""A token is renewed so long before it expires, but not before nine tenths of its time."""


_LARGEST_ANSWER_BYTES = 1024 * 1024
"""More than any token has."""


class TokenSource:
    """Gives tokens to any thread; its methods block, so asynchronous callers use a thread.

    Whoever comes while the token server is asked waits for the same answer. A call that nobody
    waits for any more still finishes, so that no refresh token is lost on the way.
    """

    def __init__(
        self, account: Account, folder: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the account, the folder in which its newest refresh token lies, and a clock.

        `clock` counts seconds and never goes back; nothing is asked yet.
        """
        self.account = account
        self._kept = Kept(folder, account)
        self._clock = clock
        self._turn = threading.Lock()
        self._token: SecretStr | None = None
        self._fresh_until = 0.0
        self._context: ssl.SSLContext | None = None

    def token(self, within_s: float | None = None) -> SecretStr:
        """Return a token that holds for a while.

        `within_s`: seconds that whoever asks can wait; None: as long as the account says. Raises
        `TryAgain` (with `wait_s` if told) where the token server is away, busy or too slow, and
        `Misconfigured` with the remedy where it refuses.
        """
        with self._in_turn(within_s) as until:
            if self._token is None or self._clock() >= self._fresh_until:
                return self._renew(until)
            return self._token

    def renewed(self, refused: SecretStr, within_s: float | None = None) -> SecretStr:
        """Return another token than the one that a server has just refused; see `token`."""
        with self._in_turn(within_s) as until:
            if self._token is None or self._token == refused:
                return self._renew(until)
            return self._token

    def forget(self, doubtful: SecretStr) -> None:
        """Ask for another token next time: a server failed over this one, whyever."""
        with self._turn:
            if self._token == doubtful:
                self._token = None

    @contextmanager
    def _in_turn(self, within_s: float | None) -> Iterator[float | None]:
        """Wait for whoever asks already; give the moment until which may be waited."""
        until = None if within_s is None else time.monotonic() + within_s
        if not self._turn.acquire(timeout=-1 if within_s is None else max(0.0, within_s)):
            raise TryAgain(slow(self.account))
        try:
            yield until
        finally:
            self._turn.release()

    def _renew(self, until: float | None) -> SecretStr:
        asked_at = self._clock()
        by_refresh = self.account.grant == "refresh_token"
        granted = self._by_refresh(until) if by_refresh else self._ask({}, until)
        margin_s = min(_MARGIN_S, granted.lifetime_s * _MARGIN)
        self._fresh_until = asked_at + granted.lifetime_s - margin_s
        self._token = granted.token
        return granted.token

    def _by_refresh(self, until: float | None) -> Granted:
        """Exchange the newest refresh token; its successor is kept before the token is used."""
        with self._kept.turn():
            current = self._kept.read()
            old = current.get_secret_value() if current is not None else ""
            granted = self._ask({"refresh_token": old}, until)
            if granted.refresh_token is not None and granted.refresh_token != old:
                self._kept.replace(granted.refresh_token)
        return granted

    def _ask(self, extra: dict[str, str], until: float | None) -> Granted:
        account = self.account
        limit_s = account.timeout_s
        if until is not None:
            limit_s = min(limit_s, until - time.monotonic())
            if limit_s <= 0:
                raise TryAgain(slow(account))
        form = {"grant_type": account.grant, "client_id": account.client_id, **extra}
        if account.client_secret is not None:
            form["client_secret"] = account.client_secret.get_secret_value()
        if account.scope:
            form["scope"] = account.scope
        # Reading the authorities takes a while, which the patience would lack: once is enough.
        context = self._context = self._context or client_context(account.cafile)
        answer: Granted | RightsflowError
        try:
            answer = _post(account, form, limit_s, context)
        except httpx.HTTPError as error:
            answer = _unreached(account, error)
        # Raised outside the handler: the error of the client holds the request and its secrets.
        if isinstance(answer, RightsflowError):
            raise answer
        return answer


def slow(account: Account) -> str:
    """Return what is said where a token server took longer than whoever asks can wait."""
    return (
        f"The token server {account.host} gave no token in the time that there was for the whole "
        "question. It is asked again later."
    )


def _post(
    account: Account, form: dict[str, str], limit_s: float, context: ssl.SSLContext
) -> Granted | RightsflowError:
    # RFC 6749 2.3.1: the secret stands in the body, where Microsoft and Google want it. No
    # redirect is followed: it would carry the secret elsewhere.
    headers, until = {"Accept": "application/json"}, time.monotonic() + limit_s
    content = bytearray()
    with (
        httpx.Client(verify=context, timeout=limit_s) as client,
        client.stream("POST", account.token_url, data=form, headers=headers) as response,
    ):
        for piece in response.iter_bytes():
            content += piece
            # The limit of the client is for each wait; bytes that drip would never meet it.
            if time.monotonic() > until or len(content) > _LARGEST_ANSWER_BYTES:
                problem = "no end"
                raise httpx.ReadTimeout(problem)
    body: object = None
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    return read_answer(account, response.status_code, response.headers, body)


def _unreached(account: Account, error: httpx.HTTPError) -> RightsflowError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return Misconfigured(
            f"The certificate of the token server {account.host} was not accepted: "
            f"{cause.verify_message}. Set cafile to the authority that signed it."
        )
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return Misconfigured(f"token_url is no address of {account.host} that can be asked.")
    return TryAgain(
        f"The token server {account.host} did not answer as it should. Check token_url and the "
        "network; a firewall has to let this machine through to it."
    )
