"""The command `rightsflow`, as a person types it."""

import json
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app
from rightsflow.law.deadline import due_on

WARSAW = ZoneInfo("Europe/Warsaw")
YESTERDAY = (datetime.now(WARSAW) - timedelta(days=1)).date()
DUE = due_on(datetime.combine(YESTERDAY, time(), WARSAW), WARSAW, "PL")
PERSON = "name: Zofia Wymyślona\nemail: zofia.wymyslona@example.net\n"


def rightsflow(*words: str | Path, given: str = "") -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], input=given)


def opened(office: Path, *, person: str = PERSON) -> str:
    """Open a posted request and return what was printed."""
    words = ("--right", "access", "--received-on", YESTERDAY.isoformat(), "--person", "-")
    result = rightsflow("case", "open", *words, "--config", office, given=person)

    assert result.exit_code == 0, result.output
    return result.output.strip()


def test_check_of_a_fresh_example_says_that_all_is_well(office: Path) -> None:
    """Every system, the mailbox, the way out and the register get one line."""
    result = rightsflow("check", "--config", office)

    assert result.exit_code == 0, result.output
    for what in ("controller.yaml", "register", "mailbox", "outgoing mail", "crm", "mailing"):
        assert what in result.output


def test_check_names_file_line_field_and_remedy(office: Path) -> None:
    """A wrong word is found without searching."""
    file = office / "controller.yaml"
    lines = file.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("mailbox:"))
    lines.insert(at, "mailboxx: {}")
    file.write_text("\n".join(lines))

    result = rightsflow("check", "--config", office)

    assert result.exit_code == 1
    assert f"controller.yaml:{at + 1}: mailboxx:" in result.output
    assert "Remove the field" in result.output


def test_check_says_that_a_system_does_not_answer(office: Path) -> None:
    """The other systems are asked all the same."""
    (office / "data" / "crm.sqlite").unlink()

    result = rightsflow("check", "--config", office)

    assert result.exit_code == 1
    assert "✗ crm" in result.output
    assert "✓ mailing" in result.output


def test_nothing_opens_with_another_key(office: Path) -> None:
    """A wrong key is an error before anything is read."""
    opened(office)
    key = office / "master.key"
    key.chmod(0o600)
    key.write_text("A" * 43 + "=\n")

    result = rightsflow("case", "list", "--config", office)

    assert result.exit_code == 1
    assert "master key" in result.output


def test_a_posted_request_gets_a_number_and_stays_out_of_sight(office: Path) -> None:
    """`case list` and `case show` print numbers and words, not the person."""
    number = opened(office)

    listed = rightsflow("case", "list", "--config", office)
    shown = rightsflow("case", "show", number, "--config", office, "--json")

    assert number in listed.output
    assert "wymyslona" not in (listed.output + shown.output).lower()
    case = json.loads(shown.output)
    assert case["requests"] == [{"right": "access", "due on": DUE.isoformat(), "outcome": "open"}]
    assert case["journal_whole"] is True


def test_revealing_a_person_is_noted_in_the_journal(office: Path) -> None:
    """Who looks leaves a trace."""
    number = opened(office)

    revealed = rightsflow("case", "show", number, "--config", office, "--json", "--reveal")
    after = rightsflow("case", "show", number, "--config", office, "--json")

    assert json.loads(revealed.output)["personal"]["requester"]["name"] == "Zofia Wymyślona"
    assert "revealed" in [entry["event"] for entry in json.loads(after.output)["journal"]]


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ("email: not an address\n", "not well formed"),
        ("name: Somebody\n", "a name alone finds nobody"),
        ("pesel: 1\n", "not as expected"),
    ],
)
def test_a_person_who_cannot_be_searched_for_opens_no_case(
    office: Path, person: str, says: str
) -> None:
    """The message tells what to give, and repeats nothing of what was given."""
    words = ("--right", "access", "--received-on", YESTERDAY.isoformat(), "--person", "-")

    result = rightsflow("case", "open", *words, "--config", office, given=person)

    assert result.exit_code == 1
    assert says in result.output
    assert rightsflow("case", "list", "--config", office).output.strip() == "No cases."


def test_a_mistyped_year_is_noticed(office: Path) -> None:
    """An answer that was due years ago is asked about before a case is opened."""
    words = ("--right", "access", "--received-on", "2020-11-20", "--person", "-")

    refused = rightsflow("case", "open", *words, "--config", office, given=PERSON)
    meant = rightsflow("case", "open", *words, "--overdue", "--config", office, given=PERSON)

    assert refused.exit_code == 1
    assert "due on 2020-12-21" in refused.output
    assert meant.exit_code == 0, meant.output


def test_a_folder_that_is_none_is_named_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip of the pen is more likely than an instance without settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()

    for words, named in (
        (("--config", "empty"), "in the folder empty."),
        (("--config", "../nowhere"), "in the folder ../nowhere."),
        ((), "in the current folder."),
    ):
        result = rightsflow("case", "list", *words)

        assert result.exit_code == 1, (words, result.output)
        told = " ".join(result.stderr.split())
        assert f"Is this the right folder? There is no controller.yaml {named}" in told
        assert told.index("right folder?") < told.index("rightsflow init")


def test_a_text_that_is_no_number_is_told_what_one_looks_like(office: Path) -> None:
    """It may be a name, so it is not repeated."""
    for words in (("case", "show"), ("journal", "show"), ("journal", "verify")):
        result = rightsflow(*words, "Kowalska", "--config", office)

        assert result.exit_code == 1
        assert "one looks like RF-2026-000007" in result.output
        assert "kowalska" not in result.output.lower()


def test_a_number_may_be_typed_in_small_letters(office: Path) -> None:
    """With the blanks that come with copying."""
    number = opened(office)

    shown = rightsflow("case", "show", f" {number.lower()}\n", "--config", office, "--json")

    assert json.loads(shown.output)["number"] == number


def test_a_day_of_receipt_with_the_day_first_is_told_how(office: Path) -> None:
    """Nothing is opened: nobody knows which of the two is the month."""
    words = ("--right", "access", "--received-on", "20.11.2026", "--person", "-")

    result = rightsflow("case", "open", *words, "--config", office, given=PERSON)

    assert result.exit_code == 2
    assert "The year comes" in result.output


def test_a_case_that_does_not_exist_is_said_so(office: Path) -> None:
    """The remedy is the command that lists cases."""
    result = rightsflow("case", "show", "RF-2026-999999", "--config", office)

    assert result.exit_code == 1
    assert "rightsflow case list" in result.output


def test_read_prints_one_line_of_json_for_each_file(tmp_path: Path) -> None:
    """Hundreds in one call; a file that is no mail is a line like the others."""
    letter = tmp_path / "letter.eml"
    letter.write_text(
        "From: a@example.com\nTo: b@example.com\nSubject: Access\n\n"
        "Please send me a copy of my personal data under Article 15 GDPR.\n"
    )
    noise = tmp_path / "noise.eml"
    noise.write_bytes(bytes(range(256)))

    result = rightsflow("read", letter, noise, "--json")

    assert result.exit_code == 0, result.output
    first, second = map(json.loads, result.output.splitlines())
    assert (first["file"], first["kind"], first["rights"]) == ("letter.eml", "request", ["access"])
    assert set(first) >= {"language", "identifiers", "may_auto_answer", "needs_person"}
    assert second["kind"] == "unreadable" or second["rights"] == []


def test_read_of_a_missing_file_says_which(tmp_path: Path) -> None:
    """Nothing is read then: half a list would look like a whole one."""
    result = rightsflow("read", tmp_path / "missing.eml")

    assert result.exit_code == 1
    assert "missing.eml" in result.output


def test_init_never_overwrites(office: Path) -> None:
    """What lies in a folder stays there."""
    result = rightsflow("init", office)

    assert result.exit_code == 1
    assert "not empty" in result.output


def test_the_demo_removes_only_what_it_made(tmp_path: Path) -> None:
    """A folder with something else in it is left alone."""
    (tmp_path / "letters.txt").write_text("mine")

    result = rightsflow("demo", tmp_path)

    assert result.exit_code == 1
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_the_command_line_loads_prefect_only_where_it_is_needed() -> None:
    """It takes seconds to load, and fixes the address of its server when it is."""
    program = "import sys, deployments.cli, deployments.demo; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
