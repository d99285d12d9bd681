"""Letters laid into a folder: none twice, none half."""

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rightsflow.errors import Misconfigured
from rightsflow.mail.boxes.folder import make_maildir
from rightsflow.mail.sending import Deferred, MaildirSender, Outgoing

Maker = Callable[[int], Outgoing]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give an empty Maildir."""
    make_maildir(tmp_path / "outbox")
    return tmp_path / "outbox"


async def test_a_letter_sent_again_is_found_and_not_doubled(path: Path, letter: Maker) -> None:
    """After a crash the outbox sends again: the Message-ID finds the first one."""
    for _ in range(2):
        await MaildirSender(path).send(letter(1))

    assert len(list((path / "new").iterdir())) == 1


async def test_a_letter_that_a_person_has_opened_is_found_as_well(
    path: Path, letter: Maker
) -> None:
    """A mail reader moves it to `cur` and appends flags to its name."""
    sender = MaildirSender(path)
    await sender.send(letter(1))
    [file] = (path / "new").iterdir()
    file.rename(path / "cur" / f"{file.name}:2,S")

    await sender.send(letter(1))

    assert await sender.was_accepted(letter(1).message_id) is True
    assert list((path / "new").iterdir()) == []


async def test_processes_that_send_the_same_letter_at_once_deliver_one(
    path: Path, letter: Maker
) -> None:
    """Whoever links first wins; the others find it there."""
    await asyncio.gather(*(MaildirSender(path).send(letter(1)) for _ in range(10)))

    assert len(list((path / "new").iterdir())) == 1


async def test_nothing_is_left_behind_and_nobody_else_can_read(path: Path, letter: Maker) -> None:
    """Drafts are removed; a letter is personal data."""
    await MaildirSender(path).send(letter(1))
    [file] = (path / "new").iterdir()

    assert list((path / "tmp").iterdir()) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_the_file_name_tells_nothing(path: Path, letter: Maker) -> None:
    """Neither case number nor address can be read from it."""
    await MaildirSender(path).send(letter(1))
    [file] = (path / "new").iterdir()

    assert "RF-2026" not in file.name
    assert "@" not in file.name


async def test_a_missing_folder_is_a_wrong_setting(tmp_path: Path, letter: Maker) -> None:
    """It is not made on the way: a letter would vanish into a folder nobody looks into."""
    sender = MaildirSender(tmp_path / "nowhere")

    with pytest.raises(Misconfigured, match="nowhere"):
        await sender.check()
    with pytest.raises(Misconfigured, match="nowhere"):
        await sender.send(letter(1))


async def test_a_letter_that_cannot_be_written_is_surely_not_sent(
    path: Path, letter: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no lost letter: it is tried again."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rightsflow.mail.sending.maildir._write", full)
    with pytest.raises(Deferred, match="No space left"):
        await MaildirSender(path).send(letter(1))

    assert await MaildirSender(path).was_accepted(letter(1).message_id) is False
