"""The intake is killed between any two steps: no letter is lost, none is taken in twice.

The mailbox lies on a real Dovecot, letters leave through a real mail server, and every death is
a SIGKILL. In a campaign (`make campaign`) mails and deaths are many.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import CAMPAIGN
from tests.acceptance.mail_campaign import MailOffice, marks, open_mail_office, request, suffer
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink, SmtpServer

MAILS, KILLS = (500, 200) if CAMPAIGN else (60, 15)
UNBRAKED = {"processes": 1, "automatic_letters_per_hour": 1_000_000}
POISON = "the words that end the process which reads them"


@pytest.fixture
def mail_office(
    tmp_path: Path, dovecot: Dovecot, plain_server: SmtpServer, sink: Sink
) -> Iterator[MailOffice]:
    """Give an office with an empty mailbox."""
    with open_mail_office(tmp_path, dovecot, plain_server, sink, pace=UNBRAKED) as opened:
        yield opened


def test_killed_between_any_two_steps_no_mail_is_lost_or_taken_in_twice(
    mail_office: MailOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    """Redeliveries and reused Message-IDs too: one case and one acknowledgement for each letter.

    An acknowledgement may leave once more for each death, because SMTP knows no better.
    """
    seed = random.SystemRandom().randrange(2**32) if CAMPAIGN else 22
    figures = suffer(mail_office, random.Random(seed), MAILS, KILLS)  # noqa: S311 - moments
    with capsys.disabled():
        print(f"\n{figures}; seed {seed}")  # noqa: T201 - what a campaign is run for
    assert (figures.mails, figures.kills) == (MAILS, KILLS)


def test_a_message_that_kills_its_reader_three_times_goes_to_a_person(
    mail_office: MailOffice,
) -> None:
    """Its clock runs in a case of its own, and the messages behind it are taken in."""
    bad = request(2)
    bad.set_content(POISON)
    mail_office.deliver(request(1), bad, request(3))
    assert [mail_office.go(poison=POISON) for _ in range(4)] == [True, True, True, False]
    assert marks(mail_office.folder("Processed")) == ["1", "3"]
    assert marks(mail_office.folder("Quarantine")) == ["2"]
    (row,) = [one for one in mail_office.look().messages if one["kind"] == "unreadable"]
    (case,) = [
        one.found
        for one in mail_office.look().cases.values()
        if one.found.case.id == row["case_id"]
    ]
    assert [one["kind"] for one in case.holds] == ["read_message"]
    assert case.case.received_at == row["received_at"]
    assert case.case.due_on > row["received_at"].date()
    assert sorted(one["To"] for one in mail_office.letters) == [
        "osoba1@example.net", "osoba3@example.net",
    ]  # fmt: skip
