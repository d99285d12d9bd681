"""Every letter to a recipient, told everything that it can tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rightsflow.law.notice import NoticeDeed, RecipientRole
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.letters.example_case import EXAMPLE_CONTROLLER
from rightsflow.letters.recipients.contexts import (
    Correction,
    NoticeReminder,
    RecipientContext,
    RecipientLetter,
    RecipientNotice,
)

_ROLES = {
    RecipientLetter.processor_notice: RecipientRole.processor,
    RecipientLetter.controller_notice: RecipientRole.controller,
}


@pytest.fixture(scope="session")
def notice_of() -> Callable[..., RecipientContext]:
    """Give a maker of what a letter is told, complete and true; other values by name."""

    def make(
        letter: RecipientLetter,
        deed: NoticeDeed = NoticeDeed.erase,
        **changes: Any,  # noqa: ANN401 - any field
    ) -> RecipientContext:
        if letter is RecipientLetter.notice_reminder:
            return replace(replace(_REMINDER, deed=deed), **changes)
        rectified = deed is NoticeDeed.rectify
        one = replace(
            _NOTICE,
            role=_ROLES[letter],
            deed=deed,
            what=() if rectified else _NOTICE.what,
            corrections=_CORRECTIONS if rectified else (),
        )
        return replace(one, **changes)

    return make


_CORRECTIONS = (Correction("Surname", "Nowik", "Nowak"), Correction("Flat", "", "7 & 8"))
_NOTICE = RecipientNotice(
    controller=EXAMPLE_CONTROLLER,
    case_number="RF-2026-000012",
    recipient="Budowa <Sowa> sp. z o.o.",
    role=RecipientRole.processor,
    deed=NoticeDeed.erase,
    done_on=date(2026, 1, 12),
    answer_by_on=date(2026, 1, 26),
    today_on=date(2026, 1, 13),
    has=("Documents and description",),
    what=("Curriculum vitae", "E-mail address"),
    identifiers=(
        Identifier(IdentifierKind.name, "Zofia Nowik"),
        Identifier(IdentifierKind.email, "zofia@example.org"),
    ),
)
_REMINDER = NoticeReminder(
    controller=EXAMPLE_CONTROLLER,
    case_number="RF-2026-000012",
    recipient="Budowa <Sowa> sp. z o.o.",
    role=RecipientRole.processor,
    deed=NoticeDeed.erase,
    sent_on=date(2026, 1, 13),
    answer_by_on=date(2026, 1, 26),
    today_on=date(2026, 1, 20),
)
