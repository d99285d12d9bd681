"""Labelled letters: what is taken, and what is refused with its line."""

from pathlib import Path

import pytest

from rightsflow.errors import Faulty, Misconfigured
from rightsflow.law.right import Right
from rightsflow.mail.reading.read import read_message
from rightsflow.mail.scoring.samples import SampleKind, load_samples


def folder_with(folder: Path, labels: str, **letters: str) -> Path:
    """Make a folder of samples; an underscore in a name stands for its full stop."""
    (folder / "labels.csv").write_text(labels, encoding="utf-8")
    (folder / "pl").mkdir()
    for name, text in letters.items():
        (folder / "pl" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_sample_lies_in_any_folder_below(tmp_path: Path) -> None:
    """Labels and letters may come as they were collected."""
    labels = "file,lang,kind,rights,note\none.txt,en,request_short,access; erasure,a remark\n"
    folder_with(tmp_path, labels, one_txt="Subject: Data\n\nhello")
    (sample,) = load_samples(tmp_path)
    assert sample.path == tmp_path / "pl" / "one.txt"
    assert (sample.language, sample.kind) == ("en", SampleKind.request)
    assert sample.rights == {Right.access, Right.erasure}


def test_a_text_becomes_a_message_with_its_subject_and_letters(tmp_path: Path) -> None:
    """Whatever the text holds, it is read as UTF-8 from a sender."""
    labels = "file,kind\none.txt,not_a_request\n"
    folder_with(tmp_path, labels, one_txt="Subject: Zażółć\n\nGęślą jaźń")
    (sample,) = load_samples(tmp_path)
    reading = read_message(sample.message())
    assert (reading.subject_line, reading.body_text) == ("Zażółć", "Gęślą jaźń")
    assert reading.sender == "writer@example.org"


def test_a_message_is_taken_as_it_is(tmp_path: Path) -> None:
    """A text with a sender of its own is a message, too."""
    labels = "file,kind\none.eml,any\ntwo.txt,any\n"
    mail = "From: a@example.org\nSubject: x\n\ny"
    folder_with(tmp_path, labels, one_eml=mail, two_txt=mail)
    assert [one.message() for one in load_samples(tmp_path)] == [mail.encode()] * 2


def test_every_faulty_row_is_told_with_its_line(tmp_path: Path) -> None:
    """One round of corrections is enough."""
    labels = (
        "file,lang,kind,rights\none.txt,en,request,access\nnone.txt,en,request,access\n"
        "one.txt,en,wish,access\none.txt,en,request,acess\n"
    )
    folder_with(tmp_path, labels, one_txt="Subject: x\n\ny")
    with pytest.raises(Faulty) as raised:
        load_samples(tmp_path)
    told = [(fault.line, fault.field) for fault in raised.value.faults]
    assert told == [(3, "file"), (4, "kind"), (5, "rights")]


@pytest.mark.parametrize("labels", [None, "name,kind\none.txt,request\n"])
def test_labels_are_needed(tmp_path: Path, labels: str | None) -> None:
    """The error says what the file has to hold."""
    if labels is not None:
        folder_with(tmp_path, labels)
    with pytest.raises(Misconfigured, match="file"):
        load_samples(tmp_path)
