"""Prefect's server as a child that never outlives its parent.

Its standard input is a pipe that the parent holds: however the parent ends, the pipe closes,
and the server stops. Run as: python -m deployments.server_process HOST PORT
"""

import os
import signal
import sys
import threading
from contextlib import AbstractAsyncContextManager

import uvicorn
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

_GRACE_S = 10
_KEEP_ALIVE_S = 65


def main() -> None:
    """Serve Prefect's API on an address and a port of this machine, behind its login alone."""
    host, port = sys.argv[1], int(sys.argv[2])
    if not os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        sys.exit("Prefect is not served without a login (PREFECT_SERVER_API_AUTH_STRING).")
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    from prefect.server.api.server import create_app

    _let_writers_queue()
    uvicorn.run(
        create_app(final=True),
        host=host,
        port=port,
        timeout_keep_alive=_KEEP_ALIVE_S,
        log_level="warning",
    )


def _let_writers_queue() -> None:
    """Begin each of Prefect's transactions on SQLite as one that writes: two queue, none fails.

    Begun as reading ones, they are refused when they come to write while another does; the
    server then answers 503, and its client sleeps for seconds (docs/decisions/0017). Prefect
    does the same itself where it locks rows.
    """
    from prefect.server.database.configurations import AioSqliteConfiguration

    begin = AioSqliteConfiguration.begin_transaction

    def begin_writing(
        self: AioSqliteConfiguration,
        session: AsyncSession,
        with_for_update: bool = False,  # noqa: FBT001, FBT002 - as Prefect declares it
    ) -> AbstractAsyncContextManager[AsyncSessionTransaction]:
        del with_for_update
        return begin(self, session, with_for_update=True)

    AioSqliteConfiguration.begin_transaction = begin_writing  # type: ignore[method-assign, assignment]


def _stop_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_GRACE_S)
    os._exit(1)


if __name__ == "__main__":
    main()
