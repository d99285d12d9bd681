"""`rightsflow letters`, as a person types it: no instance is needed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app
from rightsflow.letters.choose import TABLE, Letter
from rightsflow.letters.examples_of_rights import EXAMPLES


def letters(*typed: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["letters", *typed])


def test_every_letter_is_listed_with_what_wants_it() -> None:
    """When it is sent, by which provision, in which languages."""
    result = letters("list", "--language", "en")

    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.strip()}
    for row in TABLE:
        assert row.event.replace("_", " ") in lines[row.letter]
        assert row.article in lines[row.letter]
        assert "en, pl" in lines[row.letter]
    assert "We need more time" in result.output


@pytest.mark.parametrize("letter", Letter)
def test_every_letter_can_be_looked_at(letter: Letter) -> None:
    """Polish if nothing else is asked for; as long as the letter is, without broken lines."""
    polish, english = letters("preview", letter), letters("preview", letter, "--language", "en")

    assert polish.exit_code == english.exit_code == 0
    assert "sprawa RF-2026-0042\n" in polish.output
    assert "Dzień dobry,\n" in polish.output
    assert "Hello,\n" in english.output
    assert "Administrator danych: Pogodna Praca sp. z o.o., ul. Lipowa 3" in polish.output


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_an_answer_can_be_looked_at(name: str) -> None:
    """One letter answers rights of any mix; each mix of the examples can be read."""
    result = letters("preview", "rights_reply", "--example", name)

    assert result.exit_code == 0
    assert "Nasza odpowiedź" in result.output


@pytest.mark.parametrize("typed", [("rights_reply", "nothing"), ("refusal", "erasure")])
def test_an_example_that_does_not_exist_is_refused_with_those_that_do(
    typed: tuple[str, str],
) -> None:
    """The names are listed, so that nobody has to guess."""
    letter, name = typed
    result = letters("preview", letter, "--example", name)

    assert result.exit_code == 1
    assert "marketing_stop" in result.output


def test_a_letter_can_be_had_as_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies in the current folder, and its name is all that is printed."""
    monkeypatch.chdir(tmp_path)
    result = letters("preview", "refusal", "--language", "en", "--pdf")

    assert result.output == "refusal-en.pdf\n"
    assert (tmp_path / "refusal-en.pdf").read_bytes().startswith(b"%PDF-")
    assert [file.name for file in tmp_path.iterdir()] == ["refusal-en.pdf"]


@pytest.mark.parametrize(
    "typed", [("list",), ("preview", "refusal"), ("preview", "refusal", "--pdf")]
)
def test_a_language_without_letters_is_refused_by_name(
    typed: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for is never a path, and English is not passed off as it."""
    monkeypatch.chdir(tmp_path)
    for language in ("uk", "../pl", ""):
        result = letters(*typed, "--language", language)

        assert result.exit_code == 1
        assert "Choose one of: en, pl" in result.output
    assert not any(tmp_path.iterdir())


def test_a_letter_that_is_none_is_refused_with_the_list() -> None:
    """Whoever mistypes sees which there are."""
    result = letters("preview", "refusla")

    assert result.exit_code == 2
    assert "refusal" in result.output
