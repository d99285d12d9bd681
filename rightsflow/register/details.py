"""What exactly a request asks for, as a person wrote it down: purposes, corrections, a balance."""

from collections.abc import Collection, Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rightsflow.deeds import Value
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.third_persons import Chosen
from rightsflow.register.sealed import lock, unlock
from rightsflow.register.tables import request


class Stays(BaseModel):
    """What was found in a system after an erasure, and stays there by a decision.

    `places` as the system names them; `texts` go into the letter, in its language.
    """

    model_config = ConfigDict(frozen=True)

    system: str
    places: tuple[str, ...]
    ground: RefusalGround
    article: str
    texts: tuple[tuple[TextKind, str], ...]

    def only_in(self, places: Collection[str]) -> Self:
        """Return the same of these places alone."""
        return self.model_copy(update={"places": tuple(p for p in self.places if p in places)})

    def __repr__(self) -> str:
        """Hide everything."""
        return "Stays()"


class Details(BaseModel):
    """Details of a request; nothing: it is meant as it stands, for everything.

    `purposes` are `system.purpose`, `corrections` new values by `system.collection.field`.
    `before` holds what stood there. `upheld`: a person found for the objection. `told` is what
    a person wrote for the answer. `others`: what was decided about texts that may name other
    people; None: nobody has looked yet. `stays`: what was left over and is kept by a decision.
    `removed_by_hand`: systems in which a person removed what the system said that it kept.
    """

    model_config = ConfigDict(frozen=True)

    purposes: tuple[str, ...] = ()
    corrections: Mapping[str, Value] = Field(default_factory=dict)
    before: Mapping[str, Value] = Field(default_factory=dict)
    upheld: bool = False
    told: str = ""
    others: tuple[Chosen, ...] | None = None
    stays: tuple[Stays, ...] = ()
    removed_by_hand: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Hide everything."""
        return "Details()"


async def of_requests(
    connection: AsyncConnection, keys: Mapping[int, tuple[bytes, str]]
) -> dict[int, Details]:
    """Return the details of requests; `keys` gives key and number of the case of each."""
    query = select(request.c.id, request.c.sealed_details).where(request.c.id.in_(list(keys)))
    found = dict.fromkeys(keys, Details())
    for row in await connection.execute(query):
        if row.sealed_details:
            key, number = keys[row.id]
            found[row.id] = Details.model_validate(
                unlock(key, "request.details", number, row.sealed_details)
            )
    return found


async def keep(
    connection: AsyncConnection, request_id: int, key: bytes, number: str, details: Details
) -> None:
    """Store the details of a request."""
    sealed = lock(key, "request.details", number, details.model_dump(mode="json"))
    await connection.execute(
        update(request).where(request.c.id == request_id).values(sealed_details=sealed)
    )
