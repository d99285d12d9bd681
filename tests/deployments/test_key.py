"""The commands `rightsflow key ...`, as a person types them."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rightsflow.register.masterkey import id_of, read_master_key
from tests.deployments.test_cli import opened, rightsflow

Change = Callable[[list[str]], list[str]]


def key(office: Path, *words: str, given: str = "") -> tuple[int, str]:
    """Run a command about the key; return status and output."""
    result = rightsflow("key", *words, "--config", office, given=given)
    return result.exit_code, result.output


def test_a_copy_on_paper_opens_the_register_and_makes_the_lost_key_file_anew(
    office: Path,
) -> None:
    """Printed, lost, typed in, proved, written: the case opens as before."""
    number = opened(office)
    before = read_master_key(office / "master.key")
    status, paper = key(office, "escrow")
    assert status == 0
    (office / "master.key").unlink()
    assert rightsflow("case", "show", number, "--config", office).exit_code == 1

    status, said = key(office, "verify", given=paper)
    assert status == 0, said
    assert "1 keys of cases" in said
    assert not (office / "master.key").exists()
    status, said = key(office, "verify", "--write", given=paper)

    assert status == 0, said
    assert read_master_key(office / "master.key") == before
    shown = rightsflow("case", "show", number, "--reveal", "--config", office)
    assert shown.exit_code == 0, shown.output


def test_the_proof_of_a_copy_repeats_nothing_of_it(office: Path) -> None:
    """Neither right nor wrong."""
    opened(office)
    _, paper = key(office, "escrow")
    groups = re.findall(r"\b[0-9A-Z]{4}\b", paper)
    assert len(groups) == 16
    spoilt = ("B" if groups[5][0] == "A" else "A") + groups[5][1:]
    wrong = paper.replace(groups[5], spoilt)
    for given in (paper, wrong):
        _, said = key(office, "verify", given=given)
        assert [group for group in groups if group in said] == []
    assert "Line 2" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: lines[:-2], "4 lines"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "Line 2"),
        (lambda _: [base64.b64encode(bytes(range(32))).decode()], "not the key of this register"),
    ],
)
def test_another_or_a_damaged_copy_is_refused(office: Path, change: Change, says: str) -> None:
    """With what is wrong; a whole copy of another key does not open this register."""
    opened(office)
    _, paper = key(office, "escrow")
    lines = [line for line in paper.splitlines() if line]
    status, said = key(office, "verify", given="\n".join(change(lines)) + "\n")
    assert status == 1
    assert says in said


def test_a_key_file_that_is_there_is_never_written_over(office: Path) -> None:
    """Not even by the same key."""
    opened(office)
    _, paper = key(office, "escrow")
    status, said = key(office, "verify", "--write", given=paper)
    assert status == 1
    assert "never written over" in said


def test_a_rotation_says_what_to_do_with_paper_and_backups(office: Path) -> None:
    """Prepared, on paper, carried out; the old key is named nowhere and opens nothing."""
    number = opened(office)
    _, old_paper = key(office, "escrow")
    status, said = key(office, "rotate", "--prepare")
    assert status == 0, said
    assert "key escrow --next" in said
    _, new_paper = key(office, "escrow", "--next")
    status, said = key(office, "rotate")
    assert status == 0, said
    for step in ("on paper", "Make a backup now", "until"):
        assert step in said
    assert key(office, "verify", given=new_paper)[0] == 0
    status, said = key(office, "verify", given=old_paper)
    assert status == 1
    assert "not the key of this register" in said
    assert rightsflow("case", "show", number, "--reveal", "--config", office).exit_code == 0


def test_key_check_tells_names_counts_and_dates(office: Path) -> None:
    """In use since when, what is under which key, what is kept of earlier ones; no key."""
    opened(office)
    first = json.loads(key(office, "check", "--json")[1])
    key(office, "rotate")
    status, said = key(office, "check")
    later = json.loads(key(office, "check", "--json")[1])

    assert status == 0
    assert first["wrapped"] == {first["master_key"]: 1}
    assert later["wrapped"] == {id_of(read_master_key(office / "master.key")): 1}
    assert {one["use"] for one in later["kept"]} == {
        "index", "staff", "person", "suppression", "ledger", "message-id",
    }  # fmt: skip
    assert later["master_key"] in said
    assert (office / "master.key").read_text().strip() not in said


def test_there_is_no_next_key_until_one_is_prepared(office: Path) -> None:
    """And a prepared one is told."""
    assert key(office, "escrow", "--next")[0] == 1
    key(office, "rotate", "--prepare")
    assert "A rotation is prepared" in key(office, "check")[1]
