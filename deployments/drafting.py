"""`rightsflow map draft`: a first data map of a database, written for a person to correct."""

import asyncio
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from connectors.sql.drafting.make import make_draft, system_name
from connectors.sql.settings import SqlConnection
from deployments.terminal import ERR, OUT
from rightsflow.datamap.model import Name
from rightsflow.errors import Misconfigured


def draft_map(  # noqa: PLR0913 - as the command has options
    url: str,
    *,
    out: Path | None,
    force: bool,
    system: str,
    schema: str,
    password_env: str,
    password_file: Path | None,
    tls: bool,
) -> None:
    """Print the draft, or write it into a new file.

    Raises `Misconfigured` if an option is wrong or the file is there already, and what drafting
    raises.
    """
    if out is not None and out.exists() and not force:
        problem = f"{out} is there already. Name another file, or say --force to write over it."
        raise Misconfigured(problem)
    said: dict[str, Any] = {"url": url}
    if schema:
        said["schema"] = schema
    if password_env or password_file:
        said["password"] = _password(password_env, password_file)
    if not tls:
        said["tls"] = False
    settings = _settings(said)
    if settings.parsed.get_backend_name() == "sqlite":
        # The map is read from the instance folder, not from here.
        said["url"] = f"sqlite:///{settings.parsed.database}"
    name = _name(system or (out.stem if out else system_name(settings)))
    text = asyncio.run(make_draft(settings, said, system=name))
    if out is None:
        OUT.out(text, end="", highlight=False)
        return
    out.write_text(text, encoding="utf-8")
    ERR.print(f"{out} is written. Look at every guess, answer every TODO, then: rightsflow check")


def _password(variable: str, file: Path | None) -> dict[str, str]:
    if variable and file:
        problem = "Name one place of the password: --password-env or --password-file."
        raise Misconfigured(problem)
    return {"env": variable} if variable else {"file": str(file and file.absolute())}


def _settings(said: dict[str, Any]) -> SqlConnection:
    try:
        return SqlConnection.model_validate(said, context={"base": Path.cwd()})
    except ValidationError as error:
        raise Misconfigured("\n".join(_sentence(one) for one in error.errors())) from None


def _sentence(error: Any) -> str:  # noqa: ANN401 - pydantic's own
    """Return what is wrong without the value: a URL may hold a password."""
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{'.'.join(map(str, error['loc'])) or 'URL'}: {message}."


def _name(name: str) -> str:
    try:
        return TypeAdapter(Name).validate_python(name)
    except ValidationError:
        problem = (
            f"{name!r} is no name of a system: lower case, digits, underscore. Name it: --system"
        )
        raise Misconfigured(problem) from None
