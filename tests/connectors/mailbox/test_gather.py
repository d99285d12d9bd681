"""What is told of a message: the person, others and us kept apart; the letter itself whole."""

import tracemalloc

import pytest

from rightsflow.conformance.asking import wanted_of
from rightsflow.connector import Incomplete
from rightsflow.imap import Session
from tests.connectors.mailbox.asking import ANN, email, found_by, subject, told_of
from tests.connectors.mailbox.staging import OURS, Box, letter

pytestmark = pytest.mark.real("dovecot")

MANY, MOST_BYTES = 400, 4 * 2**20
LARGE = 3 * 2**20


async def test_third_persons_are_kept_apart(box: Box) -> None:
    """Ann, us and Bob each have a field; the map says that Bob's is a third person's."""
    raw = letter(
        "Office <office@example.org>", f"Ann <{ANN}>", fields=["Cc: Bob <bob@example.net>"],
        subject="=?utf-8?q?Oferta_pracy_w_=C5=81odzi?=", text="Dzień dobry",
    )  # fmt: skip
    box.put(raw, folder="Sent")
    async with box.connector() as connector:
        (one,) = await told_of(connector, await found_by(connector))
        fields = connector.system.collections["messages"].fields

    assert dict(one.values) == {
        "folder": "Sent",
        "received_at": one.values["received_at"],
        "sent_at": "Mon, 02 Mar 2026 09:30:00 +0000",
        "direction": "sent",
        "person": f"to: Ann <{ANN}>",
        "ours": "from: Office <office@example.org>",
        "others": "cc: Bob <bob@example.net>",
        "subject": "Oferta pracy w Łodzi",
        "text": "Dzień dobry",
        "not_read": None,
        "mark": None,
    }
    assert fields["others"].third_party
    assert {name for name in fields if fields[name].may_name_others} == {"subject", "text"}
    assert connector.system.collections["messages"].document_may_name_others


async def test_who_was_only_named_leaves_every_correspondent_a_third_person(box: Box) -> None:
    """Bob's letter about Ann is Bob's."""
    box.put(letter("bob@example.net", text=f"Ask {ANN}"))
    async with box.connector() as connector:
        (one,) = await told_of(connector, await found_by(connector))

    assert (one.values["person"], one.values["others"]) == (None, "from:  <bob@example.net>")


async def test_two_people_in_one_letter_are_two_records(box: Box) -> None:
    """Each is told apart from the other, who is a third person."""
    box.put(letter(ANN, "bob@example.net"))
    async with box.connector() as connector:
        bob = subject(email("bob@example.net"), case_number="case2")
        found = await found_by(connector, subject(), bob)
        told = {one.case_number: one for one in await told_of(connector, found)}

    assert told["case1"].values["others"] == "to:  <bob@example.net>"
    assert told["case2"].values["others"] == f"from:  <{ANN}>"
    assert told["case1"].record != told["case2"].record


async def test_both_addresses_of_a_person_are_the_person(box: Box) -> None:
    """Who writes from home and copies the office is no third person to herself."""
    box.put(letter(ANN, OURS, fields=["Cc: ann@example.net"]))
    async with box.connector() as connector:
        both = subject(email(ANN), email("ann@example.net"))
        told = await told_of(connector, await found_by(connector, both))

    assert [one.values["others"] for one in told] == [None, None]
    assert len({one.record for one in told}) == 2


async def test_the_letter_itself_comes_byte_for_byte(box: Box) -> None:
    """In pieces of 64 KiB, and its text as well, however large it is."""
    small, large = letter(ANN), letter(ANN, text="long line\n" * (LARGE // 10))
    box.put(small, large)
    async with box.connector() as connector:
        told = await told_of(connector, await found_by(connector))
        documents = []
        for one in told:
            assert one.document is not None
            documents.append([piece async for piece in one.document.content()])

    assert [b"".join(pieces) for pieces in documents] == [small, large]
    assert max(map(len, documents[1])) == 64 * 2**10
    assert [one.values["not_read"] for one in told] == [None, "text_too_long"]


async def test_a_letter_beyond_the_limits_is_told_without_its_text(box: Box) -> None:
    """Why the text is missing is a field; the letter itself is there."""
    box.put(letter(ANN, fields=["X: y"] * 1_500))
    async with box.connector() as connector:
        (one,) = await told_of(connector, await found_by(connector))

    assert (one.values["text"], one.values["not_read"]) == (None, "header_too_large")
    assert one.document is not None


async def test_html_is_told_as_text(box: Box) -> None:
    """As its reader saw it."""
    raw = letter(ANN, text="<p>Hello <b>you</b><script>x</script>")
    box.put(raw.replace(b"text/plain", b"text/html"))
    async with box.connector() as connector:
        (one,) = await told_of(connector, await found_by(connector))

    assert one.values["text"] == "Hello you"


async def test_a_folder_made_anew_is_another_folder(box: Box) -> None:
    """With its UIDVALIDITY every number in it means another message (RFC 9051 2.3.1.1)."""
    box.put(letter(ANN), folder="Old")
    async with box.connector() as connector:
        found = await found_by(connector)
    with box.client() as imap:
        imap.delete("Old")
    box.put(letter("bob@example.net"), folder="Old")
    async with box.connector() as connector:
        with pytest.raises(Incomplete) as caught:
            await told_of(connector, found)

    assert caught.value.case_numbers == {"case1"}


async def test_many_letters_take_bounded_memory(box: Box) -> None:
    """400 letters of 20 kB, 8 MB together, headers in batches, texts one after another."""
    with box.client() as imap:
        for number in range(MANY):
            imap.append("INBOX", "", "", letter(ANN, subject=str(number), text="x" * 20_000))
    count = 0
    async with box.connector(search_text=False) as connector:
        await told_of(connector, (await found_by(connector))[:1])
        tracemalloc.start()
        found = await found_by(connector)
        async for one in connector.gather(wanted_of(found)):
            count += one.values["text"] == "x" * 20_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert count == MANY
    assert peak < MOST_BYTES


@pytest.mark.parametrize("step", ["locate", "gather"])
async def test_a_letter_deleted_while_it_is_read_is_gone(
    box: Box, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """By a colleague, a moment after its header came: no candidate, and no record of the case."""
    sender = ANN if step == "gather" else "bob@example.net"
    box.put(letter(sender, text=f"{ANN} " * 10_000))
    monkeypatch.setattr(Session, "piece", lambda *_: None)  # what a server has no more
    async with box.connector() as connector:
        found = await found_by(connector)
        if step == "locate":
            assert found == []
            return
        with pytest.raises(Incomplete) as caught:
            await told_of(connector, found)

    assert caught.value.case_numbers == {"case1"}
