"""Exchanges with one web system: in turn, with patience, and silent about what is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_result,
    stop_before_delay,
    wait_exponential_jitter,
)

from rightsflow.backoff import retry_after_s
from rightsflow.errors import Misconfigured
from rightsflow.limiter import limiter_for
from rightsflow.tls import client_context
from rightsflow.web.credential import Credential, Shown
from rightsflow.web.exchange import Answer, Pairs, Question
from rightsflow.web.quiet import install, unlogged
from rightsflow.web.settings import WebConnection
from rightsflow.web.trouble import refuse_trouble

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
"""More than any page holds; an answer without end must not fill the memory."""

CHUNK_BYTES = 64 * 1024
UNAUTHORIZED = 401


class WebClient:
    """Asks one system; `at_once` questions at a time, each for `timeout_s` at most.

    An exchange that fails is told as a value and never as an error of httpx: those carry the
    request with its URL, and identifiers stand in URLs. `limiter` may be replaced by one that
    all workers share, before the first question.
    """

    def __init__(self, connection: WebConnection, credential: Credential) -> None:
        """Make ready to ask; raises `Misconfigured` if `cafile` cannot be read."""
        install()
        self.limiter = limiter_for(connection.rate)
        self._credential = credential
        self._timeout_s = connection.timeout_s
        self._patience_s = connection.patience_s
        self._slots = asyncio.Semaphore(connection.at_once)
        self._origin = origin(connection.base_url)
        self._client = httpx.AsyncClient(
            base_url=connection.base_url,
            verify=client_context(connection.cafile),
            timeout=connection.timeout_s,
            # Proxies and password files named in the environment are not for personal data.
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def ask(self, question: Question) -> Answer:
        """Return the last answer of `patience_s` seconds, in which a token is asked for, too.

        Raises `TryAgain`, with the wait, where the system wants to be left alone for longer, and
        where a token server gives no token; `Misconfigured` where it refuses one, where the
        answer has no end, or where an address leads to another server.
        """
        if not self.is_ours(question.path):
            raise Misconfigured(_ELSEWHERE)
        until = _now() + self._patience_s
        again = AsyncRetrying(
            stop=stop_before_delay(self._patience_s),
            wait=wait_exponential_jitter(multiplier=FIRST_PAUSE_S, max=LONGEST_PAUSE_S),
            retry=retry_if_result(lambda answer: answer.passing),
            retry_error_callback=_last,
        )
        answer: Answer = await again(self._once, question, until)
        return answer

    async def download(self, question: Question) -> AsyncIterator[bytes]:
        """Yield a file in pieces of 64 KiB; another server than ours is not shown who asks.

        Asked once, each piece within `timeout_s`. Raises `TryAgain` and `Misconfigured` as
        `refuse_trouble` does, and `TryAgain` where the file breaks off.
        """
        await self.limiter.turn(self._patience_s)
        ours = self.is_ours(question.path)
        shown = await self._credential.shown(self._patience_s) if ours else Shown()
        trouble = ""
        try:
            with unlogged():
                request = self._request(question, shown)
                response = await self._client.send(request, stream=True)
            async with aclosing(response):
                refuse_trouble(Answer(response.status_code))
                async for piece in response.aiter_bytes(CHUNK_BYTES):
                    yield piece
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = type(error).__name__
        if trouble:
            # Raised outside the handler: the error of the client holds the URL.
            refuse_trouble(Answer(0, trouble=trouble))

    def is_ours(self, address: str) -> bool:
        """Tell whether an address is a path below ours, or a whole one on the same server."""
        try:
            return httpx.URL(address).is_relative_url or origin(address) == self._origin
        except httpx.InvalidURL:
            return False

    async def _once(self, question: Question, until: float) -> Answer:
        shown = await self._credential.shown(until - _now())
        answer = await self._in_turn(question, shown, until)
        if answer.status == UNAUTHORIZED:
            other = await self._credential.instead_of(shown, until - _now())
            if other is not None:
                answer = await self._in_turn(question, other, until)
        if answer.passing and answer.wait_s:
            await self.limiter.stay_away(answer.wait_s)
        return answer

    async def _in_turn(self, question: Question, shown: Shown, until: float) -> Answer:
        async with self._slots:
            await self.limiter.turn(max(0.0, until - _now()))
            try:
                with unlogged():
                    async with asyncio.timeout(self._timeout_s):
                        return await self._exchange(question, shown)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
                return Answer(0, trouble=type(error).__name__)

    async def _exchange(self, question: Question, shown: Shown) -> Answer:
        content = bytearray()
        request = self._request(question, shown)
        async with aclosing(await self._client.send(request, stream=True)) as response:
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST_ANSWER_BYTES:
                    raise Misconfigured(_TOO_LARGE)
        return Answer(
            response.status_code,
            bytes(content),
            response.headers,
            str(response.url),
            wait_s=retry_after_s(response.headers),
        )

    def _request(self, question: Question, shown: Shown) -> httpx.Request:
        url = httpx.URL(question.path)
        query = (*question.query, *shown.query)
        return self._client.build_request(
            question.method,
            # What a system gave as a whole address is left as it is, to the letter.
            url.copy_merge_params(list(query)) if query else url,
            json=question.json,
            data=_form(question.form),
            headers={"Accept": "application/json", **question.headers, **shown.headers},
        )


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address (RFC 6454 4)."""
    parts = httpx.URL(url)
    return parts.scheme, parts.host, parts.port


def _form(pairs: Pairs) -> dict[str, list[str]] | None:
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form or None


def _last(state: RetryCallState) -> Answer:
    answer: Answer = state.outcome.result() if state.outcome else Answer(0)
    return answer


def _now() -> float:
    return asyncio.get_running_loop().time()


_TOO_LARGE = "The system gave an answer larger than 64 MiB. Ask for smaller pages."
_ELSEWHERE = (
    "An address leads to another server than base_url, and our credential is not shown to it. "
    "Correct the path, or the answer's next page if a proxy rewrites it."
)
