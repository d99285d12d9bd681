"""The PDF: what the document says, for a person to read."""

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from rightsflow.evidence.pack import Archive
from rightsflow.register.cases import Case
from tests.rightsflow.evidence.conftest import TWIN, drawn, pdf_of, text_of
from tests.rightsflow.evidence.matter import DECIDED, EVIDENCE


def grouped(digest: str) -> str:
    """Return a hash as it is printed."""
    return " ".join(digest[begin : begin + 16] for begin in range(0, 64, 16))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "pl",
            [
                "Przebieg rozpatrzenia wniosku",
                "Firma Próbna",
                "Zofia Łęcka",
                "5 marca 2026, godz. 04:30 – w terminie",  # noqa: RUF001 - as it is printed
                "4 marca 2026, godz. 23:30",
                "nie ma nic",
                "zapisy osoby: 2, być może jej: 1",
                "Notatki: 4",
                "sql (rightsflow 0.1.0)",
                "czeka",
                "inspektor ochrony danych",
                "Dziennik jest kompletny (liczba wierszy: 8)",
            ],
        ),
        (
            "en",
            [
                "How a request was handled",
                "5 March 2026",
                "in time",
                "holds nothing",
                "2 records of the person, 1 that may be",
                "still open",
                "The journal has 8 lines and is whole",
                "reckon every hash again",
            ],
        ),
    ],
)
async def test_the_evidence_is_told_in_words(
    archive: Archive, case: Case, language: str, told: list[str]
) -> None:
    """Who, when, what, and how it ended, in the language that was asked for."""
    text = text_of(await drawn(archive, case, language))
    assert [words for words in told if words not in text] == []


async def test_every_letter_and_every_hash_is_printed(archive: Archive, case: Case) -> None:
    """Text, reply of the server, version, digests; the journal's hashes and the twin's."""
    pack = await drawn(archive, case)
    text = text_of(pack)
    for told in ("Dzień dobry,", "• drugi", "250 2.0.0 queued as 4711", "Treść poniżej ma ten"):
        assert told in text
    for entry in pack["journal"]["entries"]:
        assert grouped(entry["hash"]) in text
    assert TWIN[0] in text
    assert grouped(TWIN[1]) in text
    assert "NIE ma tego skrótu" in text


async def test_a_decision_is_told_with_ground_rules_and_evidence(
    archive: Archive, case: Case
) -> None:
    """Who decided, when, on which ground, by which version of the rules, on which evidence."""
    text = text_of(await drawn(archive, case, "en"))
    section = text.partition("Decisions by people")[2].partition("Our letters")[0]
    for told in ("officer", "refused in part", "reasons", "decisions-1", grouped(EVIDENCE)):
        assert told in section


async def test_a_clock_that_moved_is_told_from_the_first_date_on(
    archive: Archive, case: Case
) -> None:
    """An extension shows both dates; so does an entry of the journal that carries one."""
    pack = await drawn(archive, case, "en")
    pack["requests"][1] |= {"question_on": "2026-03-05", "question_answered_on": "2026-03-08"}
    entry = pack["journal"]["entries"][-1]
    entry |= {"event": "extended", "detail": {"due_on": "2026-06-05", "months": 2}}
    text = text_of(pack)
    section = text.partition("The time limit")[2].partition("Messages of the person")[0]
    told = [
        "Request received: erasure of data 7 April 2026",
        "5 March 2026 Question about identity asked: erasure of data",
        "Time limit extended due by: 2026-06-05 months: 2 5 June 2026",
        "The answer was accepted by the mail server",
    ]
    assert [words for words in told if words not in section] == []


async def test_a_broken_journal_is_told_in_capitals(archive: Archive, case: Case) -> None:
    """Nobody overlooks it."""
    pack = await drawn(archive, case, "en")
    pack["journal"] |= {"whole": False, "broken": {"line": 3, "flaw": "changed"}}
    assert "THE JOURNAL IS NOT WHOLE. From line 3 on" in text_of(pack)


async def test_nothing_that_was_written_by_hand_holds_the_evidence_back(
    archive: Archive, case: Case
) -> None:
    """A detail that makes no sense is shown as it stands; the journal says that it is broken."""
    pack = await drawn(archive, case, "en")
    entries = pack["journal"]["entries"]
    judged = next(entry for entry in entries if entry["event"] == "identity_judged")
    judged["detail"] = {"due_on": "some day", "verdict": 3, "rule": None, "system": 4}
    text = text_of(pack)
    for told in ("due by: some day", "judgment: 3", "system: 4"):
        assert told in text


async def test_what_can_no_longer_be_read_is_said(archive: Archive, case: Case) -> None:
    """After the key is gone the PDF has its sections all the same."""
    await archive.keyring.drop([case.key_scope])
    text = text_of(await drawn(archive, case, "en"))
    assert "The key under which the content of this case was sealed was deleted" in text
    assert "The words of this letter can no longer be read." in text
    assert "Zofia" not in text


async def test_an_empty_case_is_told_as_such(archive: Archive, case: Case) -> None:
    """A part without anything says so instead of being left out."""
    pack = await drawn(archive, case, "en")
    parts = ("messages", "findings", "plans", "receipts", "holds", "letters", "decisions")
    pack |= {name: [] for name in parts}
    text = text_of(pack)
    for told in ("No system was asked.", "Nothing waited for a person.", "No letter was written."):
        assert told in text
    assert "was asked. “Holds nothing”" not in text


@pytest.mark.parametrize(
    ("language", "every", "some"),
    [
        ("pl", "Zapytano każdy system", "których odpowiedzi nie zapisano: Sklep"),
        ("en", "Every system that the data map names was asked", "no answer is noted: Shop"),
    ],
)
async def test_every_system_was_asked_only_where_every_system_was(
    archive: Archive, case: Case, language: str, every: str, some: str
) -> None:
    """A system that never answered is named; where none was asked, nothing is claimed."""
    pack = await drawn(archive, case, language)
    whole = text_of(pack)
    pack["findings"] = [one for one in pack["findings"] if one["system"] == "crm"]
    part = text_of(pack)
    pack["findings"] = []
    assert [every in text for text in (whole, part, text_of(pack))] == [True, False, False]
    assert [some in text for text in (whole, part, text_of(pack))] == [False, True, False]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("changed", "what it rested on changed"),
        ("decided_otherwise", "it was decided otherwise afterwards"),
    ],
)
async def test_an_approval_that_was_voided_later_is_shown_as_void(
    archive: Archive, case: Case, why: str, said: str
) -> None:
    """The newest of that decision; one of another decision still waits for its second person."""
    pack = await drawn(archive, case, "en")
    waits = DECIDED | {"state": "waits_for_second"}
    decided = [waits | {"decision": decision} for decision in ("refuse", "refuse", "quote_fee")]
    lines = [{"event": "decided", "detail": detail} for detail in decided]
    lines += [{"event": "approval_void", "detail": {"decision": "refuse", "why": why}}]
    first = pack["journal"]["entries"][-1]
    entries = [first | line | {"seq": seq} for seq, line in enumerate(lines, 90)]
    pack["journal"]["entries"] += entries
    pack["decisions"] = entries[:3]
    text = text_of(pack)
    section = text.partition("Decisions by people")[2].partition("Our letters")[0]
    told = [f"state: {state}" for state in ("waits for a second person", "void")]
    assert [section.count(words) for words in told] == [2, 1]
    assert section.index("state: void") > section.index("state: waits")
    assert f"why: {said}" in section
    assert f"First approval counts no more decision: refused why: {said}" in text


async def test_words_of_a_later_version_are_shown_as_they_are(archive: Archive, case: Case) -> None:
    """A code without a phrase is no reason to hold evidence back."""
    pack = await drawn(archive, case)
    pack["journal"]["entries"][0] |= {"event": "moon_observed", "actor": "astronomer"}
    pack["holds"][0] |= {"kind": "full_moon"}
    text = text_of(pack)
    for told in ("moon observed", "astronomer", "full moon"):
        assert told in text


async def test_a_mail_to_the_staff_is_no_letter_of_the_case(archive: Archive, case: Case) -> None:
    """What an approver was sent is not what the person was told."""
    pack = await drawn(archive, case)
    pack["letters"][1] |= {"audience": "staff", "server_reply": "to the approver"}
    assert "to the approver" not in text_of(pack)


async def test_the_pdf_is_well_formed(archive: Archive, case: Case) -> None:
    """A strict reader finds no fault, and finds its way by the outline."""
    content = pdf_of(await drawn(archive, case))
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.Root.Lang) == "pl"
    assert len(PdfReader(BytesIO(content)).outline) == 11
