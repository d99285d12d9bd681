"""The invented colleagues of the demo answer as real ones would."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from deployments.examples.we_support.colleagues import COLLEAGUES, replies_to
from deployments.examples.we_support.people import PLANTED
from rightsflow.datamap.load import load_systems
from rightsflow.law.task import TaskWord
from rightsflow.mail.reading.read import read_message
from tasks.task_answers import task_word_of

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def sent(to: str, about: str) -> bytes:
    """Return a letter of ours that names an address."""
    mail = EmailMessage(policy=SMTP)
    mail["To"] = to
    mail["Subject"] = "Zadanie"
    mail["Message-ID"] = f"<{to}>"
    mail.set_content(f"O kogo chodzi: {about}\n")
    return mail.as_bytes()


def test_each_system_of_people_has_its_colleague(instance: Path) -> None:
    """Whoever answers for it in the map is played by the demo."""
    systems = load_systems(instance).values()
    assert {of.answers_for for of in systems if of.connector == "people"} == set(COLLEAGUES)


@pytest.mark.parametrize("colleague", COLLEAGUES)
@pytest.mark.parametrize(
    ("story", "word"), [("everywhere", TaskWord.done), ("contact", TaskWord.nothing_here)]
)
def test_an_answer_is_clear_and_goes_back_to_its_task(
    colleague: str, story: str, word: TaskWord
) -> None:
    """Something is found about the person who is everywhere, about nobody else."""
    [reply] = replies_to([sent(colleague, PLANTED[story].email)], NOW)
    reading = read_message(reply.raw)
    assert task_word_of(reading) is word
    mail = message_from_bytes(reply.raw, policy=default)
    assert mail["In-Reply-To"] == f"<{colleague}>"
    assert mail["From"].addresses[0].addr_spec == colleague


def test_letters_to_anybody_else_are_left_alone() -> None:
    """Neither the person nor an approver is answered for."""
    others = ("officer@wspieramy.example.com", PLANTED["everywhere"].email)
    assert not list(replies_to([sent(one, "") for one in others], NOW))
