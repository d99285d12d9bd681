"""Two pages: `/health` for whoever restarts things, `/metrics` for Prometheus."""

from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from deployments.alarming import told
from deployments.watching import report
from rightsflow.errors import Misconfigured
from rightsflow.settings import Settings
from rightsflow.watching.metrics import CONTENT_TYPE, exposition

_ILL = 503


def application(folder: Path, settings: Settings) -> Starlette:
    """Return the pages `/health` and `/metrics`: figures and names of systems, nobody's data."""

    async def health(_: Request) -> Response:
        found = await report(folder, settings)
        content = {"status": "alarm" if found.alarms else "well", "alarms": told(found.alarms)}
        return JSONResponse(content, _ILL if found.alarms else 200)

    async def metrics(_: Request) -> Response:
        found = await report(folder, settings)
        text = exposition(found.figures, found.disks, found.alarms)
        return PlainTextResponse(text, media_type=CONTENT_TYPE)

    return Starlette(routes=[Route("/health", health), Route("/metrics", metrics)])


def expose(folder: Path, settings: Settings, listen: str) -> None:
    """Serve the pages on `HOST:PORT` until stopped; raises `Misconfigured` for no such address."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        problem = f"{listen} is no address; give host and port, such as 127.0.0.1:9464"
        raise Misconfigured(problem)
    pages = application(folder, settings)
    uvicorn.run(pages, host=host.strip("[]"), port=int(port), log_level="warning")
