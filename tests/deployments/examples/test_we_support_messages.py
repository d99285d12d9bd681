"""The mails of the demo."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from deployments.examples.maildir import drop_into
from deployments.examples.we_support.messages import DemoMessage, Expected, demo_messages
from deployments.examples.we_support.people import PLANTED
from rightsflow.datamap.corrections import corrections_in
from rightsflow.datamap.load import load_systems
from rightsflow.law.right import Right
from rightsflow.mail.reading.model import Kind
from rightsflow.mail.reading.read import read_message
from rightsflow.settings import read_settings

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _read(message: DemoMessage) -> EmailMessage:
    return message_from_bytes(message.raw, policy=default)


def _sender(message: DemoMessage) -> str:
    (address,) = _read(message)["From"].addresses
    return str(address.addr_spec)


def test_sixteen_mails_come_to_nine_ends() -> None:
    """Each kind of end is shown, an answered request most often."""
    assert Counter(message.expected for message in demo_messages(NOW)) == {
        Expected.copy_sent: 4,
        Expected.restricted: 1,
        Expected.exported: 1,
        Expected.stopped: 2,
        Expected.approval_asked: 4,
        Expected.nothing_held: 1,
        Expected.identity_asked: 1,
        Expected.person_reads: 1,
        Expected.no_request: 1,
    }


def test_there_is_a_mail_for_each_right() -> None:
    """All that the policy promises is asked for, and understood as it was meant."""
    readings = [read_message(message.raw) for message in demo_messages(NOW)]
    assert {right for reading in readings for right in reading.rights} == set(Right)


def test_each_mail_is_read_as_what_it_is() -> None:
    """One right at most in each but one, and the offer asks for nothing."""
    read = {message.name: read_message(message.raw) for message in demo_messages(NOW)}
    several = {name: one.rights for name, one in read.items() if len(one.rights) > 1}
    assert several == {"no points, in English": (Right.objection, Right.automated_decision)}
    assert read["offer of office plants"].kind is Kind.not_a_request
    assert read["short and without an article"].rights == (Right.access,)


def test_each_approval_of_the_demo_has_an_approver_of_its_own() -> None:
    """A one-time code works once, and nobody waits for the next."""
    approvals = [message.approval for message in demo_messages(NOW) if message.approval]
    assert len({approval.approver for approval in approvals}) == len(approvals) == 3


def test_the_correction_of_the_demo_names_fields_of_the_map(instance: Path) -> None:
    """What the approver writes can be carried out, in two systems."""
    approvals = [message.approval for message in demo_messages(NOW) if message.approval]
    [text] = [one.correction for one in approvals if one.correction]
    found = corrections_in(text, load_systems(instance))
    assert set(found) == {"portal.accounts.phone", "recruitment.candidates.phone"}
    assert set(found.values()) == {"600 000 934"}


def test_equal_times_give_equal_mails() -> None:
    """Nothing in a mail is drawn by lot."""
    assert demo_messages(NOW) == demo_messages(NOW)


def test_mails_of_another_time_have_other_ids() -> None:
    """A demo that is run again brings new mails, not copies of the old ones."""
    ids = [
        _read(message)["Message-ID"]
        for now in (NOW, NOW + timedelta(minutes=1))
        for message in demo_messages(now)
    ]
    assert len(set(ids)) == 32


def test_mails_came_one_after_another_until_now() -> None:
    """Each was written before it was received, and the last one now."""
    messages = demo_messages(NOW)
    times = [message.received_at for message in messages]
    assert times == sorted(times)
    assert times[-1] == NOW
    assert all(_read(m)["Date"].datetime < m.received_at for m in messages)


def test_our_server_vouches_for_all_senders_but_one(instance: Path) -> None:
    """Its Authentication-Results stand first, aligned with the single From."""
    (our_server,) = read_settings(instance).identity.authserv_ids
    for message in demo_messages(NOW):
        (results,) = _read(message).get_all("Authentication-Results", [])
        assert results.startswith(f"{our_server};")
        domain = _sender(message).partition("@")[2]
        vouched = "dmarc=pass" in results and f"header.from={domain}" in results
        assert vouched == (message.expected is not Expected.identity_asked)


@pytest.mark.parametrize("message", demo_messages(NOW), ids=lambda message: message.name)
def test_who_is_to_get_an_answer_is_on_file(message: DemoMessage) -> None:
    """Only the stranger, the offer and the authority have addresses that are nobody's here."""
    unknown = {Expected.nothing_held, Expected.no_request, Expected.person_reads}
    on_file = _sender(message) in {person.email for person in PLANTED.values()}
    assert on_file == (message.expected not in unknown)


def test_mails_can_be_read_as_they_were_written() -> None:
    """Letters beyond ASCII survive their charset, in header and body."""
    texts = {message.name: _read(message) for message in demo_messages(NOW)}
    short = texts["short and without an article"]
    assert short.get_content_charset() == "iso-8859-2"
    assert "Bartek Ćwikła" in short.get_content()
    english = texts["candidate, in English"]
    plain = english.get_body(("plain",))
    rich = english.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert "Nguyễn Minh Anh" in plain.get_content()
    assert "Nguyễn Minh Anh" in rich.get_content()


def test_mails_are_on_the_line_as_smtp_wants_them() -> None:
    """Lines end with CR LF, are short, and all of the header is ASCII."""
    for message in demo_messages(NOW):
        assert message.raw.count(b"\n") == message.raw.count(b"\r\n")
        assert max(len(line) for line in message.raw.split(b"\r\n")) <= 998
        assert message.raw.partition(b"\r\n\r\n")[0].isascii()


def test_mails_are_delivered_whole_under_their_time_of_receipt(tmp_path: Path) -> None:
    """Readers take the time of receipt from the file's name, or from its date."""
    messages = demo_messages(NOW)
    files = drop_into(tmp_path / "inbox", messages)
    assert [file.read_bytes() for file in files] == [message.raw for message in messages]
    assert {file.parent.name for file in files} == {"new"}
    assert not list((tmp_path / "inbox" / "tmp").iterdir())
    for file, message in zip(files, messages, strict=True):
        seconds = int(message.received_at.timestamp())
        assert file.name.startswith(f"{seconds}.")
        assert int(file.stat().st_mtime) == seconds
        assert file.stat().st_mode & 0o777 == 0o600


def test_mails_may_be_delivered_twice(tmp_path: Path) -> None:
    """A second delivery adds files and overwrites none."""
    messages = demo_messages(NOW)
    files = drop_into(tmp_path, messages) + drop_into(tmp_path, messages)
    assert len(set(files)) == 32
    assert all(file.exists() for file in files)
