"""What the `connection` section of an SQL system may say."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from rightsflow.connector import Connection
from rightsflow.secret import SecretSource, resolve
from rightsflow.settings import InstancePath
from rightsflow.tls import is_loopback

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "mariadb": "mariadb+asyncmy",
    "mysql": "mysql+asyncmy",
}
"""The driver that a plain URL means. A URL may name another asynchronous one itself."""


def _url(text: str, info: ValidationInfo) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        problem = "is no database URL, such as postgresql://reader@db.example.com/crm"
        raise ValueError(problem) from None
    if url.password is not None:
        problem = "the password does not belong into the URL: name its place under password"
        raise ValueError(problem)
    if url.drivername in DRIVERS:
        url = url.set(drivername=DRIVERS[url.drivername])
    if url.get_backend_name() == "sqlite":
        url = _sqlite(url, info)
    return url.render_as_string(hide_password=False)


def _sqlite(url: URL, info: ValidationInfo) -> URL:
    if not url.database or url.database == ":memory:" or url.query:
        problem = "give the path of an SQLite file and nothing else: sqlite:///crm.db"
        raise ValueError(problem)
    return url.set(database=str(resolve(Path(url.database), info)))


class WritingRole(BaseModel):
    """The role that changes records; the other one only ever reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str = Field(min_length=1)
    password: SecretSource | None = None


class SqlConnection(Connection):
    """How a database is reached: as a role that may read, and perhaps as one that may write.

    `write`: the role that erases, corrects and marks records; `true`: the reading one may do so
    (SQLite has no roles). Without it nothing is ever changed, and a person is asked instead.

    `statement_s` bounds one statement on the server, and one fetch here. `tls: false` is an
    explicit choice for a server in a network that is protected otherwise; a server on this
    machine is spoken to without TLS. `cafile` (PEM) takes the place of the system's
    authorities.
    """

    url: Annotated[str, AfterValidator(_url)]
    password: SecretSource | None = None
    write: WritingRole | bool = False
    schema_name: str | None = Field(default=None, alias="schema", min_length=1)
    statement_s: float = Field(default=60, gt=0, le=3600)
    tls: bool = True
    cafile: InstancePath | None = None

    @model_validator(mode="after")
    def _tls_is_ours_to_set(self) -> "SqlConnection":
        if self.needs_tls and self.parsed.get_backend_name() not in DRIVERS:
            problem = "set TLS up in the url, as its driver wants it, and say tls: false here"
            raise ValueError(problem)
        return self

    @model_validator(mode="after")
    def _sqlite_has_no_roles(self) -> "SqlConnection":
        if self.parsed.get_backend_name() == "sqlite" and isinstance(self.write, WritingRole):
            problem = "SQLite has no roles: say write: true"
            raise ValueError(problem)
        return self

    @property
    def parsed(self) -> URL:
        """Return the URL, without password."""
        return make_url(self.url)

    @property
    def writing(self) -> "SqlConnection":
        """Return the same connection as the writing role."""
        if not isinstance(self.write, WritingRole):
            return self
        url = self.parsed.set(username=self.write.username).render_as_string(hide_password=False)
        return self.model_copy(update={"url": url, "password": self.write.password})

    @property
    def needs_tls(self) -> bool:
        """Tell whether what is read crosses a network."""
        host = self.parsed.host
        return self.tls and host is not None and not is_loopback(host)
