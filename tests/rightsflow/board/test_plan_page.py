"""The page of a plan: one table for each right, in words and numbers."""

from datetime import date

from rightsflow.board import BoardPlan, PlanRow, plan_markdown

ERASED = PlanRow("crm", "erased", 3, "17(1)(b)", "approval")
CLEARED = PlanRow(
    "crm", "fields cleared", 1, "17(1)(a)", "approval",
    kept_until_on=(date(2031, 12, 31), date(2029, 6, 1), date(2031, 12, 31)), kept_longer=True,
)  # fmt: skip
BY_HAND = PlanRow("folder", "erased", 2, "17(1)(b)", "approval", by_hand=True)


def page(*plans: BoardPlan) -> str:
    """Return the page of an invented case."""
    return plan_markdown("RF-2026-000012", 4, date(2026, 11, 2), plans)


def test_each_system_has_a_row_with_its_days_and_who_does_it() -> None:
    """Days once and in order; what has no last day is said, too."""
    lines = page(BoardPlan("erasure", (ERASED, CLEARED, BY_HAND))).splitlines()

    assert lines[0] == "# Plan of RF-2026-000012"
    assert "| crm | erased | 3 | 17(1)(b) | - | approval | - |" in lines
    assert (
        "| crm | fields cleared | 1 | 17(1)(a) | 2029-06-01, 2031-12-31, its purpose ends | "
        "approval | - |"
    ) in lines
    assert "| folder | erased | 2 | 17(1)(b) | - | approval | yes |" in lines
    assert lines[-1].startswith("Version 4, drawn up on 2026-11-02.")


def test_rights_and_what_an_objection_brings_have_headings_of_their_own() -> None:
    """So that what is weighed is not taken for what is done."""
    shown = page(
        BoardPlan("marketing_objection", ()), BoardPlan("objection", (ERASED,), (CLEARED,))
    )

    assert "## Marketing objection\n\nNothing happens in any system." in shown
    assert shown.index("## Objection") < shown.index("### If the objection is upheld")
