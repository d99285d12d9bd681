"""A referral is about two people. The example's own map and tables, asked for each of them.

Whoever made it is the source of the other's data and the policy promises to name them; beyond
that each is a third person in the copy of the other (Articles 15(1)(g) and 15(4) GDPR).
"""

import sqlite3
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from connectors.sql import CONNECTOR
from rightsflow.connector import Subject, Wanted
from rightsflow.copy.assemble import assemble
from rightsflow.copy.findings import FindingsWriter
from rightsflow.copy.job import Answer, Asked, CopyJob
from rightsflow.copy.others import left_out, needing_release
from rightsflow.copy.vault import Vault
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.law.third_persons import Choice, Chosen
from tests.rightsflow.copy.company import CASE, KEY, job_for
from tests.rightsflow.copy.opened import archive, data, report

EXAMPLE = files("deployments.examples.we_support")
REFERRED, REFERRER = "celina@example.org", "radek@example.net"
MESSAGE = "Celina i ja pracowaliśmy razem w Kielcach"
ROWS = {
    "candidates": {
        "id": 7, "first_name": "Celina", "last_name": "Wilk", "email": REFERRED,
        "phone": "+48600111222", "city": "Gdynia", "expected_salary": 9000,
        "available_from": date(2026, 1, 1), "future_recruitments": True, "origin": "Polecenie",
        "created_on": date(2025, 12, 1),
    },
    "referrals": {
        "id": 3, "candidate_id": 7, "referrer_name": "Radosław Sowa", "referrer_email": REFERRER,
        "referred_on": date(2025, 11, 30), "message": MESSAGE,
        "consent_checked_on": date(2025, 12, 1),
    },
}  # fmt: skip


@pytest.fixture
def recruitment(tmp_path: Path) -> SystemMap:
    """Return the map of the example's recruitment system; its database has one referral."""
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "recruitment.sqlite") as database:
        database.executescript(EXAMPLE.joinpath("schema", "recruitment.sql").read_text())
        for table, row in ROWS.items():
            values = [v.isoformat() if isinstance(v, date) else v for v in row.values()]
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", values)  # noqa: S608 - our own names
    database.close()
    return load_systems(Path(str(EXAMPLE.joinpath("instance"))))["recruitment"]


async def job_of(email: str, system: SystemMap, vault: Vault, base: Path) -> CopyJob:
    """Ask the system about a person; return the job of their copy."""
    settings = CONNECTOR.connection.model_validate(system.connection, context={"base": base})
    connector = CONNECTOR.open(system, settings)
    identifier = Identifier(IdentifierKind.email, email)
    located = [one async for one in connector.locate([Subject(CASE, (identifier,))])]
    wanted = Wanted(CASE, tuple(one.match.record for one in located))
    writer = FindingsWriter(vault, system.system, {CASE: KEY})
    async for finding in connector.gather([wanted]):
        await writer.add(finding)
    await connector.close()
    counts = (await writer.close())[CASE]
    waiting = needing_release({"recruitment": system}, {"recruitment": counts})
    assert {one.column for one in waiting} == {"message"}
    asked = (Asked(system, Answer.held, sum(counts.values())),)
    left = left_out({"recruitment": system})
    return job_for(
        vault, 0, asked=asked, identifiers=(identifier,), withheld=left.withheld,
        held_back=left.held_back, made_at=datetime(2026, 5, 20, tzinfo=UTC),
    )  # fmt: skip


def everything(vault: Vault) -> bytes:
    """Return all that the copy tells, in one piece."""
    return b"\n".join(archive(vault).values()) + report(vault).encode()


async def test_whoever_was_referred_learns_from_whom_and_no_more_about_them(
    recruitment: SystemMap, vault: Vault, tmp_path: Path
) -> None:
    """The copy names the source; the referrer's address and message are not in it."""
    job = await job_of(REFERRED, recruitment, vault, tmp_path)
    made = assemble(job)
    assert made.records == {"recruitment.candidates": 1, "recruitment.referrals": 1}
    sources = data(vault)["information"]["sources"]
    assert {"collection": "Polecenia tej osoby", "text": "Radosław Sowa"} in sources
    assert "Polecenia tej osoby Radosław Sowa" in report(vault)
    told = everything(vault)
    assert REFERRED.encode() in told
    assert REFERRER.encode() not in told
    assert b"Kielcach" not in told
    assert [one.place for one in made.redactions] == ["recruitment.referrals.message"]


async def test_whoever_made_the_referral_learns_nothing_of_the_one_referred(
    recruitment: SystemMap, vault: Vault, tmp_path: Path
) -> None:
    """Their own name, address and day; not whom they recommended, nor what they wrote of them."""
    job = await job_of(REFERRER, recruitment, vault, tmp_path)
    made = assemble(job)
    assert made.records == {"recruitment.referrals_made": 1}
    told = everything(vault)
    for own in ("Radosław Sowa", REFERRER, "2025-11-30"):
        assert own.encode() in told
    for other in ("Celina", "Wilk", REFERRED, "Gdynia", "candidates", "Kielcach"):
        assert other.encode() not in told
    assert [one.place for one in made.redactions] == ["recruitment.referrals_made.message"]


async def test_a_person_may_give_the_message_without_the_other_s_name(
    recruitment: SystemMap, vault: Vault, tmp_path: Path
) -> None:
    """The writer gets their own words back, but for the passage about somebody else."""
    job = await job_of(REFERRER, recruitment, vault, tmp_path)
    place = "recruitment.referrals_made.message"
    chosen = [Chosen(Choice.black_out, frozenset({place}), ("Celina", "w Kielcach"))]
    left = left_out({"recruitment": recruitment}, chosen)
    fields = {name: getattr(job, name) for name in ("asked", "identifiers", "made_at", "withheld")}
    assemble(job_for(vault, 0, **fields, held_back=left.held_back, redactions=left.redactions))
    records = data(vault)["systems"][0]["collections"][0]["records"]
    assert records[0]["values"]["message"] == "█████ i ja pracowaliśmy razem █████"
    assert b"Celina" not in everything(vault)
