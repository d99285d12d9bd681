"""Prefect: who may use it, what it tells others, what it keeps."""

from collections.abc import Iterator, Mapping
from typing import Any

from deployments.doctor.finding import Facts, Finding, Grade
from deployments.embedded import is_loopback
from rightsflow.errors import Misconfigured

_TRUE = {"1", "true", "yes", "on", "t", "y"}
_VARIABLES = (
    (
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT", "results-kept",
        "Prefect keeps what flows return, in files that nobody deletes.",
    ),
    (
        "PREFECT_DEBUG_MODE", "debug-log",
        "At level DEBUG libraries log what they work with.",
    ),
    (
        "PREFECT_SERVER_ANALYTICS_ENABLED", "telemetry",
        "Prefect tells its maker how it is used.",
    ),
    (
        "PREFECT_SERVER_UI_V2_ENABLED", "telemetry",
        "The newer pages ask a host of another company from the browser of whoever looks.",
    ),
)  # fmt: skip
"""What must not be switched on for whatever is started here without `rightsflow`."""


def server(facts: Facts) -> Iterator[Finding]:
    """Find a server that lets anybody in, listens to the network, tells or keeps too much."""
    if facts.found is None:
        return
    at = facts.found.server.url
    if facts.found.is_open:
        yield Finding(
            "no-login",
            Grade.serious,
            f"Prefect at {at} asks nobody for a login.",
            "Whoever reaches it starts flows and reads every block, secrets included.",
            "Start it with PREFECT_SERVER_API_AUTH_STRING, and name the place of the same in "
            "prefect.login.",
        )
    told = facts.found.settings
    if told is None:
        yield Finding(
            "not-looked-at",
            Grade.advice,
            f"Prefect at {at} was not looked at.",
            "It does not answer, or does not take our login.",
            "Start it, and run this again.",
        )
        return
    host = str(_at(told, "server.api.host") or "")
    if not _stays_here(host):
        yield Finding(
            "open-bind",
            Grade.serious,
            f"Prefect listens at {host}, which the network reaches.",
            "It has no TLS of its own, and one login for all.",
            "Let it listen at 127.0.0.1, with a server with TLS in front (docs/how-to/access.md).",
        )
    yield from _switches(told)


def _switches(told: Mapping[str, Any]) -> Iterator[Finding]:
    rows = (
        ("server.analytics_enabled", "telemetry", "PREFECT_SERVER_ANALYTICS_ENABLED=false"),
        ("server.ui.v2_enabled", "telemetry", "PREFECT_SERVER_UI_V2_ENABLED=false"),
        ("results.persist_by_default", "results-kept", "PREFECT_RESULTS_PERSIST_BY_DEFAULT=false"),
        ("debug_mode", "debug-log", "PREFECT_DEBUG_MODE=false"),
    )
    why = {variable: reason for variable, _, reason in _VARIABLES}
    for place, code, remedy in rows:
        if _at(told, place) is True:
            reason = why[remedy.partition("=")[0]]
            yield Finding(
                code, Grade.serious, f"The Prefect server has {place} switched on.", reason,
                f"Start it with {remedy}.",
            )  # fmt: skip


def environment(facts: Facts) -> Iterator[Finding]:
    """Find variables that unsettle what is started here without `rightsflow`."""
    for variable, code, why in _VARIABLES:
        if facts.environ.get(variable, "").strip().lower() in _TRUE:
            yield _variable(code, variable, why)
    for variable in ("PREFECT_LOGGING_LEVEL", "PREFECT_LOGGING_ROOT_LEVEL"):
        if facts.environ.get(variable, "").strip().upper() in {"DEBUG", "NOTSET"}:
            yield _variable("debug-log", variable, "Libraries log what they work with.")
    if facts.environ.get("PREFECT_LOGGING_EXTRA_LOGGERS"):
        why = "What other libraries log goes into Prefect's database, in clear."
        yield _variable("debug-log", "PREFECT_LOGGING_EXTRA_LOGGERS", why)


def _variable(code: str, variable: str, why: str) -> Finding:
    what = f"The environment says {variable}."
    return Finding(code, Grade.serious, what, why, f"unset {variable}")


def _stays_here(host: str) -> bool:
    try:
        return host == "localhost" or is_loopback(host)
    except Misconfigured:
        return False


def _at(told: Mapping[str, Any], place: str) -> object:
    found: Any = told
    for name in place.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
