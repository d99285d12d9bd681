"""Pictures for the documentation, taken of the pages that a test looks at.

RIGHTSFLOW_TEST_PICTURES=docs/pictures make test ARGS=tests/acceptance/test_pages.py
"""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import FloatRect, Locator, Page

from rightsflow.board import Board, BoardCase, markdown
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome, Right
from tests.acceptance.served import Served

FOLDER: Final = os.environ.get("RIGHTSFLOW_TEST_PICTURES")
_MARGIN, _WIDE = 12, 1200
_TODAY: Final = date(2026, 11, 27)
_OPEN: Final = (
    (2, (Right.erasure,), (HoldKind.right_by_person,)),
    (3, (Right.access,), (HoldKind.plan_approval,)),
    (6, (Right.access, Right.portability), (HoldKind.identity_reply,)),
    (12, (Right.rectification,), (HoldKind.right_by_person,)),
    (20, (Right.access,), ()),
    (24, (Right.objection,), (HoldKind.right_by_person,)),
    (29, (Right.access,), ()),
)
"""Days left, rights, and what waits: cases that nobody has."""

INVENTED: Final = Board(
    _TODAY,
    tuple(
        BoardCase(f"RF-2026-{number:06d}", rights, _TODAY + timedelta(days), days, holds)
        for number, (days, rights, holds) in enumerate(_OPEN, 51)
    ),
    {
        Right.access: {
            Outcome.granted: 21,
            Outcome.partly_granted: 3,
            Outcome.nothing_held: 6,
            Outcome.not_identified: 2,
        },
        Right.rectification: {Outcome.granted: 4},
        Right.erasure: {Outcome.granted: 7, Outcome.partly_granted: 2, Outcome.refused: 1},
        Right.objection: {Outcome.granted: 4},
    },
    (("2026-08", 9, 9), ("2026-09", 14, 13), ("2026-10", 16, 16), ("2026-11", 11, 11)),
)


def keep(page: Page, part: Locator, name: str, wide: int = _WIDE) -> None:
    """Keep a picture of a part of a page and a margin around it, where pictures are wanted."""
    box = part.bounding_box()
    if FOLDER and box:
        clip: FloatRect = {
            "x": box["x"] - _MARGIN,
            "y": box["y"] - _MARGIN,
            "width": min(box["width"], wide) + 2 * _MARGIN,
            "height": box["height"] + 2 * _MARGIN,
        }
        page.screenshot(path=Path(FOLDER) / name, clip=clip, animations="disabled")


def show_invented(served: Served) -> None:
    """Put a board of cases that nobody has into the pages."""
    shown = {"key": "board", "type": "markdown", "data": markdown(INVENTED)}
    served.asked_of_api("POST", "artifacts/", json=shown)
