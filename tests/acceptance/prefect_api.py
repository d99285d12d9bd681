"""How tests ask a Prefect that is behind its login."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from deployments.login import LOGIN_VARIABLE


def auth_of(login: str) -> tuple[str, str]:
    """Return name and password of a login."""
    name, _, password = login.partition(":")
    return name, password


@contextmanager
def at_prefect(url: str) -> Iterator[None]:
    """Let this process be a client of the Prefect of the test run."""
    login = os.environ[LOGIN_VARIABLE]
    with temporary_settings({PREFECT_API_URL: url, PREFECT_API_AUTH_STRING: login}):
        yield
