"""What only a mailbox in a folder has to care about: names, times, and hands at work."""

import asyncio
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rightsflow.errors import Misconfigured
from rightsflow.mail.boxes import MaildirMailbox
from rightsflow.mail.boxes.folder import Entry, make_maildir, uidvalidity

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give an empty Maildir."""
    make_maildir(tmp_path / "inbox")
    return tmp_path / "inbox"


async def test_the_file_name_tells_when_a_letter_came(path: Path) -> None:
    """The name is written at delivery; the file's own time changes with copying."""
    (path / "new" / f"{NINE.timestamp():.0f}.M1P2.mx").write_bytes(b"\r\n")

    [arrived] = await MaildirMailbox(path).list()

    assert arrived.received_at == NINE


async def test_a_file_put_there_by_hand_came_when_it_was_written(path: Path) -> None:
    """A name without a time falls back to the time of the file."""
    file = path / "new" / "request.eml"
    file.write_bytes(b"\r\n")
    os.utime(file, (NINE.timestamp(), NINE.timestamp()))

    [arrived] = await MaildirMailbox(path).list()

    assert arrived.received_at == NINE


async def test_a_second_letter_under_the_same_name_is_another_letter(path: Path) -> None:
    """Somebody drops `request.eml` in twice: neither is taken for the other or overwritten."""
    mailbox = MaildirMailbox(path)
    uids = []
    for number, text in enumerate((b"first", b"second")):
        file = path / "new" / "request.eml"
        file.write_bytes(text)
        os.utime(file, (number, number))
        uids += [one.uid for one in await mailbox.list()]
        await mailbox.move(uids, "processed")

    assert len(set(uids)) == 2
    kept = (path / ".Processed" / "cur").iterdir()
    assert sorted(file.read_bytes() for file in kept) == [b"first", b"second"]


async def test_the_flags_of_a_letter_move_with_it(path: Path) -> None:
    """A mail reader shows the moved letter as it was: answered, seen."""
    (path / "cur" / "1790000000.M1P2.mx:2,RS").write_bytes(b"\r\n")
    mailbox = MaildirMailbox(path)

    await mailbox.move([one.uid for one in await mailbox.list()], "processed")

    assert [file.name for file in (path / ".Processed" / "cur").iterdir()] == [
        "1790000000.M1P2.mx:2,RS"
    ]


async def test_hidden_files_folders_and_links_are_no_letters(path: Path, tmp_path: Path) -> None:
    """Only a real file is mail: a link could point to any file of the machine."""
    (tmp_path / "secret").write_bytes(b"not mail")
    (path / "new" / ".hidden").write_bytes(b"\r\n")
    (path / "new" / "folder").mkdir()
    (path / "new" / "link").symlink_to(tmp_path / "secret")

    assert await MaildirMailbox(path).list() == []


async def test_a_uid_is_never_a_path(path: Path, tmp_path: Path) -> None:
    """A UID that looks like a path names no letter."""
    (tmp_path / "secret").write_bytes(b"not mail")
    mailbox = MaildirMailbox(path)

    assert [one async for one in mailbox.fetch(["../../secret", "../secret"])] == []


async def test_a_file_that_cannot_be_read_goes_to_a_person(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One damaged file yields nothing but the word that it is not whole, and stops no other."""
    entry = Entry("1790000000.M1", path / "tmp", NINE, 10)  # a folder, which nobody can read
    monkeypatch.setattr("rightsflow.mail.boxes.maildir.entries", lambda _: {entry.uid: entry})

    [letter] = [one async for one in MaildirMailbox(path).fetch([entry.uid])]

    assert (letter.raw, letter.whole) == (b"", False)


async def test_a_letter_whose_flags_change_meanwhile_is_still_read_and_moved(path: Path) -> None:
    """A mail reader renames the file between listing and reading: it is looked up again."""
    old = path / "new" / "1790000000.M1P2.mx"
    old.write_bytes(b"text")
    mailbox = MaildirMailbox(path)
    stale = mailbox._entries()
    old.rename(path / "cur" / "1790000000.M1P2.mx:2,S")

    letter = mailbox._read("1790000000.M1P2.mx", stale)

    assert letter is not None
    assert letter.raw == b"text"


async def test_two_pollers_at_once_move_every_letter_once(path: Path) -> None:
    """A rename has one winner; the loser finds the letter gone and goes on."""
    for number in range(50):
        (path / "new" / f"17900000{number:02}.M1.mx").write_bytes(str(number).encode())
    one, other = MaildirMailbox(path), MaildirMailbox(path)
    uids = [arrived.uid for arrived in await one.list()]

    await asyncio.gather(*(box.move(uids, "processed") for box in (one, other) * 3))

    assert await one.list() == []
    assert len(list((path / ".Processed" / "cur").iterdir())) == 50


async def test_a_missing_folder_is_a_wrong_setting_and_is_not_made(tmp_path: Path) -> None:
    """A folder that is not there may be a disk that is not mounted: requests would be missed."""
    mailbox = MaildirMailbox(tmp_path / "nowhere")

    for ask in (mailbox.list, mailbox.check):
        with pytest.raises(Misconfigured, match="nowhere is no Maildir"):
            await ask()
    assert not (tmp_path / "nowhere").exists()


async def test_a_mailbox_made_anew_is_told_from_the_old_one(path: Path, tmp_path: Path) -> None:
    """The token is made once and kept; another folder has another."""
    make_maildir(tmp_path / "other")

    assert uidvalidity(path) == uidvalidity(path) != uidvalidity(tmp_path / "other")


async def test_nobody_else_reads_a_mailbox_that_was_made_here(path: Path) -> None:
    """Letters are personal data: the folders are closed to other users."""
    modes = {stat.S_IMODE((path / part).stat().st_mode) for part in ("tmp", "new", "cur")}

    assert modes == {0o700}
