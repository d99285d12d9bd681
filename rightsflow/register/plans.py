"""Plans as they are stored: actions as JSON values, in the one plan of a case.

The body of a plan holds `send_to` (the verified address, or None), `gather` (the records that are
the person's, by system), `requests` (the actions by row number of the request) and `if_upheld`
(what they would be if a person found for an objection, as long as it is weighed).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from rightsflow.law.action import Action, Kept
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight

Body = Mapping[str, Any]


def with_actions(body: Body, drawn: Mapping[int, Sequence[Action]]) -> dict[str, Any]:
    """Return the body with the actions of requests; those of other requests stay."""
    packed = {str(key): [_pack(one) for one in actions] for key, actions in drawn.items()}
    return {**body, "requests": {**body.get("requests", {}), **packed}}


def with_prospects(
    body: Body, prospects: Mapping[int, Sequence[Action]], weighed: Collection[int]
) -> dict[str, Any]:
    """Return the body with what upholding objections would bring.

    `weighed` are the requests that are planned anew: one without prospects has none any more.
    """
    known = body.get("if_upheld", {})
    left = {key: packed for key, packed in known.items() if int(key) not in weighed}
    added = {str(key): [_pack(one) for one in actions] for key, actions in prospects.items()}
    if not left | added:
        return {key: value for key, value in body.items() if key != "if_upheld"}
    return {**body, "if_upheld": left | added}


def prospects_in(body: Body | None, request_id: int) -> tuple[Action, ...]:
    """Return what upholding an objection would bring; nothing once it is decided."""
    packed = (body or {}).get("if_upheld", {}).get(str(request_id), ())
    return tuple(_unpack(one) for one in packed)


def actions_in(body: Body | None, request_id: int) -> tuple[Action, ...]:
    """Return the actions for a request, in the order of the plan; none if it has no plan."""
    packed = (body or {}).get("requests", {}).get(str(request_id), ())
    return tuple(_unpack(one) for one in packed)


def has_actions(body: Body | None, request_id: int) -> bool:
    """Say whether a plan was drawn up for a request, be it an empty one."""
    return str(request_id) in (body or {}).get("requests", {})


def _pack(action: Action) -> list[Any]:
    kept = [
        [one.name, one.article, one.provision, one.until_on and one.until_on.isoformat()]
        for one in action.kept
    ]
    return [
        action.right, action.system, action.collection, action.purpose, action.treatment,
        action.article, action.records, list(action.fields), kept, action.by_person,
        list(action.keys),
    ]  # fmt: skip


def _unpack(packed: Sequence[Any]) -> Action:
    right, system, collection, purpose, treatment, article, records, fields, kept, *rest = packed
    by_person, keys = rest
    return Action(
        right=AskedRight(right),
        system=system,
        collection=collection,
        purpose=purpose,
        treatment=Treatment(treatment),
        article=article,
        records=records,
        fields=tuple(fields),
        kept=tuple(
            Kept(name, of, provision, date.fromisoformat(until) if until else None)
            for name, of, provision, until in kept
        ),
        by_person=by_person,
        keys=tuple(keys),
    )
