"""Whose correspondence a message is, and whom it only names."""

import pytest

from rightsflow.errors import NeedsPerson
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind
from tests.connectors.mailbox.asking import ANN, email, found_by, subject, told_of
from tests.connectors.mailbox.staging import OURS, Box, letter

pytestmark = pytest.mark.real("dovecot")


@pytest.mark.parametrize("field", ["From", "Sender", "Reply-To", "To", "Cc", "Bcc"])
async def test_a_correspondent_is_found_in_every_field(box: Box, field: str) -> None:
    """Whoever wrote, got a copy, or is to be answered."""
    one = letter("bob@example.net", fields=[f"{field}: Ann Lee <Ann.Lee@Example.COM>"])
    box.put(one.replace(b"From: bob@example.net\r\n", b"") if field == "From" else one)
    async with box.connector() as connector:
        (found,) = await found_by(connector)

    assert (found.match.certainty, found.match.name) == (Certainty.exact, "ann lee")


@pytest.mark.parametrize(
    "stored",
    [
        "joann.lee@example.com",
        "ann.lee@example.com.example.org",
        '"ann.lee@example.com" <bob@example.net>',
        "=?utf-8?q?ann=2Elee=40example=2Ecom?= <bob@example.net>",
    ],
)
async def test_an_address_that_looks_like_it_is_no_correspondent(box: Box, stored: str) -> None:
    """The server's search is by parts of fields; a display name is no address."""
    box.put(letter(stored))
    async with box.connector(search_text=False) as connector:
        assert await found_by(connector) == []


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("anna@xn--mnchen-3ya.example", "anna@xn--mnchen-3ya.example"),
        ("anna@münchen.example", "anna@xn--mnchen-3ya.example"),
        ("JOSÉ@example.com", "josé@example.com"),
        ("jose\u0301@example.com", "josé@example.com"),
    ],
)
async def test_letters_beyond_ascii_are_found_however_they_are_written(
    box: Box, stored: str, asked: str
) -> None:
    """As mail servers that take them store them (RFC 6532)."""
    box.put(letter(stored))
    async with box.connector() as connector:
        (found,) = await found_by(connector, subject(email(asked)))

    assert found.match.certainty is Certainty.exact


@pytest.mark.parametrize(
    "address", ['x" ALL "', "x) ALL (", "{3}", "a\\", '"a b"@example.com', "* OK", "x\r\nA1 NOOP"]
)
async def test_a_value_never_ends_the_question(box: Box, address: str) -> None:
    """Values cross as literals: a quotation mark, a bracket or a line end is looked for."""
    box.put(letter("bob@example.net"), letter("carol@example.net"))
    async with box.connector() as connector:
        assert await found_by(connector, subject(email(address))) == []


@pytest.mark.parametrize(
    "text",
    [
        f"Write to {ANN}!",
        "Call 600 111 222.",
        "Call +48 600-111-222.",
        "Call 600111222.",
        "PESEL 44051401359",
    ],
)
async def test_who_is_only_named_is_a_candidate(box: Box, text: str) -> None:
    """A person decides whether the letter is about the person."""
    box.put(letter("bob@example.net", text=text), letter("bob@example.net", text="Nobody"))
    async with box.connector() as connector:
        (found,) = await found_by(connector)
    async with box.connector(search_text=False) as connector:
        unread = await found_by(connector)

    assert (found.match.certainty, unread) == (Certainty.candidate, [])


async def test_a_longer_number_names_nobody(box: Box) -> None:
    """What the server finds in it is read here again."""
    box.put(letter("bob@example.net", text="Order 60011122277, x" + ANN))
    async with box.connector() as connector:
        assert await found_by(connector) == []


async def test_a_correspondent_who_is_also_named_is_found_once(box: Box) -> None:
    """One message, one record, and it is exact."""
    box.put(letter(ANN, text=f"Call 600 111 222 or write to {ANN}. 44051401359"))
    async with box.connector() as connector:
        (found,) = await found_by(connector)

    assert found.match.certainty is Certainty.exact


async def test_a_header_that_is_not_read_to_its_end_is_for_a_person(box: Box) -> None:
    """Behind 16,000 characters of addresses nobody looked: the server says that Ann is there."""
    many = ", ".join(f"guest{number}@example.net" for number in range(1000))
    box.put(letter("bob@example.net", fields=[f"Cc: {many}, {ANN}"]))
    async with box.connector() as connector:
        (found,) = await found_by(connector)

    assert found.match.certainty is Certainty.candidate


async def test_what_cannot_be_read_is_for_a_person_where_the_server_found_it(box: Box) -> None:
    """An attached text is searched by the server and not by us."""
    fields = ('Content-Type: multipart/mixed; boundary="b"', "MIME-Version: 1.0")
    attached = f"--b\nContent-Type: text/csv; name=a.csv\n\n{ANN}\n--b--"
    text = f"--b\nContent-Type: text/plain\n\nsee there\n{attached}"
    raw = letter("bob@example.net", fields=fields, text=text)
    box.put(raw.replace(b"Content-Type: text/plain; charset=utf-8\r\n", b"", 1))
    async with box.connector() as connector:
        (found,) = await found_by(connector)

    assert found.match.certainty is Certainty.candidate


async def test_folders_are_those_of_the_map(box: Box) -> None:
    """By the name that a person gives them; what is never searched is not."""
    box.put(letter(ANN, subject="in"))
    box.put(letter(OURS, ANN, subject="out"), folder="Wys&AUI-ane")
    box.put(letter(ANN, subject="elsewhere"), folder="Processed")
    subjects = {}
    for name, settings in {
        "all": {},
        "one": {"folders": ["Wysłane"]},
        "but": {"not_folders": ["Wysłane"]},
    }.items():
        async with box.connector(settings) as connector:
            told = await told_of(connector, await found_by(connector))
        subjects[name] = sorted(str(one.values["subject"]) for one in told)

    assert subjects == {"all": ["in", "out"], "one": ["out"], "but": ["elsewhere", "in"]}


async def test_a_folder_that_is_not_there_is_no_empty_folder(box: Box) -> None:
    """A misspelt name must not pass for "holds nothing"."""
    box.put(letter(ANN))
    async with box.connector(folders=["Archiv"]) as connector:
        with pytest.raises(NeedsPerson, match="folders"):
            await found_by(connector)
        assert (await connector.check()).problems


async def test_names_find_nobody(box: Box) -> None:
    """A name is many people's."""
    box.put(letter("Ann Lee <other@example.com>", text="Ann Lee"))
    async with box.connector() as connector:
        name = Identifier(IdentifierKind.name, "ann lee")
        assert await found_by(connector, subject(name)) == []


async def test_searching_leaves_no_mark(box: Box) -> None:
    r"""No message is `\Seen` because we looked, and no folder is made."""
    box.put(letter(ANN), letter("bob@example.net", text=ANN))
    async with box.connector() as connector:
        for one in await told_of(connector, await found_by(connector)):
            assert one.document is not None
            assert [piece async for piece in one.document.content()]
    with box.client() as imap:
        assert imap.search(None, "UNSEEN")[1] == [b"1 2"]
