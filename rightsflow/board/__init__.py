"""The board: how the open cases stand, as pictures to look at and tables to look up."""

from rightsflow.board.model import Board, BoardCase
from rightsflow.board.page import markdown
from rightsflow.board.pictures import days_left, on_time, outcomes
from rightsflow.board.plan import BoardPlan, PlanRow, plan_markdown
from rightsflow.board.receipts import STEPS, ReceiptRow, receipts_markdown

__all__ = [
    "STEPS",
    "Board",
    "BoardCase",
    "BoardPlan",
    "PlanRow",
    "ReceiptRow",
    "days_left",
    "markdown",
    "on_time",
    "outcomes",
    "plan_markdown",
    "receipts_markdown",
]
