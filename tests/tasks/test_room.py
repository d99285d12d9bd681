"""Whether there is room where register and vault lie."""

import shutil
from pathlib import Path

import pytest

from rightsflow.errors import TryAgain
from rightsflow.settings import read_settings
from tasks.room import disks, has_room, require_room
from tests.tasks.deciding_kit import Office

_MIB = 1 << 20


@pytest.mark.parametrize(("free_mib", "enough"), [(499, False), (500, True)])
def test_what_grows_goes_on_only_with_room(
    office: Office, monkeypatch: pytest.MonkeyPatch, free_mib: int, *, enough: bool
) -> None:
    """The error says how much is wanted, and that nothing is lost."""
    usage = shutil.disk_usage("/")._replace(free=free_mib * _MIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert has_room(office.desk) == enough
    if not enough:
        with pytest.raises(TryAgain, match=r"500 MiB left \(alarms.free_mib\).*Nothing is lost"):
            require_room(office.desk)


def test_register_and_vault_on_one_disk_are_told_once(office: Office, tmp_path: Path) -> None:
    """A vault that is not there yet lies where its folder will be; a server's disk is its own."""
    settings = read_settings(office.desk.folder)
    (one,) = disks(office.desk.folder, settings)
    assert (one.of, one.total_bytes) == ("register+vault", shutil.disk_usage(tmp_path).total)
    at = settings.register_.model_copy(update={"url": "postgresql+asyncpg://db.example.com/r"})
    (one,) = disks(office.desk.folder, settings.model_copy(update={"register_": at}))
    assert one.of == "vault"
