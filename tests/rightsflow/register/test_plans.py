"""Plans as they are stored: each request its own actions, and what an objection would bring."""

from datetime import date
from typing import Any

from rightsflow.law.action import Action, Kept
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight
from rightsflow.register.plans import (
    actions_in,
    has_actions,
    prospects_in,
    with_actions,
    with_prospects,
)

KEPT = Kept("accounting", "17(3)(b)", "art. 74", date(2031, 12, 31))
REVIEW = Action(
    AskedRight.objection, "crm", "contacts", "relations", Treatment.review, "21(1)", 1,
    keys=("contacts:1",),
)  # fmt: skip
BLANK = Action(
    AskedRight.objection, "crm", "contacts", "relations", Treatment.blank, "17(1)(c)", 1,
    fields=("phone",), kept=(KEPT, Kept("placement", "6(1)(b)", "", None)), by_person=True,
    keys=("contacts:1",),
)  # fmt: skip
BODY: dict[str, Any] = {"send_to": None, "gather": {}}


def test_what_is_stored_comes_back_as_it_was() -> None:
    """Actions with their reasons and ends, and no request has those of another."""
    body = with_actions(BODY, {7: [REVIEW], 8: []})

    assert actions_in(body, 7) == (REVIEW,)
    assert (has_actions(body, 8), has_actions(body, 9)) == (True, False)
    assert actions_in(with_prospects(body, {7: [BLANK]}, [7]), 7) == (REVIEW,)


def test_prospects_stand_until_their_request_is_planned_anew() -> None:
    """Whatever happens to another request; nothing empty is left behind."""
    weighed = with_prospects(with_actions(BODY, {7: [REVIEW]}), {7: [BLANK]}, [7])
    beside = with_prospects(with_actions(weighed, {8: []}), {}, [8])
    decided = with_prospects(with_actions(beside, {7: [BLANK]}), {}, [7])

    assert prospects_in(beside, 7) == (BLANK,)
    assert prospects_in(decided, 7) == ()
    assert "if_upheld" not in decided
    assert prospects_in(None, 7) == ()
