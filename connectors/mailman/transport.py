"""One exchange with Mailman over HTTP, asked again for a while if nobody answers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_result,
    stop_before_delay,
    wait_exponential_jitter,
)

from connectors.mailman.quiet import install, unlogged
from connectors.mailman.settings import MailmanConnection
from rightsflow.errors import Misconfigured
from rightsflow.tls import client_context

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
"""More than any page holds; an answer without end must not fill the memory."""

Body: TypeAlias = Mapping[str, Any]
"""What httpx is given besides method and path: a form, JSON, or nothing."""

TOO_MANY, SERVER_ERROR = 429, 500
_TOO_LARGE = "Mailman gave an answer larger than 64 MiB. Lower page_size."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status and a body; or, with status 0, what went wrong instead."""

    status: int
    body: bytes = b""
    trouble: str = ""

    @property
    def passing(self) -> bool:
        """Tell whether asking again may help."""
        return self.status in {0, TOO_MANY} or self.status >= SERVER_ERROR


class Transport:
    """Asks one Mailman; `at_once` questions at a time, each for `timeout_s` at most.

    An exchange that fails is told as a value and never as an error of httpx: those carry the
    request with its URL, and addresses stand in URLs.
    """

    def __init__(self, connection: MailmanConnection, password: str) -> None:
        """Make ready to ask; raises `Misconfigured` if `cafile` cannot be read."""
        install()
        self._timeout_s = connection.timeout_s
        self._patience_s = connection.patience_s
        self._slots = asyncio.Semaphore(connection.at_once)
        self._client = httpx.AsyncClient(
            base_url=connection.base_url,
            auth=(connection.username, password),
            verify=client_context(connection.cafile),
            timeout=connection.timeout_s,
            # Proxies and password files named in the environment are not for personal data.
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def ask(self, path: str, form: Mapping[str, str] | None = None) -> Answer:
        """Return the last answer of `patience_s` seconds; POST with `form`, GET without."""
        return await self._patiently("GET" if form is None else "POST", path, {"data": form})

    async def change(self, method: str, path: str, values: Mapping[str, str]) -> Answer:
        """Return the last answer to a change, which must be one that may be repeated."""
        return await self._patiently(method, path, {"json": values} if values else {})

    async def _patiently(self, method: str, path: str, body: Body) -> Answer:
        again = AsyncRetrying(
            stop=stop_before_delay(self._patience_s),
            wait=wait_exponential_jitter(multiplier=FIRST_PAUSE_S, max=LONGEST_PAUSE_S),
            retry=retry_if_result(lambda answer: answer.passing),
            retry_error_callback=_last,
        )
        answer: Answer = await again(self._once, method, path, body)
        return answer

    async def _once(self, method: str, path: str, body: Body) -> Answer:
        try:
            async with self._slots, asyncio.timeout(self._timeout_s):
                with unlogged():
                    return await self._exchange(method, path, body)
        except (httpx.HTTPError, TimeoutError) as error:
            return Answer(0, trouble=type(error).__name__)

    async def _exchange(self, method: str, path: str, body: Body) -> Answer:
        content = bytearray()
        async with self._client.stream(method, path, **body) as response:
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST_ANSWER_BYTES:
                    raise Misconfigured(_TOO_LARGE)
        return Answer(response.status_code, bytes(content))


def _last(state: RetryCallState) -> Answer:
    answer: Answer = state.outcome.result() if state.outcome else Answer(0)
    return answer
