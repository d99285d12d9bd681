"""When a request may be refused, and what a refusal must show. A table for a lawyer to read.

Sources: Article 12(4) and 12(5) GDPR; C-416/23 (number alone never makes requests excessive),
C-526/24 (abuse: an objective and a subjective element, both shown), C-307/22 (no reasons may be
demanded); EDPB Guidelines 01/2022 paragraphs 166, 175 to 193.

What is not in the table cannot be chosen: that no reasons were given, the tone, what the copy is
wanted for, the effort, the wrong mailbox, a missing form.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.right import Right


class TextKind(StrEnum):
    """What a person writes in their own words; it is sealed, and never goes through Prefect."""

    reason = "reason"
    evidence = "evidence"
    objective = "objective"
    subjective = "subjective"
    why_not_a_fee = "why_not_a_fee"
    answer = "answer"
    more_time = "more_time"
    correction = "correction"
    review = "review"
    black_out = "black_out"


class RefusalGround(StrEnum):
    """The grounds on which a request may be refused, wholly or in part."""

    manifestly_unfounded = "manifestly_unfounded"
    excessive = "excessive"
    others_rights = "others_rights"
    accurate = "accurate"
    expression = "expression"
    legal_obligation = "legal_obligation"
    public_health = "public_health"
    archiving = "archiving"
    legal_claims = "legal_claims"
    no_condition = "no_condition"
    not_covered = "not_covered"
    compelling_grounds = "compelling_grounds"
    not_solely_automated = "not_solely_automated"
    automated_permitted = "automated_permitted"


@dataclass(frozen=True, slots=True)
class Row:
    """A ground, the right it can be held against, its provision, and what has to be written.

    `texts` go into the letter, in the language of the letter; the evidence, which every refusal
    wants beside them, stays with the case. `partly`: the ground limits the answer and never
    refuses the whole of it (recital 63).
    """

    right: Right
    ground: RefusalGround
    article: str
    texts: tuple[TextKind, ...] = (TextKind.reason,)
    partly: bool = False


_BOTH_ELEMENTS = (TextKind.objective, TextKind.subjective, TextKind.why_not_a_fee)
_UNFOUNDED = (TextKind.reason, TextKind.why_not_a_fee)

TABLE: tuple[Row, ...] = (
    Row(Right.access, RefusalGround.others_rights, "15(4)", partly=True),
    Row(Right.access, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.access, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
    Row(Right.rectification, RefusalGround.accurate, "16"),
    Row(Right.rectification, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.rectification, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
    Row(Right.erasure, RefusalGround.no_condition, "17(1)"),
    Row(Right.erasure, RefusalGround.expression, "17(3)(a)"),
    Row(Right.erasure, RefusalGround.legal_obligation, "17(3)(b)"),
    Row(Right.erasure, RefusalGround.public_health, "17(3)(c)"),
    Row(Right.erasure, RefusalGround.archiving, "17(3)(d)"),
    Row(Right.erasure, RefusalGround.legal_claims, "17(3)(e)"),
    Row(Right.erasure, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.erasure, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
    Row(Right.restriction, RefusalGround.no_condition, "18(1)"),
    Row(Right.restriction, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.restriction, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
    Row(Right.portability, RefusalGround.not_covered, "20(1)"),
    Row(Right.portability, RefusalGround.others_rights, "20(4)", partly=True),
    Row(Right.portability, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.portability, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
    Row(Right.objection, RefusalGround.compelling_grounds, "21(1)"),
    Row(Right.objection, RefusalGround.legal_claims, "21(1)"),
    Row(Right.objection, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.objection, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
    Row(Right.automated_decision, RefusalGround.not_solely_automated, "22(1)"),
    Row(Right.automated_decision, RefusalGround.automated_permitted, "22(2)"),
    Row(Right.automated_decision, RefusalGround.excessive, "12(5)(b)", _BOTH_ELEMENTS),
    Row(Right.automated_decision, RefusalGround.manifestly_unfounded, "12(5)(b)", _UNFOUNDED),
)
"""One row for each right and ground.

Consent withdrawal has no row, for there is no ground (Article 7(3)); the rows of objection never
hold for direct marketing (Article 21(2) and (3)).
"""

FEE_INSTEAD: frozenset[RefusalGround] = frozenset(
    {RefusalGround.excessive, RefusalGround.manifestly_unfounded}
)
"""Grounds for which a fee may be asked instead (Article 12(5)(a)), with the same evidence."""


def row_for(right: Right, ground: RefusalGround, *, marketing: bool = False) -> Row | None:
    """Return the row of a ground for a right, or None if it is no ground for it.

    `marketing`: the objection is to direct marketing, which nothing outweighs.
    """
    if marketing and right is Right.objection:
        return None
    return next((row for row in TABLE if (row.right, row.ground) == (right, ground)), None)


def rows_for(right: Right, *, marketing: bool = False) -> tuple[Row, ...]:
    """Return the rows that can be held against a right, in the order of the table."""
    if marketing and right is Right.objection:
        return ()
    return tuple(row for row in TABLE if row.right is right)


def rows_for_rest(right: Right) -> tuple[Row, ...]:
    """Return the rows on which a rest that was found after an erasure may stay.

    They speak of the data (Article 17(1) and (3)); what speaks of the request does not do, for the
    request was granted. No other right has any: what was stopped or corrected has to be so.
    """
    if right is not Right.erasure:
        return ()
    return tuple(row for row in rows_for(right) if row.ground not in FEE_INSTEAD)


def grounds_for(right: Right, *, marketing: bool = False) -> tuple[RefusalGround, ...]:
    """Return the grounds that can be chosen for a right, in the order of the table."""
    return tuple(row.ground for row in rows_for(right, marketing=marketing))


def missing_texts(row: Row, given: Collection[TextKind]) -> tuple[TextKind, ...]:
    """Return what still has to be written before the ground can be relied on."""
    return tuple(kind for kind in (*row.texts, TextKind.evidence) if kind not in given)
