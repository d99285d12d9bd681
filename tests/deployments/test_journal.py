"""The commands `rightsflow journal ...`, as a person types them."""

import hashlib
import json
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.deployments.test_cli import opened, rightsflow
from tests.docs.pages import examples, text_of


@pytest.fixture
def number(office: Path) -> str:
    """Open a case by post, look at it once, and return its number."""
    opened_case = opened(office)
    rightsflow("case", "show", opened_case, "--config", office, "--reveal")
    return opened_case


def by_hand(office: Path, statement: str) -> None:
    """Write into the register as somebody does who has its file."""
    with closing(sqlite3.connect(office / "register.sqlite")) as register:
        register.execute(statement)
        register.commit()


def newest(office: Path) -> str:
    """Return the newest line of the only journal, as a digest tells it."""
    with closing(sqlite3.connect(office / "register.sqlite")) as register:
        row = register.execute('SELECT number, journal_seq, journal_head FROM "case"').fetchone()
    return " ".join(map(str, row))


def exported(office: Path, number: str, to: Path, *more: str) -> tuple[Path, Path]:
    """Export the evidence; return the PDF and the JSON."""
    result = rightsflow("journal", "export", number, "--config", office, "--to", to, *more)
    assert result.exit_code == 0, result.output
    return to / f"{number}-evidence.pdf", to / f"{number}-evidence.json"


def test_show_tells_every_line_in_words(office: Path, number: str) -> None:
    """In the controller's time, with who and what, and nothing personal."""
    shown = rightsflow("journal", "show", number, "--config", office)
    plain = json.loads(rightsflow("journal", "show", number, "--config", office, "--json").stdout)

    for told in ("Case opened", "Somebody looked at the personal data", "operator", "Whole:"):
        assert told in shown.output
    assert (plain["case"], plain["whole"], plain["broken"]) == (number, True, None)
    assert [one["seq"] for one in plain["entries"]] == [1, 2]
    assert plain["entries"][1]["hash"][:12] in shown.output
    assert "wymyślona" not in (shown.output + json.dumps(plain)).lower()


def test_show_says_where_a_journal_breaks(office: Path, number: str) -> None:
    """The lines are shown all the same."""
    by_hand(office, "UPDATE journal SET detail = 'no JSON' WHERE seq = 2")

    shown = rightsflow("journal", "show", number, "--config", office)

    assert shown.exit_code == 0
    assert "NOT WHOLE: from line 2 on: a line was changed" in shown.output


def test_verify_says_that_all_is_whole(office: Path, number: str) -> None:
    """All cases, or the one that is named."""
    for words in ((), (number,), (f" {number.lower()}",)):
        result = rightsflow("journal", "verify", *words, "--config", office)
        assert result.exit_code == 0, result.output
        assert "Whole: 1 journal, 2 lines." in result.output


@pytest.mark.parametrize(
    ("statement", "line", "flaw"),
    [
        ("UPDATE journal SET actor = 'nobody' WHERE seq = 1", 1, "changed"),
        ("DELETE FROM journal WHERE seq = 1", 1, "missing"),
        ("DELETE FROM journal WHERE seq = 2", 2, "cut_off"),
    ],
)
def test_verify_names_case_and_line(
    office: Path, number: str, statement: str, line: int, flaw: str
) -> None:
    """And ends with status 1."""
    by_hand(office, statement)

    result = rightsflow("journal", "verify", "--config", office)
    plain = json.loads(rightsflow("journal", "verify", "--config", office, "--json").stdout)

    assert plain["broken"] == [{"case": number, "line": line, "flaw": flaw}]
    assert plain["whole"] is False
    assert result.exit_code == 1
    assert f"{number}: from line {line} on" in result.output


def test_verify_finds_what_digests_told(office: Path, number: str, tmp_path: Path) -> None:
    """From a file or standard input, however long ago it was told."""
    digest = tmp_path / "digest.txt"
    digest.write_text(f"Good morning,\n\n> {newest(office)}\n")
    rightsflow("case", "show", number, "--config", office, "--reveal")

    from_file = rightsflow("journal", "verify", "--config", office, "--against", digest)
    piped = [
        rightsflow(
            "journal", "verify", typed, "--config", office, "--against", "-",
            given=digest.read_text(),
        )
        for typed in (number, number.lower())
    ]  # fmt: skip

    for result in (from_file, *piped):
        assert result.exit_code == 0, result.output
        assert "Still there: 1 line that a digest told of." in result.output


def test_verify_finds_a_tail_that_was_cut_off_with_the_case_row(
    office: Path, number: str, tmp_path: Path
) -> None:
    """The register alone looks whole; the digest knows better."""
    digest = tmp_path / "digest.txt"
    digest.write_text(newest(office))
    by_hand(office, "DELETE FROM journal WHERE seq = 2")
    by_hand(office, 'UPDATE "case" SET journal_seq = 1, journal_head = (SELECT hash FROM journal)')

    alone = rightsflow("journal", "verify", "--config", office)
    against = rightsflow("journal", "verify", "--config", office, "--against", digest)

    assert alone.exit_code == 0
    assert against.exit_code == 1
    assert f"{number}: line 2 is not as the digest told it" in against.output
    assert "cut off or rewritten" in against.output
    assert "✗ BROKEN: as it is now, each journal fits in itself (1 journal, 1 line)" in (
        against.output
    )
    assert "✓" not in against.output


@pytest.mark.parametrize(
    ("text", "says"),
    [("Nothing to see.\n", "tells of no journal"), ("RF-2026-000001 2 0123456789ab\n", "Line 1")],
)
def test_verify_against_a_text_without_hashes_is_an_error(
    office: Path, number: str, tmp_path: Path, text: str, says: str
) -> None:
    """Nothing was compared, and nobody is to think so."""
    digest = tmp_path / "digest.txt"
    digest.write_text(text)

    result = rightsflow("journal", "verify", number, "--config", office, "--against", digest)

    assert result.exit_code == 1
    assert says in result.output


def test_export_writes_two_files_for_their_owner(office: Path, number: str, tmp_path: Path) -> None:
    """In a folder that it makes; the terminal names the files and warns, and shows no data."""
    to = tmp_path / "new" / "evidence"
    result = rightsflow("journal", "export", number, "--config", office, "--to", to)

    assert result.exit_code == 0, result.output
    assert sorted(file.name for file in to.iterdir()) == sorted(result.stdout.split())
    assert [stat.S_IMODE(file.stat().st_mode) for file in to.iterdir()] == [0o600, 0o600]
    assert "hold personal data" in result.stderr
    assert "wymyślona" not in result.output.lower()


def test_the_pdf_names_its_twin_by_its_hash(office: Path, number: str, tmp_path: Path) -> None:
    """In the controller's first language, with the person and the journal in it."""
    pdf, twin = exported(office, number, tmp_path)

    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(pdf).pages))
    assert hashlib.sha256(twin.read_bytes()).hexdigest() in text
    assert "Przebiegrozpatrzeniawniosku" in text
    assert "ZofiaWymyślona" in text
    assert json.loads(twin.read_text())["journal"]["entries"][-1]["hash"] in text


def test_export_is_noted_and_shown_in_it(office: Path, number: str, tmp_path: Path) -> None:
    """Who took evidence out leaves a trace, in the evidence too."""
    _, twin = exported(office, number, tmp_path, "--language", "en")

    after = rightsflow("journal", "show", number, "--config", office, "--json")
    told = json.loads(twin.read_text())["journal"]["entries"]
    assert told == json.loads(after.stdout)["entries"]
    assert (told[-1]["event"], told[-1]["actor"]) == ("exported", "operator")


def test_the_files_are_named_by_the_number_however_it_was_typed(
    office: Path, number: str, tmp_path: Path
) -> None:
    """What an authority is given looks the same each time."""
    typed = rightsflow(
        "journal", "export", number.lower(), "--config", office, "--to", tmp_path / "out"
    )

    names = [f"{number}-evidence.pdf", f"{number}-evidence.json"]
    assert typed.stdout.splitlines() == names


def test_export_never_overwrites_unasked(office: Path, number: str, tmp_path: Path) -> None:
    """What lies there may be what was handed over; nothing is noted either."""
    pdf, _ = exported(office, number, tmp_path)
    before = pdf.read_bytes()

    again = rightsflow("journal", "export", number, "--config", office, "--to", tmp_path)

    assert again.exit_code == 1
    assert "--force" in again.output
    assert pdf.read_bytes() == before
    assert (
        json.loads(rightsflow("journal", "verify", "--config", office, "--json").stdout)["lines"]
        == 3
    )
    exported(office, number, tmp_path, "--force")
    assert sorted(file.suffix for file in tmp_path.glob("*evidence*")) == [".json", ".pdf"]
    assert [file for file in tmp_path.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "RF-2026-999999"), "rightsflow case list"),
        (("verify", "RF-2026-999999"), "rightsflow case list"),
        (("export", "RF-2026-999999", "--to", "out"), "rightsflow case list"),
        (("export", "RF-2026-000001", "--to", "out", "--language", "xx"), "en, pl"),
        (("export", "RF-2026-000001", "--to", "/dev/null/out"), "Name another folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_remedy(
    office: Path,
    number: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    says: str,
) -> None:
    """No case, no language, no folder."""
    assert number == "RF-2026-000001"
    monkeypatch.chdir(tmp_path)

    result = rightsflow("journal", *words, "--config", office)

    assert result.exit_code == 1
    assert says in result.output


def test_the_proof_of_the_page_proves_the_file(office: Path, number: str, tmp_path: Path) -> None:
    """What the how-to gives an authority runs, and finds a line that was changed."""
    (script,) = examples(text_of("how-to/authority.md"), "python")
    _, twin = exported(office, number, tmp_path)
    changed = tmp_path / "changed.json"
    changed.write_text(twin.read_text().replace('"revealed"', '"opened"'))

    def proved(file: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, str(file)]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    assert proved(twin).stdout == "whole: 3 lines\n"
    assert proved(changed).returncode == 1
    assert proved(changed).stderr == "line 2 does not fit\n"
