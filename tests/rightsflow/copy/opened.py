"""Opening a finished copy as the person does: with the passphrase and ordinary programs."""

import csv
import json
import re
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pyzipper  # type: ignore[import-untyped]
from pypdf import PdfReader

from rightsflow.copy.assemble import ARCHIVE_ITEM, REPORT_ITEM
from rightsflow.copy.job import PORTABLE_ITEM
from rightsflow.copy.vault import Vault
from tests.rightsflow.copy.company import CASE, KEY, PASSPHRASE


def report(vault: Vault) -> str:
    """Return the text of the report, every run of blanks as one."""
    sealed = BytesIO(vault.get(KEY, CASE, REPORT_ITEM))
    clear = BytesIO()
    with pikepdf.open(sealed, password=PASSPHRASE) as pdf:
        pdf.save(clear)
    pages = (page.extract_text() for page in PdfReader(clear).pages)
    return re.sub(r"\s+", " ", " ".join(pages))


def archive(vault: Vault) -> dict[str, bytes]:
    """Return the files of the archive by name."""
    with pyzipper.AESZipFile(BytesIO(vault.get(KEY, CASE, ARCHIVE_ITEM))) as files:
        files.setpassword(PASSPHRASE.encode())
        return {name: files.read(name) for name in files.namelist()}


def data(vault: Vault) -> dict[str, Any]:
    """Return the data file."""
    content: dict[str, Any] = json.loads(archive(vault)["data.json"])
    return content


def rows(table: bytes, delimiter: str) -> list[list[str]]:
    """Return the cells of a table."""
    return list(csv.reader(StringIO(table.decode("utf-8-sig")), delimiter=delimiter))


def portable(vault: Vault) -> dict[str, bytes]:
    """Return the files of the export by name."""
    with ZipFile(BytesIO(portable_zip(vault))) as files:
        assert files.testzip() is None
        return {name: files.read(name) for name in files.namelist()}


def portable_zip(vault: Vault) -> bytes:
    """Return the ordinary archive that lies in the encrypted one, alone."""
    with pyzipper.AESZipFile(BytesIO(vault.get(KEY, CASE, PORTABLE_ITEM))) as files:
        files.setpassword(PASSPHRASE.encode())
        assert files.namelist() == ["portable.zip"]
        content: bytes = files.read("portable.zip")
    return content
