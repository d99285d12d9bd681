"""A small kit for calm, readable pages: text, blocks of pairs, tables, one embedded font."""

from rightsflow.pdf.font import warm
from rightsflow.pdf.ink import Style
from rightsflow.pdf.paper import Paper

__all__ = ["Paper", "Style", "warm"]
