"""How a mailbox is reached and what is searched in it: the `connection` of its data map."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rightsflow.canonical import canonical_email
from rightsflow.connector import Connection
from rightsflow.imap.names import encoded
from rightsflow.settings import InstancePath
from rightsflow.settings.imap import ImapLogin


def _own(text: str) -> str:
    """Return an address in canonical form, or `@` and a domain."""
    canonical = canonical_email(f"a{text}" if text.startswith("@") else text)
    if canonical is None:
        problem = "give an address, or a domain with @ before it"
        raise ValueError(problem)
    return canonical.removeprefix("a") if text.startswith("@") else canonical


class MailboxConnection(Connection, ImapLogin):
    """What is searched, and what becomes of it.

    `folders`: where the person is looked for, all but `not_folders` if none are named. In
    `not_folders` nothing is ever looked for. `own`: our addresses, or domains as
    `@example.org`; whoever else writes or is written to is a person. `search_text`: texts, too.
    `others`: what becomes of a message to delete that others took part in. `oauth_folder`:
    where refresh tokens that replaced one lie.
    """

    oauth_folder: InstancePath = Field(default=Path("oauth"), validate_default=True)
    folders: frozenset[Annotated[str, AfterValidator(encoded)]] = frozenset()
    not_folders: frozenset[Annotated[str, AfterValidator(encoded)]] = frozenset()
    own: tuple[Annotated[str, AfterValidator(_own)], ...] = Field(min_length=1)
    search_text: bool = False
    others: Literal["keep", "delete"] = "keep"
    write: bool = False

    @model_validator(mode="after")
    def _no_folder_twice(self) -> Self:
        if self.folders & self.not_folders:
            problem = "a folder is named in folders or in not_folders, never in both"
            raise ValueError(problem)
        return self

    def is_own(self, address: str) -> bool:
        """Tell whether an address in canonical form is one of ours."""
        return address in self.own or f"@{address.rpartition('@')[2]}" in self.own
