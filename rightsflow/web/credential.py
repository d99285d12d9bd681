"""How we show a web system who asks: a fixed secret, or access tokens that are renewed."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.oauth import Account, TokenSource, slow

AUTHORIZATION = "Authorization"

LEAST_S = 0.5
"""A token that is kept is handed over in this time, however little is left of the patience."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is added to a request."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class Credential(Protocol):
    """Gives what is shown to a system."""

    async def shown(self, within_s: float) -> Shown:
        """Return what to show now; raises `TryAgain` or `Misconfigured` as a token server says.

        `within_s`: seconds that are left of the whole question's patience; `TryAgain` after them.
        """

    async def instead_of(self, refused: Shown, within_s: float) -> Shown | None:
        """Return something else than what the system has just refused; None if there is not."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same for every request."""

    what: Shown = field(default_factory=Shown)

    async def shown(self, within_s: float) -> Shown:
        """Return it."""
        del within_s
        return self.what

    async def instead_of(self, refused: Shown, within_s: float) -> Shown | None:
        """Say that there is nothing else."""
        del refused, within_s
        return None


def in_header(name: str, secret: SecretStr, prefix: str = "") -> Fixed:
    """Return a secret that stands in a header, behind a prefix such as `Bearer `."""
    return Fixed(Shown({name: prefix + _plain(secret, "header")}))


def in_query(name: str, secret: SecretStr) -> Fixed:
    """Return a secret that stands in the query, for systems that know no better way."""
    return Fixed(Shown(query=((name, secret.get_secret_value()),)))


def basic(username: str, password: SecretStr) -> Fixed:
    """Return user name and password as RFC 7617 has them."""
    both = f"{username}:{password.get_secret_value()}"
    return Fixed(Shown({AUTHORIZATION: f"Basic {b64encode(both.encode()).decode()}"}))


class Tokens:
    """Access tokens of one account: asked for when wanted, by one at a time, kept till expiry."""

    def __init__(self, account: Account) -> None:
        """Take the account; everybody in this process who has the same one shares its tokens."""
        self._source = _source(account)

    async def shown(self, within_s: float) -> Shown:
        """Return a token that holds for a while."""
        return await self._within(within_s, self._source.token)

    async def instead_of(self, refused: Shown, within_s: float) -> Shown | None:
        """Return another token, asked for anew."""
        token = SecretStr(refused.headers[AUTHORIZATION].partition(" ")[2])
        return await self._within(within_s, partial(self._source.renewed, token))

    async def _within(self, within_s: float, ask: Callable[[float], SecretStr]) -> Shown:
        limit_s = max(within_s, LEAST_S)
        try:
            async with asyncio.timeout(limit_s):
                return _bearer(await asyncio.to_thread(ask, limit_s))
        except TimeoutError:
            # Each step of an exchange has the whole limit; all of them together have no more.
            raise TryAgain(slow(self._source.account)) from None


@lru_cache(maxsize=64)
def _source(account: Account) -> TokenSource:
    # No refresh token is kept for a program that asks in its own name, so no folder is used.
    return TokenSource(account, Path())


def _bearer(token: SecretStr) -> Shown:
    return Shown({AUTHORIZATION: f"Bearer {token.get_secret_value()}"})


def _plain(secret: SecretStr, place: str) -> str:
    text = secret.get_secret_value()
    if not (text.isascii() and text.isprintable()):
        message = f"The secret holds characters that no {place} takes. Give it as it was issued."
        raise Misconfigured(message)
    return text
