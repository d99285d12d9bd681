"""Who runs it, and where Prefect is."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from rightsflow.secret import SecretSource
from rightsflow.settings.section import Address, Section


def _api_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        problem = "write an address such as https://prefect.example.com/api"
        raise ValueError(problem)
    if parts.username or parts.password:
        problem = "no login belongs into an address: name its place in prefect.login"
        raise ValueError(problem)
    return text.rstrip("/")


class Operator(Section):
    """Who is told when the program itself is in trouble, and after how long.

    `email` None: the data protection officer. `stuck_after_minutes`: a flow run that goes on
    longer. `late_after_minutes`: one that should have begun so long ago.
    """

    email: Address | None = None
    language: Literal["pl", "en"] | None = None
    stuck_after_minutes: int = Field(default=180, ge=5)
    late_after_minutes: int = Field(default=15, ge=1)


class PrefectSettings(Section):
    """Where the Prefect server is if it is not the instance's own, and its login.

    `login` names where `name:password` is found. The instance's own server has a login that is
    made for it.
    """

    api_url: Annotated[str, AfterValidator(_api_url)] = ""
    login: SecretSource | None = None
