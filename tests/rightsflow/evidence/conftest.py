"""A register in files with one case in it, and the evidence that is drawn up from it."""

import base64
import re
import secrets
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from rightsflow.copy.vault import Vault
from rightsflow.evidence.pack import Archive, draw_up
from rightsflow.evidence.paper import write_evidence
from rightsflow.evidence.reading import Json
from rightsflow.evidence.words import words
from rightsflow.register.cases import Case
from rightsflow.register.database import Database
from rightsflow.register.keyring import Keyring, read_master_key
from tests.rightsflow.evidence.matter import HOUR, RECEIVED, archive_of, make_case

TWIN = ("RF-2026-000001-evidence.json", "0123456789abcdef" * 4)
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """Give an instance's register, keys and vault."""
    key_file = tmp_path / "master.key"
    key_file.touch(mode=0o600)
    key_file.write_bytes(base64.b64encode(secrets.token_bytes(32)))
    register, keys = (
        Database(f"sqlite+aiosqlite:///{store}.sqlite", store, base=tmp_path, password=None)
        for store in ("register", "keys")
    )
    await register.upgrade()
    await keys.upgrade()
    vault = Vault(tmp_path / "vault", durable=False)
    yield await archive_of(register, Keyring(read_master_key(key_file), keys), vault)
    await register.close()
    await keys.close()


@pytest.fixture
async def case(archive: Archive) -> Case:
    """Give a case that went its way."""
    return await make_case(archive)


async def drawn(archive: Archive, case: Case, language: str = "pl") -> Json:
    """Draw up the evidence of a case."""
    pack = await draw_up(archive, case.number, language, RECEIVED + 9 * HOUR)
    assert pack is not None
    return pack


def pdf_of(pack: Json) -> bytes:
    """Return the PDF of the evidence."""
    return write_evidence(pack, words(pack["language"], WARSAW), TWIN)


def text_of(pack: Json) -> str:
    """Return the text of the PDF, every run of blanks as one."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf_of(pack))).pages)
    return re.sub(r"\s+", " ", " ".join(pages))
