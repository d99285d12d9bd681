"""Commands in processes of their own that begin with the program loaded.

To load it is most of what a short command does, and an acceptance test gives many. Each process
is forked from one that has loaded the program and done nothing else; arguments, environment,
folder and streams are its own, and it may be killed. A campaign starts the installed command.
"""

import atexit
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Final

COMMAND: Final = Path(sys.executable).with_name("rightsflow")
CAMPAIGN: Final = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"
_LOADED: Final = [
    "deployments.cli", "deployments.deciding", "deployments.running", "deployments.showing",
    "flows.fulfil", "flows.intake", "flows.watch", "prefect.client.orchestration",
    "tests.acceptance.killed", "tests.acceptance.moved",
]  # fmt: skip
_STREAMS: Final = (("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(_LOADED)


def finished(
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    given: str = "",
    limit_s: float,
    module: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run the command with these words to its end, or a module that wraps it.

    Raises `subprocess.TimeoutExpired` after `limit_s` seconds; nothing of it runs on.
    """
    if CAMPAIGN:
        start = [sys.executable, "-m", module] if module else [str(COMMAND)]
        return subprocess.run(
            [*start, *words], input=given, capture_output=True, text=True, timeout=limit_s,
            env=dict(env), cwd=cwd, check=False,
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        streams = {name: Path(folder) / name for name, _ in _STREAMS}
        for name, file in streams.items():
            file.write_text(given if name == "in" else "", encoding="utf-8")
        code = _ended(words, dict(env), cwd, streams, limit_s, module or "deployments.cli")
        out, err = (streams[one].read_text(encoding="utf-8") for one in ("out", "err"))
    return subprocess.CompletedProcess([str(COMMAND), *words], code, out, err)


def _ended(
    words: Sequence[str],
    env: dict[str, str],
    cwd: Path,
    streams: Mapping[str, Path],
    limit_s: float,
    module: str,
) -> int:
    process = _FORKS.Process(target=_begin, args=(list(words), env, str(cwd), streams, module))
    process.start()
    process.join(limit_s)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired([str(COMMAND), *words], limit_s)
    return process.exitcode


def _begin(
    words: list[str], env: dict[str, str], cwd: str, streams: Mapping[str, Path], module: str
) -> None:
    """Become the command: what the process has from whoever asked for it goes first."""
    for number, (name, how) in enumerate(_STREAMS):
        stream = os.open(streams[name], how)
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115 - numbers, not paths
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115 - the same
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    sys.argv = [str(COMMAND), *words]
    main: Callable[[], None] = sys.modules[module].main
    try:
        main()
    finally:
        # Such a process leaves without what a command does at its end.
        atexit._run_exitfuncs()
