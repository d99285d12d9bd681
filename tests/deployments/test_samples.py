"""`rightsflow read --samples`, as a person types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app

LETTERS = {
    "asks.txt": "Subject: My data\n\nPlease send me a copy of all personal data you hold on me.",
    "works.txt": "Subject: Shifts\n\nWhen does the night shift begin on Friday?",
    "seeks.txt": "Subject: Night shift\n\nLate for the shift, the bus is stuck. Tell my manager.",
    "cs.txt": "Subject: Dotaz\n\nŽádám o přístup ke svým osobním údajům podle nařízení GDPR.",
}
LABELS = """file,lang,kind,rights
asks.txt,en,request,access
works.txt,en,not_a_request,
seeks.txt,en,request,erasure
cs.txt,cs,request,access
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of labelled letters, one of which says nothing of what its label says."""
    (tmp_path / "labels.csv").write_text(LABELS, encoding="utf-8")
    for name, text in LETTERS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def score(*words: str | Path) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["read", *map(str, words)])


def test_figures_and_names_are_shown_and_no_letter(folder: Path) -> None:
    """What is missed is named by its file; whoever wants to may open it."""
    result = score("--samples", folder)
    assert result.exit_code == 0, result.output
    assert "micro-F1 0.667" in result.output
    assert "unheard: seeks.txt" in result.output
    assert "handed to a person: 1 of 1 (aim: all, it is not read)" in result.output
    assert "the bus" not in result.output


def test_json_tells_all_of_it(folder: Path) -> None:
    """By language, for whoever draws a curve of it."""
    told = json.loads(score("--samples", folder, "--json").output)
    assert told["en"]["micro"] == {
        "right": 1, "wrong": 0, "missed": 1, "precision": 1.0, "recall": 0.5, "f1": 0.6667,
    }  # fmt: skip
    assert told["en"]["misread"] == [{"file": "seeks.txt", "missed": ["erasure"], "wrong": []}]
    assert (told["cs"]["requests"], told["cs"]["handed_to_a_person"]) == (1, 1)


@pytest.mark.parametrize("words", [(), ("letter.eml", "--samples", "letters")])
def test_either_files_or_a_folder_is_wanted(words: tuple[str, ...]) -> None:
    """The error says so."""
    result = score(*words)
    assert result.exit_code == 1
    assert "Name mail files, or one folder of samples" in result.output


def test_faulty_labels_are_told_with_file_line_and_remedy(folder: Path) -> None:
    """As every other faulty file is."""
    labels = folder / "labels.csv"
    labels.write_text(LABELS.replace("erasure", "erase"), encoding="utf-8")
    result = score("--samples", folder)
    assert result.exit_code == 1
    assert "labels.csv" in result.output
    assert "4" in result.output
    assert "consent_withdrawal" in result.output
