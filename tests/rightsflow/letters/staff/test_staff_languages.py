"""A language of staff mails is a folder: the same files and the same words, every code named."""

from enum import StrEnum
from pathlib import Path

import pytest
import yaml

from rightsflow.law import identity as identity_law
from rightsflow.law import reception
from rightsflow.law.decision import Decision
from rightsflow.law.duty import Duty
from rightsflow.law.extension import Criterion
from rightsflow.law.ground import Treatment
from rightsflow.law.hold import HoldKind, Silence
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Ground, Outcome, Right
from rightsflow.law.subject import IdentifierKind
from rightsflow.law.suppression import SuppressionList
from rightsflow.law.task import TaskDeed, TaskWord
from rightsflow.letters.choose import Letter
from rightsflow.letters.recipients.contexts import RecipientLetter
from rightsflow.letters.staff import render as rendering
from rightsflow.letters.staff.contexts import StaffMail, Trouble
from rightsflow.letters.staff.day import Asked
from rightsflow.letters.staff.facts import Follows
from rightsflow.letters.staff.render import staff_languages, staff_words
from rightsflow.mail.reading.model import PersonReason
from tasks import noticewatch
from tasks.gather_by_mail import FOUND_BY_COLLEAGUE
from tasks.likeness import LIKE_OURS, LOOK_ALIKE
from tasks.manual_tasks import NO_ADDRESS, NOT_ANSWERED
from tasks.receive import PERHAPS
from tasks.send import TOO_LATE
from tasks.task_answers import ANSWERED_ALREADY, EMPTY, NO_REASON, QUOTED, UNREADABLE

TEMPLATES = Path(rendering.__file__).with_name("templates")
EACH = pytest.mark.parametrize("language", sorted(staff_languages()))

FOR_PERSON = {
    reception.Reception.new_case_for_person,
    reception.Reception.joins_for_person,
    reception.Reception.denial,
    reception.Reception.letter_bounced,
    reception.Reception.task_for_person,
    # Where these cannot be carried out, a person reads the message.
    reception.Reception.fee_accepted,
    reception.Reception.withdrawn,
    reception.Reception.recipient_for_person,
}
OF_TASKS = {
    FOUND_BY_COLLEAGUE, LIKE_OURS, LOOK_ALIKE, PERHAPS,
    noticewatch.NOT_ANSWERED, noticewatch.NOT_SENT, *SuppressionList,
    TOO_LATE, NO_ADDRESS, NOT_ANSWERED, EMPTY, NO_REASON, UNREADABLE, ANSWERED_ALREADY, QUOTED,
}  # fmt: skip
CODES: dict[str, type[StrEnum]] = {
    "questions": HoldKind,
    "hold_names": HoldKind,
    "silence": Silence,
    "criteria": Criterion,
    "decisions": Decision,
    "effects": Decision,
    "texts": TextKind,
    "headings": TextKind,
    "text_help": TextKind,
    "refusal_grounds": RefusalGround,
    "rights": Right,
    "outcomes": Outcome,
    "identifiers": IdentifierKind,
    "treatments": Treatment,
    "approvals": Right,
    "bases": Ground,
    "duties": Duty,
    "follows": Follows,
    "asked": Asked,
    "task_deeds": TaskDeed,
    "task_questions": TaskDeed,
    "task_sentences": TaskDeed,
    "task_below": TaskDeed,
    "task_words": TaskWord,
    "task_word_help": TaskWord,
    "troubles": Trouble,
    "troubles_mean": Trouble,
    "troubles_remedy": Trouble,
}


def own_words(language: str) -> dict[str, dict[str, object]]:
    """Return the words of a language's own file."""
    text = (TEMPLATES / language / "words.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, object]] = yaml.safe_load(text)
    return words


@EACH
def test_a_language_names_every_code(language: str) -> None:
    """A new kind of hold or decision without words is noticed here and not in a mailbox."""
    words = own_words(language)
    for group, codes in CODES.items():
        assert set(words[group]) == set(codes), group
    assert set(words["letters"]) == {*Letter, *RecipientLetter, *StaffMail}


@EACH
def test_a_language_says_why_a_person_is_asked(language: str) -> None:
    """Every reason of the reader, every row of a table that asks a person, those of the steps."""
    person = identity_law.Verdict.person
    rules = {rule for rule, _, verdict in identity_law._TABLE if verdict is person}
    rules |= {rule for rule, _, result in reception._TABLE if result in FOR_PERSON}
    assert set(own_words(language)["reasons"]) == {*PersonReason, *rules, *OF_TASKS}


@EACH
def test_a_language_has_the_same_files_and_words_as_english(language: str) -> None:
    """A folder is complete, or its mails would break on the day they are needed."""
    files = [
        {file.relative_to(TEMPLATES / one) for file in (TEMPLATES / one).rglob("*.*")}
        for one in ("en", language)
    ]
    assert files[0] == files[1]
    assert {mail for mail in StaffMail if (TEMPLATES / language / mail).is_dir()} == set(StaffMail)
    english, other = own_words("en"), own_words(language)
    assert {group: set(english[group]) for group in english} == {
        group: set(other[group]) for group in other
    }


@EACH
def test_plural_forms_reach_every_number(language: str) -> None:
    """The last form fits what no other fits; only the number of approvers is never large."""
    words = staff_words(language)
    for thing in own_words(language)["counts"]:
        for number in range(2 if thing == "approvers" else 130):
            assert words.count(thing, number)


def test_polish_mails_are_the_same_for_everybody() -> None:
    """No form of a verb says whether a man or a woman is written to."""
    for file in (TEMPLATES / "pl").rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert not any(form in text for form in ("łaś", "łeś", "łaby", "łby", "(a)")), file.name
