"""The text of letters and documents, read in a confined process, to be searched for a person.

Used by connectors; what is shown to a person is always the letter or document itself.
"""

from rightsflow.texts.model import Letter, Reading, State
from rightsflow.texts.reader import SUFFIXES, TextReader

__all__ = ["SUFFIXES", "Letter", "Reading", "State", "TextReader"]
