"""The check of words finds addresses of registries and paths of one machine."""

from pathlib import Path

import pytest

from tools import check_words

SLASH = "/"  # so that this file passes the check that it tests


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", "see https://py" + "pi.org/project/x", "names a package registry"),
        ("a.cfg", "index = files.python" + "hosted.org", "names a package registry"),
        ("a.py", f'HERE = "{SLASH}root/data"', "names a path of one machine"),
        ("a.py", f"open('{SLASH}home/anna/x')", "names a path of one machine"),
        ("uv.lock", "", "is a lock file with addresses: constraints.txt is enough"),
        ("constraints.txt", "a @ file:///x", "is not a plain name==version pin"),
        ("constraints.txt", "a==1.0 --hash=sha256:0", "is not a plain name==version pin"),
        ("constraints.txt", "-e .", "is not a plain name==version pin"),
    ],
)
def test_a_forbidden_word_is_found(name: str, text: str, expected: str) -> None:
    """No file names a registry host, a machine's folder, or a package by address."""
    assert [(1, expected)] == list(check_words.faults(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "https://www.apache.org/licenses/"),
        ("a.md", "the tasks/work/ folder, {root}/x, and a.work/b"),
        ("constraints.txt", "# a comment\nruamel-yaml-clib==0.2.15\npython-dateutil==2.9.0.post0"),
    ],
)
def test_an_ordinary_text_passes(name: str, text: str) -> None:
    """The check does not cry wolf."""
    assert list(check_words.faults(name, text)) == []


def test_the_fault_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    """Whoever reads the report finds the place, also outside of a git checkout."""
    (tmp_path / "notes.txt").write_text(f"first\n{SLASH}root/second\n")

    with pytest.raises(SystemExit) as stopped:
        check_words.main(tmp_path)

    assert stopped.value.code == "notes.txt:2: names a path of one machine"
