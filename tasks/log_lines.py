"""The log as JSON lines, for programs that collect logs."""

from pythonjsonlogger.json import JsonFormatter

_FIELDS = "%(levelname)s %(name)s %(message)s %(flow_run_name)s %(task_run_name)s"


class JsonLines(JsonFormatter):
    """One object a line: `at`, `level`, `logger`, `message`, `flow_run_name`, `task_run_name`."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger"}
        super().__init__(_FIELDS, rename_fields=names, timestamp="at")
