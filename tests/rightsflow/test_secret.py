"""Secrets: read from where they are named, never shown, never guessed."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from rightsflow.errors import Misconfigured
from rightsflow.secret import BLOCKS, SecretSource

VARIABLE = "RIGHTSFLOW_TEST_SECRET"
VALUE = "correct horse battery staple"


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable that is named holds it."""
    monkeypatch.setenv(VARIABLE, VALUE)
    assert SecretSource(env=VARIABLE).read().get_secret_value() == VALUE


def test_a_secret_comes_from_a_file_without_the_last_newline(tmp_path: Path) -> None:
    """An editor's newline at the end is no part of the secret."""
    file = tmp_path / "password"
    file.write_text(f"{VALUE}\n", encoding="utf-8")
    assert SecretSource(file=file).read().get_secret_value() == VALUE


def test_a_relative_file_is_meant_from_the_instance_folder(tmp_path: Path) -> None:
    """Where the program was started does not matter."""
    (tmp_path / "password").write_text(VALUE, encoding="utf-8")
    source = SecretSource.model_validate({"file": "password"}, context={"base": tmp_path})
    assert source.read().get_secret_value() == VALUE


@pytest.mark.parametrize("named", [{}, {"env": "A", "file": "b"}, {"value": VALUE}, VALUE])
def test_a_secret_is_named_by_exactly_one_place(named: object) -> None:
    """Neither none nor two places, and never the secret itself."""
    with pytest.raises(ValidationError):
        SecretSource.model_validate(named)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\x00"])
def test_a_missing_secret_is_an_error_that_names_its_place(
    tmp_path: Path, content: bytes | None
) -> None:
    """No secret has a default: the file that should hold it is named."""
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Misconfigured, match="file password"):
        SecretSource(file=file).read()


def test_a_missing_variable_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unset and an empty variable are the same mistake."""
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(Misconfigured, match=VARIABLE):
        SecretSource(env=VARIABLE).read()
    monkeypatch.setenv(VARIABLE, "")
    with pytest.raises(Misconfigured, match=VARIABLE):
        SecretSource(env=VARIABLE).read()


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Source and secret can be logged by mistake without telling anything."""
    monkeypatch.setenv(VARIABLE, VALUE)
    source = SecretSource(env=VARIABLE)
    assert VALUE not in f"{source!r} {source} {source.read()!r} {source.read()}"


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path may begin with the user's home folder, as in a shell."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "password").write_text(VALUE, encoding="utf-8")
    source = SecretSource.model_validate({"file": "~/password"}, context={"base": Path("/nowhere")})
    assert source.read().get_secret_value() == VALUE


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    """Only relative paths are meant from the instance folder."""
    named = {"file": str(tmp_path / "elsewhere")}
    source = SecretSource.model_validate(named, context={"base": tmp_path / "instance"})
    assert source.file == tmp_path / "elsewhere"


def test_a_block_is_read_by_whoever_opened_the_instance() -> None:
    """The library knows no orchestrator: it asks the reader that it was given, by name."""
    token = BLOCKS.set({"mailbox-password": " from-a-block\n"}.__getitem__)
    try:
        assert SecretSource(block="mailbox-password").read().get_secret_value() == "from-a-block"
    finally:
        BLOCKS.reset(token)


def test_a_block_that_nobody_reads_is_told_with_its_name() -> None:
    """As in a program of its own that was started without an instance."""
    token = BLOCKS.set(None)
    try:
        with pytest.raises(Misconfigured, match="block mailbox-password, and here nobody reads"):
            SecretSource(block="mailbox-password").read()
    finally:
        BLOCKS.reset(token)


@pytest.mark.parametrize("name", ["Mailbox", "a b", "../x", ""])
def test_a_block_has_a_name_as_prefect_takes_it(name: str) -> None:
    """What no block can be called is told when the file is read."""
    with pytest.raises(ValidationError):
        SecretSource(block=name)
