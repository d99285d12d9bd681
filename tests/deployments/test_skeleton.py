"""`rightsflow connector new`: a package that works before anybody has changed it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployments.installing import install, run_its_tests
from tests.deployments.test_cli import rightsflow

LONGEST = "time_sheets_of_2_abc"


def made(folder: Path, name: str = LONGEST) -> Path:
    """Write a skeleton as a person does."""
    result = rightsflow("connector", "new", name, "--to", folder)

    assert result.exit_code == 0, result.output
    return folder


def test_a_new_connector_passes_its_tests_before_the_first_edit(tmp_path: Path) -> None:
    """Built and installed like any package; its own tests are those that every connector passes."""
    installed = tmp_path / "site"
    source = install(made(tmp_path / "new"), installed)
    told = run_its_tests(installed, source)

    assert "failed" not in told
    assert int(told.split()[0]) > 20, told


@pytest.mark.parametrize("name", ["ab", LONGEST])
def test_a_new_connector_is_in_form(tmp_path: Path, name: str) -> None:
    """Whatever its name, by the strict settings that it brings along."""
    folder = made(tmp_path / "new", name)
    for words in (("format", "--check"), ("check",)):
        command = [sys.executable, "-m", "ruff", *words, "--no-cache", "."]
        result = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        assert result.returncode == 0, result.stdout + result.stderr


def test_without_a_folder_it_is_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named as the package; what to do next is printed."""
    monkeypatch.chdir(tmp_path)
    result = rightsflow("connector", "new", "old_crm")

    assert "cd rightsflow-old-crm" in result.output
    assert (tmp_path / "rightsflow-old-crm" / "src" / "rightsflow_old_crm").is_dir()


@pytest.mark.parametrize(
    "name",
    ["", "a", "CRM", "2crm", "old-crm", "old__crm", "crm_", "_crm", "łącze", "../crm", "a" * 21],
)
def test_a_name_that_cannot_be_one_is_refused_with_what_can(tmp_path: Path, name: str) -> None:
    """Nothing is written."""
    result = rightsflow("connector", "new", "--to", tmp_path / "new", "--", name)

    assert result.exit_code == 1
    assert "small letters, digits and single underscores" in " ".join(result.output.split())
    assert not (tmp_path / "new").exists()


def test_one_of_our_names_is_refused(tmp_path: Path) -> None:
    """It would never be used."""
    result = rightsflow("connector", "new", "sql", "--to", tmp_path / "new")

    assert result.exit_code == 1
    assert "is a connector of Rightsflow itself" in result.output
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder with anything in it is left as it is."""
    mine = tmp_path / "README.md"
    mine.write_text("mine")
    result = rightsflow("connector", "new", "crm", "--to", tmp_path)

    assert result.exit_code == 1
    assert "not empty" in result.output
    assert list(tmp_path.iterdir()) == [mine]
    assert mine.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Here a file is in the way."""
    (tmp_path / "file").write_text("")
    result = rightsflow("connector", "new", "crm", "--to", tmp_path / "file")

    assert result.exit_code == 1
    assert "cannot be written" in result.output
