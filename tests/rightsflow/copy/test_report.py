"""The report: what Article 15 wants told, in words, and the data of this person alone."""

from io import BytesIO

import pikepdf
import pytest

from rightsflow.copy.assemble import Answer, Asked, CopyMade, assemble
from rightsflow.copy.findings import FindingsWriter
from rightsflow.copy.job import REPORT_ITEM
from rightsflow.copy.redaction import WITHHELD
from rightsflow.copy.vault import Vault
from rightsflow.settings import CopyPolicy
from tests.rightsflow.copy.company import (
    CASE,
    KEY,
    OTHER_CASE,
    PASSPHRASE,
    crm_map,
    curriculum,
    finding,
    job_for,
    of_nguyen,
    shop_map,
)
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.opened import report


@pytest.fixture
async def made(vault: Vault, keep: Keep) -> CopyMade:
    """Return the copy of one person, in Polish."""
    await keep([*of_nguyen(), finding("contacts", 9, OTHER_CASE, name="Somebody Else")])
    return assemble(job_for(vault, 5))


async def test_the_report_names_who_when_and_which_case(made: CopyMade, vault: Vault) -> None:
    """Controller, officer, identifiers searched, case number, dates where the controller is."""
    text = report(vault)
    assert made.report.bytes == vault.size(CASE, REPORT_ITEM)
    for told in (CASE, "Firma Próbna", "ul. Cicha 1", "iod@firma.example.com", "n@example.org"):
        assert told in text
    assert "5 maja 2026 r." in text  # 22:30 UTC is the next day in Warsaw
    assert "20 maja 2026 r." in text


async def test_the_report_shows_all_that_was_found(made: CopyMade, vault: Vault) -> None:
    """Every value stands in it, in the letters in which it was found."""
    assert made.records["crm.notes"] == 2
    text = report(vault)
    for one in of_nguyen():
        for value in one.values.values():
            assert value is None or str(value) in text
    assert "Bez treści: Fax." in text


async def test_the_report_says_what_each_system_answered(vault: Vault, keep: Keep) -> None:
    """Holding, asked and holding nothing, and not asked yet are three answers."""
    await keep(of_nguyen())
    asked = (
        Asked(crm_map(), Answer.held, 5),
        Asked(shop_map(), Answer.nothing),
        Asked(shop_map().model_copy(update={"title": {"en": "Cellar"}}), Answer.unreachable),
    )
    assemble(job_for(vault, 5, asked=asked, language="en"))
    text = report(vault)
    assert "Customer database 5 records" in text
    assert "Contacts, Notes, Disclosures, Letters" in text
    assert "Shop Asked: holds nothing about you" in text
    assert "Cellar Could not be asked yet. We will ask again" in text


async def test_the_report_tells_article_15(made: CopyMade, vault: Vault) -> None:
    """Purposes with ground, period, named recipients with dates, sources, transfers, rights."""
    assert made.pages > 1
    text = report(vault)
    for told in (
        "Obsługa klientów",
        "art. 6 ust. 1 lit. b RODO",
        "do 31 marca 2027 r.",
        "Їжак та Щука TzOW Wizytówka 1 kwietnia 2025 r.",
        "działa na nasze polecenie",
        "Chmura Ltd (Stany Zjednoczone): Klauzule umowne",
        "Kontakty Od samej osoby",
        "nie profilujemy",
        "art. 16 RODO",
        "art. 17 RODO",
        "art. 18 RODO",
        "art. 20 RODO",
        "art. 21 RODO",
        "art. 7 ust. 3 RODO",
        "ul. Stanisława Moniuszki 1A, 00-014 Warszawa",
        "pierwsza kopia jest bezpłatna",
    ):
        assert told in text, told


async def test_the_report_tells_nothing_that_concerns_others(made: CopyMade, vault: Vault) -> None:
    """No purpose, recipient, source or collection without findings; nobody else's data."""
    assert made.documents == 1
    text = report(vault)
    for other in ("Konkursy", "Losowania", "Z losowania", "Kurier", "Zamówienia", "Somebody"):
        assert other not in text, other


async def test_profiling_and_interests_are_told_where_they_apply(vault: Vault) -> None:
    """Article 15(1)(h): logic, significance, consequences; the interest of Article 6(1)(f)."""
    writer = FindingsWriter(vault, "shop", {CASE: KEY})
    await writer.add(finding("orders", 1, id=1, email="n@example.org"))
    await writer.close()
    assemble(job_for(vault, 0, asked=(Asked(shop_map(), Answer.held, 1),), language="en"))
    text = report(vault)
    for told in (
        "We count purchases",
        "A discount",
        "A lower price",
        "by automated means alone",
        "Our legitimate interest (Article 6(1)(f) GDPR): Selling",
        "Kurier S.A., Poland",
        "not transferred outside the European Economic Area",
    ):
        assert told in text, told


async def test_nothing_held_is_an_answer_too(vault: Vault) -> None:
    """Where every system holds nothing the report says so, and invents no purposes."""
    made = assemble(job_for(vault, 0, language="en"))
    text = report(vault)
    assert made.records == {}
    assert "we found nothing" in text
    assert "Why we process" not in text


async def test_no_end_is_told_while_a_record_is_open(vault: Vault, keep: Keep) -> None:
    """A note without a date has no end yet: the criteria stand alone."""
    dated = finding("notes", 1, id=1, written_on="2025-03-31", text="x")
    await keep([dated, finding("notes", 2, id=2, written_on=None, text="y")])
    assemble(job_for(vault, 2))
    text = report(vault)
    assert "Dwa lata" in text
    assert "2027" not in text


async def test_very_many_recipients_are_not_lost(vault: Vault, keep: Keep) -> None:
    """A thousand are listed by name; the report says how many disclosures it leaves out."""
    clients = [f"Client-{n}." for n in range(1003)]
    await keep([finding("disclosures", n, client=name) for n, name in enumerate(clients)])
    assemble(job_for(vault, 1003, policy=CopyPolicy(pdf_rows=10)))
    text = report(vault)
    assert "Client-999." in text
    assert "Client-1000." not in text
    assert "Dalsze przekazania, innym odbiorcom (3)" in text


async def test_repeated_disclosures_are_told_as_one(vault: Vault, keep: Keep) -> None:
    """How often, first and last; one without a name or a date is told as such."""
    days = ["2025-03-01", "2025-01-02", None, "2026-02-03"]
    rows = [finding("disclosures", n, client="Client", sent_on=day) for n, day in enumerate(days)]
    await keep([*rows, finding("disclosures", 9, client=None, sent_on="unknown")])
    assemble(job_for(vault, 5, language="en"))
    text = report(vault)
    assert "Client Business card 4 times, 2 January 2025 to 3 February 2026" in text
    assert "Recipient not named in our records Business card date not recorded" in text


async def test_a_very_long_table_shows_its_first_rows(vault: Vault, keep: Keep) -> None:
    """The report says how many there are and where the rest stands."""
    await keep([finding("notes", n, id=n, text=f"note-{n}.") for n in range(500)])
    assemble(job_for(vault, 500, policy=CopyPolicy(pdf_rows=20)))
    text = report(vault)
    assert "note-19." in text
    assert "note-20." not in text
    assert "20 pierwszych z 500 zapisów" in text
    assert "tables/000" in text


async def test_very_long_texts_are_shortened_and_it_is_said(vault: Vault, keep: Keep) -> None:
    """A text of many pages is whole in the data file alone."""
    await keep([finding("notes", 1, id=1, text="word " * 5000 + "END")])
    assemble(job_for(vault, 1))
    text = report(vault)
    assert "END" not in text
    assert "W całości są w archiwum" in text


async def test_documents_are_listed(vault: Vault, keep: Keep) -> None:
    """Each with its file in the archive, its title and size; long lists say what is left out."""
    findings = [finding("letters", n, file=n, document=curriculum(f"CV{n}.pdf")) for n in range(15)]
    await keep(findings)
    assemble(job_for(vault, 15, policy=CopyPolicy(pdf_rows=10)))
    text = report(vault)
    assert "documents/0001.pdf CV0.pdf Baza klientów 1 kB" in text
    assert "documents/0010.pdf" in text
    assert "Dalsze dokumenty (5)" in text


async def test_what_may_name_others_is_counted_and_can_be_withheld(
    vault: Vault, keep: Keep
) -> None:
    """Article 15(4): a person looks first; what is withheld is marked, and it is said why."""
    await keep(of_nguyen())
    assert assemble(job_for(vault, 5)).third_party == {"crm.notes.text": 2}
    made = assemble(job_for(vault, 5, withheld=frozenset({"crm.notes.text"})))
    assert made.third_party == {}
    text = report(vault)
    assert "Zażółć" not in text
    assert WITHHELD in text
    assert "art. 15 ust. 4 RODO" in text


async def test_letters_that_do_not_print_are_explained(vault: Vault, keep: Keep) -> None:
    """A sign the font lacks is marked, and the report says where to find it."""
    await keep([finding("contacts", 1, id=1, name="漢字")])
    assemble(job_for(vault, 1))
    assert "nie da się wydrukować" in report(vault)


async def test_markup_in_data_is_text(vault: Vault, keep: Keep) -> None:
    """Nothing a person once typed is read as an instruction."""
    typed = "<font color=red>x</font> {controller} %s {{ 7*7 }} ${x} </para>"
    await keep([finding("contacts", 1, id=1, name=typed)])
    assemble(job_for(vault, 1))
    assert "".join(typed.split()) in "".join(report(vault).split())


async def test_the_report_opens_with_its_passphrase_alone(made: CopyMade, vault: Vault) -> None:
    """AES-256 with the derivation of ISO 32000-2; names stand nowhere in the file."""
    sealed = vault.get(KEY, CASE, REPORT_ITEM)
    assert made.report.bytes == len(sealed)
    for wrong in ("", PASSPHRASE[:-1], PASSPHRASE.upper()):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(sealed), password=wrong)
    with pikepdf.open(BytesIO(sealed), password=PASSPHRASE) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert str(pdf.encryption.stream_method) == "EncryptionMethod.aesv3"
        info = " ".join(str(value) for value in pdf.docinfo.values())
        assert "20260520120000" in info
        assert "Kopia danych osobowych RF-2026-000123" in info
    assert b"Kopia" not in sealed
