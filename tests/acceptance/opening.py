"""Opening what came by mail as its recipient does: the PDF in a reader, the archive in 7-Zip."""

import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyzipper  # type: ignore[import-untyped]

from tests.acceptance.people import Person
from tests.servers.dovecot import Dovecot

PDFTOTEXT = shutil.which("pdftotext")
SEVEN_ZIP = shutil.which("7z")
_LIMIT_S = 60


@dataclass(frozen=True)
class Copy:
    """A copy as it came by mail, still locked."""

    report: bytes
    archive: bytes

    def text(self, folder: Path, passphrase: str) -> str | None:
        """Return the report's text without its white space; None if it does not open."""
        file = folder / "report.pdf"
        file.write_bytes(self.report)
        words: list[str | Path] = [PDFTOTEXT or "", "-enc", "UTF-8", "-upw", passphrase, file, "-"]
        done = subprocess.run(words, capture_output=True, timeout=_LIMIT_S, check=False)
        return squeezed(done.stdout.decode()) if done.returncode == 0 else None

    def unpacked(self, folder: Path, passphrase: str) -> dict[str, bytes] | None:
        """Return the files that 7-Zip takes out of the archive; None if it does not open."""
        file, target = folder / "data.zip", folder / "unpacked"
        file.write_bytes(self.archive)
        shutil.rmtree(target, ignore_errors=True)
        words: list[str | Path] = [
            SEVEN_ZIP or "",
            "x",
            "-y",
            f"-p{passphrase}",
            f"-o{target}",
            file,
        ]
        done = subprocess.run(words, capture_output=True, timeout=_LIMIT_S, check=False)
        if done.returncode != 0:
            return None
        found = (path for path in target.rglob("*") if path.is_file())
        return {str(path.relative_to(target)): path.read_bytes() for path in found}

    def read(self, passphrase: str) -> dict[str, bytes]:
        """Return the files that a library takes out of the archive."""
        with pyzipper.AESZipFile(io.BytesIO(self.archive)) as opened:
            opened.setpassword(passphrase.encode())
            return {name: opened.read(name) for name in opened.namelist()}

    @property
    def names(self) -> list[str]:
        """Return the names that anybody can read without the passphrase."""
        with pyzipper.AESZipFile(io.BytesIO(self.archive)) as opened:
            return list(opened.namelist())


def mailbox_of(dovecot: Dovecot, person: Person) -> list[EmailMessage]:
    """Return what lies in a person's mailbox, read by IMAP."""
    found = dovecot.contents(person.email, "INBOX")
    return [message_from_bytes(one, policy=default) for one in found]


def export_in(letter: EmailMessage, passphrase: str) -> bytes:
    """Return the portable archive that a letter carries, taken out of the encrypted one."""
    (part,) = letter.iter_attachments()
    assert part.get_content_type() == "application/zip"
    with pyzipper.AESZipFile(io.BytesIO(part.get_content())) as opened:
        assert opened.namelist() == ["portable.zip"]
        opened.setpassword(passphrase.encode())
        content: bytes = opened.read("portable.zip")
    return content


def unzipped(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive that needs no passphrase."""
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def copy_in(letter: EmailMessage) -> Copy:
    """Return the copy that a letter carries."""
    parts = {part.get_content_type(): part.get_content() for part in letter.iter_attachments()}
    assert sorted(parts) == ["application/pdf", "application/zip"]
    return Copy(parts["application/pdf"], parts["application/zip"])


def require_readers(require_server: Callable[[str, bool], None]) -> None:
    """Skip, or fail under CI, where the programs that open a copy are not installed."""
    require_server("pdftotext (poppler-utils)", PDFTOTEXT is not None)
    require_server("7z (p7zip-full)", SEVEN_ZIP is not None)


def squeezed(text: str) -> str:
    """Return a text without white space: where a line breaks is not what is tested."""
    return "".join(text.split())


def values_in(files: dict[str, bytes]) -> list[str]:
    """Return every value of every record in the data file."""
    data = json.loads(files["data.json"])
    return [
        str(value)
        for system in data["systems"]
        for collection in system["collections"]
        for record in collection["records"]
        for value in record["values"].values()
    ]


def records_in(files: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """Return the values of the records in the data file, by `system.collection`."""
    return {
        f"{system['system']}.{collection['collection']}": [
            record["values"] for record in collection["records"]
        ]
        for system in json.loads(files["data.json"])["systems"]
        for collection in system["collections"]
    }


def false_entries(files: dict[str, bytes]) -> list[str]:
    """Return what the manifest does not name, or names with a false size or checksum."""
    listed = {entry["file"]: entry for entry in json.loads(files["manifest.json"])["files"]}
    false = [name for name in {*files, *listed} - {"manifest.json"} if name not in listed]
    for name, entry in listed.items():
        content = files.get(name, b"")
        told = (entry["bytes"], entry["sha256"])
        if told != (len(content), hashlib.sha256(content).hexdigest()):
            false.append(name)
    return false


def table_in(files: Mapping[str, bytes], system: str, collection: str) -> str:
    """Return the name of a collection's table, which only the manifest tells."""
    entries = json.loads(files["manifest.json"])["files"]
    return next(
        str(entry["file"])
        for entry in entries
        if (entry.get("system"), entry.get("collection")) == (system, collection)
        and entry["file"].endswith(".csv")
    )
