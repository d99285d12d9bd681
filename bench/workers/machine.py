"""A machine: `rightsflow worker`, which ends with whoever holds its standard input.

Run as: python -m bench.workers.machine --config DIR ...
"""

import os
import sys
import threading

from bench.workers.processes import kill_all
from deployments.cli import main


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    kill_all(os.getpid())


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv[1:1] = ["worker"]
    main()
