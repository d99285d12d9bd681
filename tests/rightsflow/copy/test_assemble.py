"""Making the copy: again and again the same, never from damaged or missing findings."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from rightsflow.copy.assemble import (
    ARCHIVE_ITEM,
    REPORT_ITEM,
    Answer,
    Asked,
    CopyJob,
    assemble,
)
from rightsflow.copy.findings import FindingsWriter
from rightsflow.copy.vault import Vault
from rightsflow.errors import Damaged, NeedsPerson, TryAgain
from tests.rightsflow.copy.company import CASE, KEY, crm_map, finding, job_for, of_nguyen, shop_map
from tests.rightsflow.copy.conftest import Keep
from tests.rightsflow.copy.measured import peak_of
from tests.rightsflow.copy.opened import data, report
from tests.rightsflow.copy.shelved import folder_of


async def test_a_second_copy_takes_the_place_of_the_first(vault: Vault, keep: Keep) -> None:
    """A run that was killed is repeated; there is one report and one archive."""
    await keep(of_nguyen())
    first = assemble(job_for(vault, 5))
    content = data(vault)
    second = assemble(job_for(vault, 5))
    assert data(vault) == content
    assert (second.records, second.pages) == (first.records, first.pages)
    assert vault.items(CASE) == [
        "copy/data.zip",
        "copy/report.pdf",
        "document/crm/0001",
        "found/crm",
    ]


@pytest.mark.parametrize("noted", [4, 6])
async def test_a_wrong_number_of_findings_is_damage(vault: Vault, keep: Keep, noted: int) -> None:
    """What the register noted and what lies in the vault must agree: no shorter copy."""
    await keep(of_nguyen())
    with pytest.raises(Damaged):
        assemble(job_for(vault, noted))
    assert not vault.exists(CASE, REPORT_ITEM)


async def test_missing_findings_are_damage(vault: Vault) -> None:
    """A system that held something and whose file is gone is no empty system."""
    with pytest.raises(Damaged):
        assemble(job_for(vault, 3))


async def test_a_cut_archive_is_never_sent(vault: Vault, keep: Keep) -> None:
    """The finished copy is sealed like all else."""
    await keep(of_nguyen())
    assemble(job_for(vault, 5))
    file = folder_of(vault) / CASE / ARCHIVE_ITEM.replace("/", "+")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Damaged):
        vault.get(KEY, CASE, ARCHIVE_ITEM)


async def test_a_collection_the_map_does_not_know_needs_a_person(vault: Vault, keep: Keep) -> None:
    """The data map changed after gathering: nothing is left out silently."""
    await keep([finding("secrets", 1, name="x")])
    with pytest.raises(NeedsPerson, match="crm"):
        assemble(job_for(vault, 1))


async def test_a_column_the_map_does_not_know_is_shown(vault: Vault, keep: Keep) -> None:
    """A value without a title is the person's data all the same."""
    await keep([finding("contacts", 1, id=1, shoe_size="44 wide")])
    assemble(job_for(vault, 1))
    assert "44 wide" in report(vault)


async def test_errors_never_quote_the_data(vault: Vault, keep: Keep) -> None:
    """Whatever goes wrong inside, its text stays inside."""
    await keep([finding("contacts", 1, id=1, name="Huong")])
    with pytest.raises(NeedsPerson) as caught:
        assemble(job_for(vault, 1, language="Huong"))
    assert "Huong" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_a_disk_that_takes_nothing_is_tried_again(vault: Vault, keep: Keep) -> None:
    """A full or read-only disk is no fault of the case."""
    await keep(of_nguyen())
    job = job_for(vault, 5)
    (folder_of(vault) / CASE / REPORT_ITEM.replace("/", "+")).mkdir()
    with pytest.raises(TryAgain, match=CASE):
        assemble(job)


async def test_keys_and_passphrases_are_not_represented(vault: Vault) -> None:
    """A job in a log line shows neither key, passphrase nor identifiers."""
    shown = repr(job_for(vault, 5))
    assert "abcd" not in shown
    assert "\\x01\\x02" not in shown
    assert "n@example.org" not in shown


async def test_nothing_personal_lies_in_clear(vault: Vault, keep: Keep) -> None:
    """After the copy is made, no byte of the vault shows a name, and no file lies beside it."""
    await keep(of_nguyen())
    assemble(job_for(vault, 5))
    for file in folder_of(vault).rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"n@example.org" not in content
            assert "Hường".encode() not in content
            assert "Їжак".encode() not in content
    assert [path.name for path in folder_of(vault).parent.iterdir()] == ["vault"]


async def test_systems_with_the_same_collections_stay_apart(vault: Vault, keep: Keep) -> None:
    """Files and numbers of documents go on from system to system."""
    await keep([finding("contacts", 1, id=1, name="A")])
    writer = FindingsWriter(vault, "shop", {CASE: KEY})
    await writer.add(finding("orders", 7, id=7, email="n@example.org"))
    await writer.close()
    asked = (Asked(crm_map(), Answer.held, 1), Asked(shop_map(), Answer.held, 1))
    made = assemble(job_for(vault, 1, asked=asked))
    assert made.records == {"crm.contacts": 1, "shop.orders": 1}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
async def test_memory_does_not_grow_with_a_long_table(vault: Vault, keep: Keep) -> None:
    """A hundred thousand rows, 15 MB of data, take less than 10 MB more than one row does."""
    await keep([finding("notes", 1, id=1, text="x")])
    few = in_a_fresh_process(job_for(vault, 1))
    writer = FindingsWriter(vault, "crm", {CASE: KEY})
    for n in range(100_000):
        await writer.add(finding("notes", n, id=n, written_on="2025-01-01", text="Zażółć " * 8))
    await writer.close()
    assert in_a_fresh_process(job_for(vault, 100_000)) - few < 10_000_000
    assert len(data(vault)["systems"][0]["collections"][0]["records"]) == 100_000


def in_a_fresh_process(job: CopyJob) -> int:
    """Return the most memory that a process of its own needs for a copy, in bytes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(peak_of, job).result()
