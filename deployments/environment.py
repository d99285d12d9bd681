"""Prefect's settings for an instance, fixed before Prefect is imported.

Everything stays in the instance folder and on this machine: no telemetry, no outside host, no
exception details in the log that Prefect stores.
"""

import os
import sys
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import SecretStr

from deployments.login import LOGIN_VARIABLE, URL_VARIABLE
from tasks.wiring import FOLDER_VARIABLE

PREFECT_FOLDER = "prefect"
LOG_VARIABLE = "RIGHTSFLOW_LOG"
"""`json`: each line of the log on standard error is one JSON object, from level INFO on."""

_AS_JSON = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS": "logging.StreamHandler",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
}
_PRIVATE = 0o077


def prefect_settings(folder: Path, api_url: str | None = None) -> dict[str, str]:
    """Return the environment under which Prefect works for an instance."""
    with as_file(files("deployments").joinpath("logging.yaml")) as logging_config:
        settings = {
            FOLDER_VARIABLE: str(folder),
            "PREFECT_HOME": str(folder / PREFECT_FOLDER),
            "PREFECT_LOGGING_CONFIG_PATH": str(logging_config),
            "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
            # The terminal belongs to progress and results; Prefect's pages show every step.
            "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            # The newer screens ask a host of another company from the operator's browser.
            "PREFECT_SERVER_UI_V2_ENABLED": "false",
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_CLI_PROMPT": "false",
            # Whoever has handed a form in waits for its run.
            "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        }
    if os.environ.get(LOG_VARIABLE) == "json":
        settings |= _AS_JSON
    if api_url is not None:
        settings[URL_VARIABLE] = api_url
    return settings


def enter(folder: Path, api_url: str, login: SecretStr | None) -> None:
    """Make these settings those of this process, and new files readable by the owner alone.

    The processes of flow runs inherit them, with the login of the server at this address.
    """
    os.umask(_PRIVATE)
    (folder / PREFECT_FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.pop(LOGIN_VARIABLE, None)
    os.environ.update(prefect_settings(folder, api_url))
    if login is not None:
        os.environ[LOGIN_VARIABLE] = login.get_secret_value()
    if "prefect" in sys.modules:
        # It read the environment when it was imported, and would start a server of its own.
        from prefect.context import refresh_global_settings_context
        from prefect.logging.configuration import setup_logging

        refresh_global_settings_context()
        setup_logging(incremental=False)
