"""What is left out for the sake of others stays out of every file, and all else stays in."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightsflow.connector import Finding
from rightsflow.copy.assemble import CopyMade, assemble
from rightsflow.copy.findings import FindingsWriter
from rightsflow.copy.job import Answer, Asked, Redacted
from rightsflow.copy.others import left_out
from rightsflow.copy.redaction import BLACK, WITHHELD, black_out
from rightsflow.copy.vault import Vault
from rightsflow.errors import NeedsPerson
from rightsflow.law.third_persons import Choice, Chosen, Why
from tests.rightsflow.copy.company import CASE, KEY, curriculum, finding, job_for, of_nguyen
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.giver import copy_job, giver_map, of_giver
from tests.rightsflow.copy.opened import archive, data, report, rows

MARK = "[wstrzymano: może dotyczyć innej osoby]"
SOME = "ąćęłńóśź"
"""Letters that stand in no name of a file, field or collection of the test."""


def holding(vault: Vault, **changes: object) -> CopyMade:
    """Make the copy of the person whose letter may name others."""
    return assemble(copy_job(vault, asked=(Asked(giver_map(), Answer.held, 10),), **changes))


async def test_what_may_name_others_is_held_back_and_marked(vault: Vault, keep: Keep) -> None:
    """Until a person has released it, it is in no file; each place says so, and a log."""
    await keep(of_giver())
    left = left_out({"crm": giver_map()})
    made = holding(vault, held_back=left.held_back, withheld=left.withheld)
    files = archive(vault)
    assert all(b"LETTER" not in content for content in files.values())
    assert data(vault)["systems"][0]["collections"][0]["records"][0]["values"]["letter"] == MARK
    assert data(vault)["systems"][0]["collections"][0]["held_back"] == ["letter"]
    assert MARK in rows(files["tables/0001.csv"], ";")[1]
    text = report(vault)
    assert MARK in text
    assert "LETTER" not in text
    assert made.redactions == (
        Redacted("crm.people.friend", Why.third_party, 1),
        Redacted("crm.people.letter", Why.held_back, 1),
    )
    assert made.withheld == 2


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        (Chosen(Choice.release_all), "LETTER about Jan"),
        (Chosen(Choice.release_field, frozenset({"crm.people.letter"})), "LETTER about Jan"),
        (Chosen(Choice.withhold, frozenset({"crm.people.letter"})), WITHHELD),
        (
            Chosen(Choice.black_out, frozenset({"crm.people.letter"}), ("Jan",)),
            "LETTER about █████",
        ),
    ],
)
async def test_the_copy_has_what_a_person_chose(
    vault: Vault, keep: Keep, choice: Chosen, shown: str
) -> None:
    """Released, withheld or blacked out; what is another person's by the map stays out anyway."""
    await keep(of_giver())
    left = left_out({"crm": giver_map()}, [choice])
    holding(vault, held_back=left.held_back, withheld=left.withheld, redactions=left.redactions)
    person = data(vault)["systems"][0]["collections"][0]["records"][0]["values"]
    assert (person["letter"], person["friend"]) == (shown, WITHHELD)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "Pominięte ze względu na inne osoby"),
        ("en", "Left out for the sake of other people"),
    ],
)
async def test_the_copy_has_a_log_of_what_was_left_out(
    vault: Vault, keep: Keep, language: str, words: str
) -> None:
    """Which system, records and field, how many, and why, for people and for programs."""
    await keep(of_nguyen())
    made = assemble(
        job_for(
            vault, 5, language=language, withheld=frozenset({"crm.contacts.email"}),
            held_back=frozenset({"crm.letters.@document"}),
            redactions={"crm.notes.text": ("gęślą",)},
        )
    )  # fmt: skip
    log = data(vault)["redactions"]
    assert [(one["collection"], one["field"], one["why"], one["count"]) for one in log] == [
        ("contacts", "email", "withheld", 1),
        ("notes", "text", "blacked_out", 1),
        ("letters", "@document", "held_back", 1),
    ]
    assert {one["article"] for one in log} == {"15(4)"}
    assert [one.count for one in made.redactions] == [1, 1, 1]
    text = report(vault)
    assert text.count(words) == 1
    assert all(one["text"] in text for one in log)


async def test_nothing_left_out_needs_no_log(vault: Vault, keep: Keep) -> None:
    """A copy that is whole does not speak of other people."""
    await keep(of_nguyen())
    made = assemble(job_for(vault, 5))
    assert (made.redactions, made.withheld, data(vault)["redactions"]) == ((), 0, [])
    assert "Pominięte ze względu" not in report(vault)


async def test_a_document_that_is_held_back_is_not_in_the_archive(vault: Vault, keep: Keep) -> None:
    """Neither is its title, which may name somebody; the record says that it is left out."""
    await keep([finding("letters", 1, file="x", document=curriculum("About Jan.pdf"))])
    made = assemble(job_for(vault, 1, held_back=frozenset({"crm.letters.@document"})))
    files = archive(vault)
    assert made.documents == 0
    assert [name for name in files if name.startswith("documents/")] == []
    assert all(b"About Jan" not in content for content in files.values())
    record = data(vault)["systems"][0]["collections"][0]["records"][0]
    assert record["document"] == {"left_out": "held_back"}
    assert "sam dokument" in report(vault)


async def test_a_document_with_a_passage_to_black_out_is_left_out(vault: Vault, keep: Keep) -> None:
    """A file cannot be blacked out here; the others of the copy are numbered on."""
    await keep(of_nguyen())
    made = assemble(job_for(vault, 5, redactions={"crm.letters.@document": ("Jan",)}))
    assert made.documents == 0
    assert made.redactions == (Redacted("crm.letters.@document", Why.blacked_out, 1),)


async def test_a_title_does_not_tell_what_its_column_withholds(vault: Vault, keep: Keep) -> None:
    """A document is called after a value: the path of a file, the subject of a message."""
    letter = finding("letters", 1, file="2025/Jan Nowak.pdf", document=curriculum("Jan Nowak.pdf"))
    await keep([letter])
    for changes in (
        {"withheld": frozenset({"crm.letters.file"})},
        {"held_back": frozenset({"crm.letters.file"})},
        {"redactions": {"crm.letters.file": ("Jan Nowak",)}},
    ):
        made = assemble(job_for(vault, 1, **changes))
        assert made.documents == 1
        assert all(b"Jan Nowak" not in content for content in archive(vault).values())
        assert "Jan Nowak" not in report(vault)


async def test_the_name_of_a_record_does_not_tell_its_key(vault: Vault, keep: Keep) -> None:
    """Some systems name a record by an address; a key that is left out is not in the name."""
    await keep([Finding(CASE, "contacts", "contacts:jan@example.org", {"id": "jan@example.org"})])
    for changes in (
        {"withheld": frozenset({"crm.contacts.id"})},
        {"redactions": {"crm.contacts.id": ("jan@example.org",)}},
    ):
        assemble(job_for(vault, 1, **changes))
        assert all(b"jan@example.org" not in content for content in archive(vault).values())


async def test_sources_and_recipients_are_blacked_out_as_well(vault: Vault, keep: Keep) -> None:
    """What the report tells is made from the same values."""
    await keep([finding("disclosures", 1, client="Firma Jana", sent_on="2025-04-01")])
    assemble(job_for(vault, 1, redactions={"crm.disclosures.client": ("Jana",)}))
    assert data(vault)["information"]["recipients"][0]["name"] == f"Firma {BLACK}"
    assert "Jana" not in report(vault)


async def test_a_passage_that_is_not_found_stops_the_copy(vault: Vault, keep: Keep) -> None:
    """Misspelt it would stay in, unseen; the error says which one, and does not quote it."""
    await keep(of_nguyen())
    redactions = {"crm.notes.text": ("gęślą", "Kowalskki")}
    with pytest.raises(NeedsPerson, match=r"Passage 2 .* crm\.notes\.text") as caught:
        assemble(job_for(vault, 5, redactions=redactions))
    assert "Kowalskki" not in str(caught.value)
    assemble(job_for(vault, 5, redactions=redactions, withheld=frozenset({"crm.notes.text"})))


@pytest.mark.parametrize("passage", ["", "  ", "a█b"])
async def test_a_passage_that_cannot_be_blacked_out_is_refused(
    vault: Vault, keep: Keep, passage: str
) -> None:
    """A blank would black out everything or nothing; a block could not be told from a bar."""
    await keep(of_nguyen())
    with pytest.raises(NeedsPerson):
        assemble(job_for(vault, 5, redactions={"crm.notes.text": (passage,)}))


@pytest.mark.parametrize(
    ("text", "passages", "expected"),
    [
        ("abcd", ["abc", "bcd"], (BLACK, 1)),
        ("aXbXc", ["X"], (f"a{BLACK}b{BLACK}c", 2)),
        ("aaaa", ["aa"], (BLACK, 1)),
        ("abab", ["ab"], (BLACK, 1)),
        ("a.c abc", ["a.c"], (f"{BLACK} abc", 1)),
        ("abc", ["x"], ("abc", 0)),
        ("abc", [], ("abc", 0)),
    ],
)
def test_passages_are_exact_and_may_overlap(
    text: str, passages: list[str], expected: tuple[str, int]
) -> None:
    """What they cover together is one bar of one length; nothing in them is a pattern."""
    assert black_out(text, passages) == expected


@given(st.text("ab█"), st.lists(st.text("ab", min_size=1, max_size=3), max_size=4))
def test_no_passage_is_left_whatever_it_is(text: str, passages: list[str]) -> None:
    """No passage remains, none arises anew, and a text with none of them is as it was."""
    clean, count = black_out(text, passages)
    assert [one for one in passages if one in clean] == []
    assert (clean == text) == (count == 0)


PASSAGE = st.text(SOME, min_size=2, max_size=6)
OTHER = st.text('ABCDEFGH ,;\n"\\', max_size=12)


@given(
    passages=st.lists(PASSAGE, min_size=1, max_size=3),
    around=st.lists(OTHER, min_size=2, max_size=4),
)
@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
async def test_a_blacked_out_passage_is_in_no_file_and_all_else_is_as_it_was(
    vault: Vault, passages: list[str], around: list[str]
) -> None:
    """The whole copy is decrypted and searched; without the bars it is the copy of before."""
    text = "".join(f"{piece}{passages[n % len(passages)]}" for n, piece in enumerate(around))
    text += "".join(passages)
    writer = FindingsWriter(vault, "crm", {CASE: KEY})
    for one in (
        finding("contacts", 1, id=1, name="ANNA", email="n@example.org"),
        finding("notes", 1, id=1, written_on="2025-03-31", text=text),
        finding("letters", 1, file="x", document=curriculum()),
    ):
        await writer.add(one)
    await writer.close()
    assemble(job_for(vault, 3, language="en"))
    before, told_before = archive(vault), data(vault)

    made = assemble(
        job_for(vault, 3, language="en", redactions={"crm.notes.text": tuple(passages)})
    )

    after = archive(vault)
    for name, content in after.items():
        assert [one for one in passages if one.encode() in content] == [], name
    shown = report(vault)
    assert [one for one in passages if one in shown] == []
    assert list(after) == list(before)
    same = {name for name in after if after[name] == before[name]}
    assert same == {"tables/0001.csv", "tables/0003.csv", "documents/0001.pdf"}
    expected, count = black_out(text, passages)
    told = data(vault)
    assert len(told.pop("redactions")) == 1
    del told_before["redactions"]
    notes_of(told_before)["text"] = expected
    assert told == told_before
    assert rows(after["tables/0002.csv"], ",")[1][-1].lstrip("'") == expected.lstrip("'")
    assert [one.count for one in made.redactions] == [count]


def notes_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the one note in a data file."""
    values: dict[str, Any] = told["systems"][0]["collections"][1]["records"][0]["values"]
    return values


async def test_a_number_is_blacked_out_as_a_text_is(vault: Vault, keep: Keep) -> None:
    """What a person sees as digits can be a number in the system."""
    await keep([finding("contacts", 1, id=48600111222, name=None)])
    assemble(job_for(vault, 1, redactions={"crm.contacts.id": ("600111",)}))
    assert data(vault)["systems"][0]["collections"][0]["records"][0]["values"]["id"] == "48█████222"


async def test_the_bar_can_be_printed(vault: Vault, keep: Keep) -> None:
    """The report shows a bar and no sign of a missing letter."""
    await keep(of_nguyen())
    assemble(job_for(vault, 5, redactions={"crm.notes.text": ("gęślą",)}))
    text = report(vault)
    assert "Zażółć ――――― jaźń" in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


def test_passages_are_not_represented(vault: Vault) -> None:
    """A job in a log line does not show what is to be blacked out."""
    assert "Kowalski" not in repr(job_for(vault, 5, redactions={"crm.notes.text": ("Kowalski",)}))


def test_a_data_file_without_findings_has_an_empty_log(vault: Vault) -> None:
    """The key is there for every reader."""
    assemble(job_for(vault, 0))
    assert json.loads(archive(vault)["data.json"])["redactions"] == []
