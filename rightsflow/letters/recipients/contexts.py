"""What a letter to a recipient is told: values only, so that the same values give the same letter.

Fields without a representation hold personal data.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from rightsflow.law.notice import NoticeDeed, RecipientRole
from rightsflow.law.subject import Identifier
from rightsflow.settings import Controller


class RecipientLetter(StrEnum):
    """A kind of letter to a recipient; each is a folder of templates in every language."""

    processor_notice = "processor_notice"
    controller_notice = "controller_notice"
    notice_reminder = "notice_reminder"


@dataclass(frozen=True, slots=True)
class Correction:
    """A field that was corrected: its title, and both values; an empty one: there was none."""

    title: str
    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientNotice:
    """What was done, to which data of whom, and what is expected (Article 19 GDPR).

    `has` says what the recipient received. `what` are titles of categories or fields, and
    `corrections` replace them where data was corrected. `identifiers` name the person as the
    recipient knows them already. Nothing here tells why.
    """

    controller: Controller
    case_number: str
    recipient: str
    role: RecipientRole
    deed: NoticeDeed
    done_on: date
    answer_by_on: date
    today_on: date
    has: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    identifiers: tuple[Identifier, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReminder:
    """A notice was not answered yet; it names nobody, the notice itself is in the thread."""

    controller: Controller
    case_number: str
    recipient: str
    role: RecipientRole
    deed: NoticeDeed
    sent_on: date
    answer_by_on: date
    today_on: date


RecipientContext: TypeAlias = RecipientNotice | NoticeReminder

_NOTICES: dict[RecipientRole, RecipientLetter] = {
    RecipientRole.processor: RecipientLetter.processor_notice,
    RecipientRole.controller: RecipientLetter.controller_notice,
}


def letter_of(context: RecipientContext) -> RecipientLetter:
    """Return which letter is made from what it is told."""
    if isinstance(context, NoticeReminder):
        return RecipientLetter.notice_reminder
    return _NOTICES[context.role]
