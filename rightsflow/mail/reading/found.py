"""What was found of rights in a letter: what is asked for, and what is only named."""

import re
from dataclasses import dataclass, field, replace
from typing import Final, Self, TypeAlias

from rightsflow.law.right import Right
from rightsflow.mail.reading.model import Evidence

Hit: TypeAlias = tuple[Right, re.Match[str], str]
"""A right, the place of its words in the folded sentence, and the list in which they stand."""

WEIGHED: Final = "/weighed"
"""How the rule ends of what no phrase told, but the weight of all words."""

_NOT_PLAIN: Final = ("/weak", "/describes", "/items", "/article", WEIGHED)
"""How rules end whose words alone do not say what is asked."""


@dataclass(slots=True)
class Found:
    """What was found: evidence of what is asked, and what is named without being asked.

    `marketing` says that an objection or a withdrawal of consent concerns direct marketing.
    `disputed` are rights of which phrases and the weight of words say different things; `is_heard`
    says that the words may ask for something, whatever the phrases say. `ruled_out` are rights
    whose words were found and only explain another.
    """

    evidence: list[Evidence] = field(default_factory=list)
    mentioned: set[Right] = field(default_factory=set)
    disputed: set[Right] = field(default_factory=set)
    ruled_out: set[Right] = field(default_factory=set)
    is_heard: bool = False
    marketing: bool = False

    @property
    def rights(self) -> tuple[Right, ...]:
        """Return the rights asked for, in the order of the articles."""
        asked = {item.right for item in self.evidence}
        return tuple(right for right in Right if right in asked)

    def copy(self) -> Self:
        """Return it anew: what is changed in one is not changed in the other."""
        return replace(
            self, evidence=list(self.evidence), mentioned=set(self.mentioned),
            disputed=set(self.disputed), ruled_out=set(self.ruled_out),
        )  # fmt: skip

    def only_plain(self) -> Self:
        """Return it without what counts by its place in a list, or where nothing else is asked."""
        kept = [item for item in self.evidence if not item.rule.endswith(_NOT_PLAIN)]
        return replace(self, evidence=kept)
