"""Searching a mailbox: literals, windows of UIDs, and answers of servers nobody can install."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from rightsflow.errors import NeedsPerson
from rightsflow.imap import ImapClient, ImapServer
from rightsflow.imap.answers import Answer, folder_names, headings
from rightsflow.imap.looking import WINDOW_UIDS, Criterion, Opened
from rightsflow.imap.names import decoded, encoded
from tests.servers.certificates import ADDRESS
from tests.servers.scripted import ScriptedServer

OPEN = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done",
    "LOGIN": "{tag} OK in",
    "LOGOUT": "* BYE\r\n{tag} OK done",
    "EXAMINE": "* OK [UIDVALIDITY 7] valid\r\n{tag} OK [READ-ONLY] done",
}


def way_to(server: ScriptedServer) -> ImapServer:
    """Return how the scripted server is reached."""
    return ImapServer(ADDRESS, server.port, "plain", "rodo", SecretStr("x"), timeout_s=1)


async def test_a_server_that_knows_no_utf_8_is_for_a_person() -> None:
    """It cannot be asked for the address, so it is not said that nobody was found."""
    script = {**OPEN, "SEARCH": "{tag} NO [BADCHARSET (US-ASCII)] what"}
    with ScriptedServer("* OK hello", script) as server:
        async with ImapClient(way_to(server)) as client:
            await client.run(lambda session: session.open("INBOX"))
            with pytest.raises(NeedsPerson, match="UTF-8"):
                await client.run(
                    lambda session: session.search([Criterion("FROM", "josé@x".encode())], 1)
                )


async def test_a_folder_that_may_not_be_opened_is_none() -> None:
    """The caller decides: listed a moment ago, it was deleted."""
    script = {**OPEN, "EXAMINE": "{tag} NO [NONEXISTENT] no such folder"}
    with ScriptedServer("* OK hello", script) as server:
        async with ImapClient(way_to(server)) as client:
            assert await client.run(lambda session: session.open("Gone")) is None


@pytest.mark.parametrize(
    ("uidnext", "windows"),
    [(0, [1]), (1, [1]), (WINDOW_UIDS, [1]), (WINDOW_UIDS + 2, [1, WINDOW_UIDS + 1])],
)
def test_every_uid_is_in_one_window(uidnext: int, windows: list[int]) -> None:
    """One line of an answer holds so many numbers and no more."""
    assert list(Opened("7", uidnext, frozenset()).windows) == windows


def test_folders_are_listed_as_the_server_writes_them() -> None:
    """Quoted, as an atom, as a literal; what cannot be opened is none."""
    answer = [
        b'(\\HasNoChildren) "/" "A \\"B\\" \\\\C"',
        b"() NIL INBOX",
        b'(\\Noselect) "/" "parent"',
        (b'() "/" {5}', b"lit&-l"),
        b"",
        None,
    ]

    assert list(folder_names(answer)) == ['A "B" \\C', "INBOX", "lit&-l"]


def test_what_stands_before_and_after_a_header_belongs_to_it() -> None:
    """Servers differ in the order of what they say."""
    date = b'INTERNALDATE " 7-Nov-2026 09:30:00 +0100"'
    answer: Answer = [
        (b"1 (UID 5 FLAGS (\\Seen $x) RFC822.SIZE 9 BODY[HEADER.FIELDS (FROM)]<0> {2}", b"\r\n"),
        b" " + date + b")",
        b"2 (FLAGS (\\Seen))",
        (b"3 (" + date + b" BODY[HEADER.FIELDS (FROM)]<0> {2}", b"ab"),
        b" UID 6 RFC822.SIZE 8)",
    ]
    first, second = headings(answer)

    assert (first.uid, first.size_bytes) == ("5", 9)
    assert first.flags == {r"\Seen", "$x"}
    assert (second.uid, second.header, second.flags) == ("6", b"ab", frozenset())


@pytest.mark.parametrize(
    ("name", "wire"),
    [("Wysłane", "Wys&AUI-ane"), ("INBOX", "INBOX"), ("台北", "&U,BTFw-"), ("A&-B", "A&-B")],
)
def test_names_cross_the_wire_in_modified_utf_7(name: str, wire: str) -> None:
    """As RFC 3501 5.1.3 has it; a name that is encoded already stays."""
    assert (encoded(name), encoded(wire)) == (wire, wire)
    assert decoded(wire) == name.replace("&-", "&")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="&")))
def test_a_name_comes_back_as_it_was(name: str) -> None:
    """Whatever letters it has, and what crosses is printable ASCII."""
    assert decoded(encoded(name)) == name
    assert encoded(name).isascii()


@given(st.text())
def test_no_name_of_a_server_stops_us(name: str) -> None:
    """What is no modified UTF-7 is shown as it is."""
    assert isinstance(decoded(name), str)
