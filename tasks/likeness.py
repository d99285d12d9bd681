"""Writers whose address only looks like one on file, or like ours: a word for a person."""

from collections.abc import Sequence

from rightsflow.canonical import canonical_email, domain_of
from rightsflow.law.subject import IdentifierKind, Match
from rightsflow.mail.look_alike import looks_like
from tasks.desk import Desk
from tasks.person import Person

LOOK_ALIKE, LIKE_OURS = "look_alike_address", "look_alike_of_our_domain"


def likeness_of(
    at: Desk, writer: str | None, person: Person, matches: Sequence[Match]
) -> tuple[str, ...]:
    """Return what a writer's address is easily taken for; it proves and unlocks nothing."""
    if writer is None:
        return ()
    found = [one.identifier for one in matches]
    named = [*person.requester.known_by, *found]
    known = {one.value for one in named if one.kind is IdentifierKind.email}
    seen = (
        (LOOK_ALIKE, looks_like(writer, known)),
        (LIKE_OURS, looks_like(domain_of(writer), _own_domains(at))),
    )
    return tuple(word for word, holds in seen if holds)


def _own_domains(at: Desk) -> set[str]:
    controller = at.settings.controller
    own = (canonical_email(one) for one in (controller.email, controller.officer.email))
    return {domain_of(one) for one in own if one}
