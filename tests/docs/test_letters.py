"""The page about letters explains why one was held back."""

import inspect
import re

from rightsflow.letters import audit
from rightsflow.letters.truth import _RULES, _TABLE
from tests.docs.pages import section, text_of


def test_every_reason_to_hold_a_letter_back_is_explained() -> None:
    """Whoever reads a code in a hold finds it, and none that is a thing of the past."""
    spoken = set(re.findall(r'(?:yield |else \[)"(\w+)"', inspect.getsource(audit)))
    known = spoken | {*_TABLE, *(rule.code for rule in _RULES)}
    told = section(text_of("reference/letters.md"), "Why a letter was held back")
    explained = [entry.partition(":")[0] for entry in told.split("\n- ")[1:]]

    assert len(spoken) > 10
    assert {code for line in explained for code in re.findall(r"`(\w+)`", line)} == known
