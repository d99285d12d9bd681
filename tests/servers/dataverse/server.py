"""The double of the Dataverse Web API over HTTP, on loopback, in a thread of its own.

It is ours, written from Microsoft's documentation, and no product of theirs: what it proves is how
the connector behaves towards what the documentation says, not that Dataverse keeps to it.
"""

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeAlias

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers.certificates import free_port
from tests.servers.dataverse import reading
from tests.servers.dataverse.store import INVALID, NOT_FOUND, STALE, Refused, Store

API = "/api/data/v9.2/"
USER = "11111111-2222-3333-4444-555555555555"
_ROW = re.compile(r"(\w+)\(([0-9a-fA-F-]{36})\)(?:/(.+))?")


@dataclass
class Asked:
    """One request that came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]


Before: TypeAlias = Callable[[Asked], None]


@dataclass
class Told:
    """An answer given instead of the true one; `only`: for requests of this method."""

    status: int
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    only: str = ""


class DataverseDouble:
    """Runs from entering to leaving; `store` is what it holds, `asked` what was asked of it."""

    def __init__(self, userinfo_url: str = "") -> None:
        """Choose a port. With `userinfo_url` tokens are shown there; else any token will do."""
        self.port = free_port()
        self.before: Before = lambda _: None
        """Called before a request is answered: somebody else changes something meanwhile."""
        self._userinfo_url = userinfo_url
        self._tokens: dict[str, bool] = {}
        self.begin()
        app = Starlette(routes=[Route("/{path:path}", self._any, methods=_METHODS)])
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_level="error", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        """Start, and wait until it answers."""
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join(20)

    @property
    def url(self) -> str:
        """Return the address of the environment."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Forget everything."""
        self.store = Store()
        self.asked: list[Asked] = []
        self.answers: deque[Told] = deque()
        self.before = lambda _: None

    def revoke(self) -> None:
        """Look at tokens anew."""
        self._tokens.clear()

    async def _any(self, request: Request) -> Response:
        body = await request.json() if await request.body() else {}
        return await run_in_threadpool(self._answer, request, body)

    def _answer(self, request: Request, body: dict[str, Any]) -> Response:
        query = request.scope["query_string"].decode()
        asked = Asked(request.method, request.url.path, query, dict(request.headers))
        self.asked.append(asked)
        if not self._admitted(request.headers.get("authorization", "")):
            return Response(status_code=401)
        if self.answers and self.answers[0].only in {"", request.method}:
            told = self.answers.popleft()
            return _error(told.status, told.code, told.headers)
        self.before(asked)
        try:
            return self._true_answer(asked, body)
        except Refused as refused:
            return _error(refused.status, refused.code)

    def _admitted(self, shown: str) -> bool:
        if not self._userinfo_url:
            return shown.startswith("Bearer ")
        if shown not in self._tokens:
            answer = httpx.get(self._userinfo_url, headers={"authorization": shown})
            self._tokens[shown] = bool(answer.json().get("active"))
        return self._tokens[shown]

    def _true_answer(self, asked: Asked, body: dict[str, Any]) -> Response:
        if not asked.path.startswith(API):
            raise NOT_FOUND
        path = asked.path.removeprefix(API)
        if found := _ROW.fullmatch(path):
            return self._row(asked, found[1], found[2].lower(), found[3] or "", body)
        if asked.method == "POST" and path == "DeleteRecordChangeHistory":
            return JSONResponse({"DeletedEntriesCount": self._forgotten(body)})
        if asked.method != "GET":
            raise INVALID
        return JSONResponse(self._read(path, asked))

    def _read(self, path: str, asked: Asked) -> dict[str, Any]:
        if path == "WhoAmI":
            return {"UserId": USER, "OrganizationId": USER, "BusinessUnitId": USER}
        if path == "EntityDefinitions":
            return reading.definitions(self.store, asked.query)
        if path == "recyclebinconfigs":
            if "prvReadRecycleBinConfig" not in self.store.privileges:
                raise Refused(403, "0x80040220")
            return {"value": [{"entity.logicalname": one} for one in sorted(self.store.binned)]}
        table = reading.found(self.store, path)
        self.store.may("Read", table)
        prefer, base = asked.headers.get("prefer", ""), f"{self.url}{API}"
        if xml := reading.options_of(asked.query).get("fetchXml"):
            return reading.fetched(self.store, table, xml, prefer)
        return reading.page(self.store, table, base, asked.query, prefer)

    def _row(
        self, asked: Asked, plural: str, key: str, more: str, body: dict[str, Any]
    ) -> Response:
        if plural == "systemusers" and more == "Microsoft.Dynamics.CRM.RetrieveUserPrivileges()":
            told = [{"PrivilegeName": n, "Depth": d} for n, d in self.store.privileges.items()]
            return JSONResponse({"RolePrivileges": told})
        table = reading.found(self.store, plural)
        rows = self.store.rows[table.name]
        if asked.method == "GET" and not more:
            self.store.may("Read", table)
            if key not in rows:
                raise NOT_FOUND
            options = reading.options_of(asked.query)
            prefer = asked.headers.get("prefer", "")
            return JSONResponse(
                reading.shown_row(self.store, table, key, rows[key], options, prefer)
            )
        if asked.method == "GET" and more.endswith("/$value"):
            self.store.may("Read", table)
            return Response(rows[key][more.removesuffix("/$value")], media_type="text/plain")
        if asked.method == "PATCH" and not more:
            return self._patched(asked, table.name, key, body)
        if asked.method == "DELETE" and not more and table.deletable:
            self.store.may("Delete", table)
            self._matches(asked, table.name, key, always=True)
            self.store.delete(table.name, key)
            return Response(status_code=204)
        raise Refused(405, "0x80040800")

    def _patched(self, asked: Asked, table: str, key: str, body: dict[str, Any]) -> Response:
        self.store.may("Write", self.store.tables[table])
        self._matches(asked, table, key, always=False)
        self.store.put(table, key, self.store.checked(table, body))
        return Response(status_code=204)

    def _matches(self, asked: Asked, table: str, key: str, *, always: bool) -> None:
        """Look at If-Match; without it a PATCH of what is not there creates it."""
        wanted = asked.headers.get("if-match")
        if key not in self.store.rows[table]:
            if wanted is not None or always:
                raise NOT_FOUND
        elif wanted not in {None, "*", f'W/"{self.store.etags[key]}"'}:
            raise STALE

    def _forgotten(self, body: dict[str, Any]) -> int:
        target = dict(body.get("Target") or {})
        name = str(target.pop("@odata.type", "")).rpartition(".")[2]
        table = self.store.tables.get(name)
        if table is None or set(target) != {table.key}:
            raise INVALID
        return self.store.forget(name, str(target[table.key]))


_METHODS = ["GET", "POST", "PATCH", "DELETE"]


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    if not code:
        return Response(status_code=status, headers=headers)
    body = {"error": {"code": code, "message": "told by the double"}}
    return JSONResponse(body, status_code=status, headers=headers)
