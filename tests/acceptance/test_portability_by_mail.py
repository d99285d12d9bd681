"""Portability from the mail to the file that another program reads, in Polish and in English.

Mail comes in by SMTP and IMAP; a CRM in PostgreSQL, a folder of CVs and a Mailman are asked; the
letter lies in the person's own mailbox in the end, and its file is opened as they would open it.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from tests.acceptance.approving import text_of
from tests.acceptance.auditing import faults_in
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.office import number_in
from tests.acceptance.opening import export_in, false_entries, mailbox_of
from tests.acceptance.people import Person
from tests.acceptance.portable_office import ASKED, NAMESAKE, Answered, Ported, ported
from tests.acceptance.portable_told import (
    ABOUT,
    ARTICLE,
    COVERED,
    EXCLUDED,
    HELD,
    LINES,
    OUTCOME,
    TOLD,
    WHY,
)
from tests.servers.dovecot import Dovecot
from tests.servers.mailman import MailmanServer


@pytest.fixture(scope="module")
def story(
    open_office: OpenOffice,
    mailman_server: MailmanServer,
    dovecot: Dovecot,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ported]:
    """Give an office in which both were answered."""
    folder = tmp_path_factory.mktemp("portable")
    with ported(folder, open_office, mailman_server, dovecot) as told:
        yield told


@pytest.fixture(params=sorted(ASKED))
def answered(request: pytest.FixtureRequest, story: Ported) -> Answered:
    """Give the answer in each language."""
    return story.answers[request.param]


def test_the_answer_says_what_is_in_the_file_and_what_is_not_and_why(answered: Answered) -> None:
    """Every kind of record that is held is in one line, in or out, and no other is."""
    text = text_of(answered.letter)
    assert OUTCOME[answered.language] in text
    told = [line for line in text.splitlines() if any(w in line for w in LINES[answered.language])]
    assert tuple(told) == TOLD[answered.language]
    assert [one["outcome"] for one in answered.case["requests"]] == ["partly_granted"]


def test_each_kind_of_record_that_the_right_covers_is_json_and_csv(answered: Answered) -> None:
    """And no other is; beside them the CV of whoever sent one, card, resume, readme, manifest."""
    places = [place.replace(".", "/") for place in COVERED[answered.language]]
    data = [f"data/{place}.{kind}" for place in places for kind in ("json", "csv")]
    documents = ["files/0001.pdf"] if answered.person.has_cv else []
    assert list(answered.files) == [*data, *documents, *ABOUT]
    if documents:
        assert answered.files["files/0001.pdf"] == answered.person.cv


def test_the_records_are_those_of_the_person_value_by_value(answered: Answered) -> None:
    """What a client, a CV and a list is known by; each list that they are on."""
    person, files = answered.person, answered.files
    [placement] = _records(files, "crm/placements")
    assert placement.pop("id") == placement.pop("contact_id")
    assert placement == {
        "employer": person.employer, "started_on": "2026-03-02", "hourly_rate": "31.00",
        "invoice": None,
    }  # fmt: skip
    if person.has_cv:
        [document] = _records(files, "documents/documents")
        assert document == {
            "id": document["id"], "email": person.email, "original_name": person.cv_title,
            "stored_as": person.cv_path, "received_on": "2026-03-02",
        }  # fmt: skip
    [address] = _records(files, "mailing/address")
    assert (address["email"], address["display_name"]) == (person.email, person.name)
    lists = [(one["list_name"], one["role"]) for one in _records(files, "mailing/membership")]
    assert lists == {
        "pl": [("News", "member"), ("Szkolenia", "nonmember")], "en": [("Szkolenia", "member")]
    }[answered.language]  # fmt: skip


def test_a_table_has_the_same_records_as_its_json(answered: Answered) -> None:
    """Column by column and value by value, as a spreadsheet shows them."""
    for about in answered.manifest["collections"]:
        table = answered.files[about["csv"]].decode("utf-8-sig")
        records = _records(answered.files, about["csv"].removeprefix("data/").removesuffix(".csv"))
        shown = [{name: _shown(value) for name, value in one.items()} for one in records]
        assert list(csv.DictReader(StringIO(table))) == shown
        assert len(records) == about["records"]


def test_every_field_is_documented_as_the_data_map_has_it(
    story: Ported, answered: Answered
) -> None:
    """Title in the person's language, category, purpose, ground: nothing else is in the records."""
    for about in answered.manifest["collections"]:
        of = story.maps[about["system"]]
        fields = of["collections"][about["collection"]]["fields"]
        documented = {one["column"]: (one["title"], one["category"]) for one in about["fields"]}
        assert documented == {
            name: (one["title"][answered.language], one["category"])
            for name, one in fields.items()
            if not one.get("third_party")
        }
        purpose = of["purposes"][of["collections"][about["collection"]]["purpose"]]
        assert (about["purpose"], about["ground"]) == (
            purpose["title"][answered.language], purpose["ground"],
        )  # fmt: skip
        assert about["ground"] in {"consent", "contract"}
        for record in _records(answered.files, f"{about['system']}/{about['collection']}"):
            assert list(record) == list(documented)


def test_the_file_names_everything_it_leaves_out_with_the_reason(answered: Answered) -> None:
    """Other ground, worked out, had from others; and of a placement the column about another."""
    wanted = EXCLUDED | (HELD if answered.person.writes_to else {})
    found = {f"{one['system']}.{one['collection']}": one for one in answered.manifest["excluded"]}
    assert {
        place: (one["reason"], one["ground"], one["given"], one["records"])
        for place, one in found.items()
    } == wanted
    for one in found.values():
        assert one["article"] == ARTICLE[one["reason"]]
        assert WHY[answered.language][one["reason"]] in one["text"]
    left = [part for one in answered.manifest["collections"] for part in one["left_out"]]
    assert [(one["column"], one["reason"], one["article"], one["count"]) for one in left] == [
        ("supervisor", "third_party", "20(4)", 1)
    ]


def test_nothing_that_the_right_does_not_cover_is_anywhere_in_the_file(answered: Answered) -> None:
    """No phone, street, note, site, waiting message or supervisor; nothing of a namesake."""
    person = answered.person
    beyond = (person.phone, person.street, *person.notes, *person.sites, "Przełożona z ",
              person.waiting_subject, person.waiting_text)  # fmt: skip
    others = _canaries(NAMESAKE) + [
        text for one, _, _ in ASKED.values() if one is not person for text in _canaries(one)
    ]
    contents = b"".join(answered.files.values())
    assert [text for text in (*beyond, *others) if text.encode() in contents] == []


def test_other_programs_get_a_card_and_a_resume(answered: Answered) -> None:
    """A vCard and a JSON Resume, of the columns that the data map marks."""
    card = answered.files["contact.vcf"].decode().split("\r\n")
    assert {f"FN:{answered.person.name}", f"EMAIL:{answered.person.email}"} <= set(card)
    assert json.loads(answered.files["resume.json"])["work"] == [
        {"name": answered.person.employer, "startDate": "2026-03-02"}
    ]


def test_the_checksums_are_true(answered: Answered) -> None:
    """That of the whole stands in the letter, with the schema; those of the files inside."""
    text = text_of(answered.letter)
    assert hashlib.sha256(answered.archive).hexdigest() in text
    assert answered.manifest["schema"] in text
    assert false_entries(answered.files) == []


def test_the_file_opens_with_its_passphrase_alone(answered: Answered) -> None:
    """Which is in no letter; nothing of the person can be read around it."""
    for wrong in ("wrong", answered.passphrase[:-1]):
        with pytest.raises(RuntimeError):
            export_in(answered.letter, wrong)
    [part] = answered.letter.iter_attachments()
    assert part.get_filename() == f"{number_in(answered.letter)}-portable.zip"
    clear = answered.letter.as_bytes() + part.get_content()
    assert answered.person.token.encode() not in clear
    assert answered.passphrase.encode() not in clear


def test_taking_data_along_erases_nothing(story: Ported) -> None:
    """Every record of everybody is as it was, in all three systems."""
    assert story.after.values == story.before.values


async def test_both_letters_of_each_pass_the_checker(story: Ported, dovecot: Dovecot) -> None:
    """The receipt and the answer, judged by their words alone; the journals are whole."""
    letters = [one for person, _, _ in ASKED.values() for one in mailbox_of(dovecot, person)]
    assert len(letters) == 2 * len(ASKED)
    assert await faults_in(story.office.folder, story.office.register_url, letters) == []
    assert [one.case["journal_whole"] for one in story.answers.values()] == [True, True]


def _records(files: dict[str, bytes], place: str) -> list[dict[str, Any]]:
    content = json.loads(files[f"data/{place}.json"])
    return [one["values"] for one in content["records"]]


def _shown(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _canaries(person: Person) -> list[str]:
    return [person.token, person.email, person.phone]
