"""Prefect's server as a child that never outlives its parent.

Its standard input is a pipe that the parent holds: however the parent ends, the pipe closes,
and the server stops. Run as: python -m deployments.server_process PORT
"""

import os
import signal
import sys
import threading

import uvicorn

_GRACE_S = 10
_KEEP_ALIVE_S = 65


def main() -> None:
    """Serve Prefect's API on the loopback port of the first argument."""
    port = int(sys.argv[1])
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    from prefect.server.api.server import create_app

    uvicorn.run(
        create_app(final=True),
        host="127.0.0.1",
        port=port,
        timeout_keep_alive=_KEEP_ALIVE_S,
        log_level="warning",
    )


def _stop_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_GRACE_S)
    os._exit(1)


if __name__ == "__main__":
    main()
