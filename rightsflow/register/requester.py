"""Who wrote, as the register keeps it: sealed under the key of the case."""

from pydantic import BaseModel, ConfigDict

from rightsflow.law.identity import Authentication, Evidence
from rightsflow.law.subject import Identifier, IdentifierKind


class StoredIdentifier(BaseModel):
    """An identifier in canonical form."""

    model_config = ConfigDict(frozen=True)

    kind: IdentifierKind
    value: str


class Requester(BaseModel):
    """What a request told of its writer, and the thread to answer in.

    `address` is the single From address (or the one that a posted request gave), None where
    there is none. `replied_from` is the address on file that answered our question about
    identity with a yes. `confirmed` are the records that an approver found to be the writer's,
    `confirmed_address` the address on them. `answerable` says whether a machine may answer.
    `claims_in` is the number of the case about what a letter claims beside its own address,
    `claimed_in` the number of the case in which it was written.
    """

    model_config = ConfigDict(frozen=True)

    address: str | None
    name: str = ""
    identifiers: tuple[StoredIdentifier, ...] = ()
    authentication: Authentication = Authentication.unknown
    replied_from: str | None = None
    confirmed: tuple[tuple[str, str], ...] = ()
    confirmed_address: str | None = None
    answerable: bool = False
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    claims_in: str | None = None
    claimed_in: str | None = None

    def __repr__(self) -> str:
        """Hide everything."""
        return "Requester()"

    @property
    def evidence(self) -> Evidence:
        """Return what the law code judges by."""
        return Evidence(
            self.address,
            self.authentication,
            self.replied_from,
            frozenset(self.confirmed),
            self.confirmed_address,
        )

    @property
    def known_by(self) -> tuple[Identifier, ...]:
        """Return every identifier to look for, the writer's address first."""
        own = [Identifier(IdentifierKind.email, self.address)] if self.address else []
        told = [Identifier(item.kind, item.value) for item in self.identifiers]
        return tuple(dict.fromkeys([*own, *told]))
