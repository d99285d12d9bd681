"""The page docs/reference/portable.md names every file, field and reason of a real export."""

import json
import re

from rightsflow.copy.portable import export
from rightsflow.copy.portable_files import SCHEMA
from rightsflow.copy.vault import Vault
from rightsflow.datamap.standard import RESUME, VCARD
from rightsflow.law.portability import ARTICLE
from tests.docs.pages import first_words, rows, section, text_of
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.giver import of_giver, portable_job
from tests.rightsflow.copy.opened import portable

PAGE = text_of("reference/portable.md")
DATA = "data/<system>/<collection>"


async def test_every_file_and_every_field_is_explained(vault: Vault, keep: Keep) -> None:
    """What an export has is on the page, in its order, and nothing else is."""
    await keep(of_giver())
    export(portable_job(vault))
    files = portable(vault)

    named = dict.fromkeys(re.sub(r"data/\w+/\w+", DATA, name) for name in files)
    assert first_words(section(PAGE, "What is sent")) == list(named)
    table = json.loads(files["data/crm/papers.json"])
    assert first_words(section(PAGE, f"`{DATA}.json`")) == list(table)
    told = section(PAGE, f"`{DATA}.json`")
    assert [key for key in table["records"][0] if f"`{key}`" not in told] == []

    manifest = json.loads(files["manifest.json"])
    told = section(PAGE, "`manifest.json`")
    collection, left_out = manifest["collections"][2], manifest["collections"][0]["left_out"][0]
    assert first_words(told) == [*manifest, *collection]
    inner = (
        manifest["controller"], manifest["csv"], manifest["systems"][0], manifest["excluded"][0],
        manifest["files"][-1], collection["fields"][0], left_out,
    )  # fmt: skip
    assert [key for part in inner for key in part if f"`{key}`" not in told] == []


def test_the_schema_version_is_the_one_that_is_written() -> None:
    """Whoever reads an export looks it up here."""
    assert f"**Schema version:** `{SCHEMA}`" in PAGE


def test_every_reason_stands_with_its_article() -> None:
    """The table of the law, in a reader's words."""
    told = {row[0].strip("`"): row[1] for row in rows(section(PAGE, "Reasons"))}
    assert told == ARTICLE


def test_every_field_of_a_standard_is_listed() -> None:
    """Whoever writes a data map finds the names here."""
    listed = section(PAGE, "`contact.vcf`").strip().rpartition("\n\n")[2]
    assert re.findall(r"`([a-z.]+)`", listed) == list(VCARD)
    told = {row[0].strip("`"): row[1] for row in rows(section(PAGE, "`resume.json`"))}
    assert {name: re.findall(r"`([A-Za-z.]+)`", fields) for name, fields in told.items()} == {
        name: list(fields) for name, fields in RESUME.items()
    }
