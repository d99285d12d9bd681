"""A person of the example is erased and restricted: nothing is left but what a duty keeps."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deployments.examples.maildir import drop_into
from deployments.examples.we_support.messages import demo_messages
from deployments.examples.we_support.people import PLANTED
from rightsflow.datamap.load import load_systems
from rightsflow.law.hold import HoldKind
from rightsflow.law.right import Outcome
from rightsflow.register.tables import case, hold, request
from tasks.act import act, mark
from tasks.answer import answer
from tasks.arrivals import take_in
from tasks.desk import CURRENT, Desk
from tasks.drawing import draw_plans
from tasks.identify import identify
from tasks.letting_go import let_go
from tasks.lift import lift
from tasks.locate import locate
from tasks.stop import stop
from tasks.survey import survey
from tasks.verify import verify
from tasks.wiring import open_desk
from tests.rightsflow.register.rows import rows_of

LEAVER = PLANTED["leaver"]


async def _round(at: Desk) -> int:
    """Do every step once, in the order of the flows; return how much was done."""
    done = await take_in.fn()
    for verb in (locate, stop):
        done += sum([await verb.fn(system) for system in at.systems])
    done += await identify.fn()
    done += sum([await survey.fn(system) for system in at.systems])
    done += await draw_plans.fn()
    await let_go(at)
    for further in (mark, act, verify, lift):
        done += sum([await further.fn(system) for system in at.systems])
    await let_go(at)
    return done + await answer.fn()


def carried_out(office: Path, text: str, *, by_mail: bool = False) -> Outcome | None:
    """Deliver the mail of the demo with this text, do everything, and return its outcome.

    Without `by_mail` systems whose answers come by mail are left out: nobody is waited for.
    """
    for system in load_systems(office).values():
        if system.connector == "people" and not by_mail:
            (office / "systems" / f"{system.system}.yaml").unlink()
    file = office / "controller.yaml"
    settings = file.read_text(encoding="utf-8")
    assert settings.count("approve_deeds: true") == 1
    file.write_text(settings.replace("approve_deeds: true", "approve_deeds: false"), "utf-8")
    sent = next(m for m in demo_messages(datetime.now(UTC)) if f"<{text}.".encode() in m.raw)
    drop_into(office / "mail" / "inbox", [sent])

    async def work() -> Outcome | None:
        async with open_desk(office) as at:
            token = CURRENT.set(at)
            try:
                while await _round(at):
                    pass
            finally:
                CURRENT.reset(token)
            assert len(await rows_of(at.register, case)) == 1
            [row] = await rows_of(at.register, request)
            return row.outcome and Outcome(row.outcome)

    return asyncio.run(work())


def open_holds(office: Path) -> set[HoldKind]:
    """Return what waits for a person in any case."""

    async def ask() -> set[HoldKind]:
        async with open_desk(office) as at:
            found = await rows_of(at.register, hold)
        return {HoldKind(row.kind) for row in found if row.released_at is None}

    return asyncio.run(ask())


def rows(office: Path, database: str, query: str, *values: object) -> list[tuple[object, ...]]:
    """Return rows of a database of the example."""
    with closing(sqlite3.connect(office / "data" / f"{database}.sqlite")) as connection:
        return connection.execute(query, values).fetchall()


def places_of(office: Path, text: str) -> Iterator[str]:
    """Yield each column of each database in which a text stands."""
    for file in sorted((office / "data").glob("*.sqlite")):
        with closing(sqlite3.connect(file)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - from the schema
                names = [column[0] for column in cursor.description]
                held = {
                    name for row in cursor for name, value in zip(names, row, strict=True)
                    if isinstance(value, str) and text.lower() in value.lower()
                }  # fmt: skip
                yield from (f"{file.stem}.{table}.{name}" for name in sorted(held))


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an example in which the person who stands everywhere was erased."""
    from deployments.examples.make import make_instance  # noqa: PLC0415 - of its own

    folder = tmp_path_factory.mktemp("erased") / "office"
    make_instance(folder, "we-support")
    before = set(places_of(folder, LEAVER.email))
    assert len(before) >= 7
    assert carried_out(folder, "leaver") is Outcome.partly_granted
    return folder


def test_the_address_stays_only_in_proofs_of_consent(erased: Path) -> None:
    """What proves a consent names who gave it; nothing that is mailed to does."""
    assert list(places_of(erased, LEAVER.email)) == [
        "crm.consents.address",
        "mailing.confirmations.email",
    ]


def test_the_name_stays_only_where_an_invoice_or_a_claim_needs_it(erased: Path) -> None:
    """The buyer of the invoice, and who was turned down."""
    assert list(places_of(erased, LEAVER.last_name)) == [
        "recruitment.candidates.last_name",
        "trainings.participants.last_name",
    ]


def test_the_invoice_of_last_year_stays_and_the_old_one_goes(erased: Path) -> None:
    """Five years from the end of its year; and no more of it than an invoice says."""
    query = (
        "SELECT invoiced_on, held_on, remarks, email, phone FROM orders JOIN participants "
        "ON participants.id = participant_id WHERE last_name = ?"
    )
    last_year = datetime.now(UTC).year - 1
    assert rows(erased, "trainings", query, LEAVER.last_name) == [
        (date(last_year, 5, 23).isoformat(), None, None, None, None)
    ]


def test_of_three_applications_the_one_that_may_be_contested_stays(erased: Path) -> None:
    """Turned down two years ago: kept without its letter. Older, or still open: gone."""
    query = (
        "SELECT rejected_on, cover_letter FROM applications JOIN candidates "
        "ON candidates.id = candidate_id WHERE last_name = ?"
    )
    [(rejected_on, letter)] = rows(erased, "recruitment", query, LEAVER.last_name)
    age = datetime.now(UTC).date() - date.fromisoformat(str(rejected_on))
    assert 729 <= age.days <= 731
    assert letter is None


def test_documents_go_with_their_index(erased: Path) -> None:
    """Each file that is left is somebody else's."""
    folder = erased / "data" / "cv"
    left = {str(file.relative_to(folder)) for file in folder.rglob("*.pdf")}
    indexed = rows(erased, "recruitment", "SELECT stored_as, email FROM documents")
    assert left == {path for path, _ in indexed}
    assert LEAVER.email not in {email for _, email in indexed}


def test_nothing_of_anybody_else_is_touched(erased: Path, example: Path) -> None:
    """Every other person has as many records as before."""
    gone = {
        (database, table): rows(example, database, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        != rows(erased, database, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for database, table in (
            ("crm", "companies"), ("recruitment", "jobs"), ("mailing", "mailings"),
        )
    }  # fmt: skip
    assert not any(gone.values())
    query = "SELECT email FROM candidates WHERE email IS NOT NULL AND email <> ? ORDER BY id"
    there = rows(example, "recruitment", query, LEAVER.email)
    assert rows(erased, "recruitment", query, LEAVER.email) == there


def test_a_restriction_sets_the_mark_in_each_system(office: Path) -> None:
    """Today's date stands at the contact and at the participant, and at nobody else."""
    assert carried_out(office, "restrictor") is Outcome.granted
    today = datetime.now(UTC).date().isoformat()
    email = PLANTED["restrictor"].email
    for database, table in (("crm", "contacts"), ("trainings", "participants")):
        query = f"SELECT email, restricted_on FROM {table} WHERE restricted_on IS NOT NULL"  # noqa: S608
        assert rows(office, database, query) == [(email, today)]


def test_an_objection_to_marketing_is_written_down_everywhere(office: Path) -> None:
    """Consents, subscriptions and the box of a download; and nobody profiles any more."""
    assert carried_out(office, "fed_up") is Outcome.granted
    email = PLANTED["fed_up"].email
    consents = "consents JOIN contacts ON contacts.id = contact_id"
    for database, query in (
        ("crm", "SELECT 1 FROM contacts WHERE email = ? AND profiling_stopped_on IS NULL"),
        ("crm", f"SELECT 1 FROM {consents} WHERE email = ? AND withdrawn_at IS NULL"),  # noqa: S608
        ("mailing", "SELECT 1 FROM subscriptions WHERE email = ? AND withdrawn_at IS NULL"),
        ("mailing", "SELECT 1 FROM downloads WHERE email = ? AND marketing_consent"),
    ):
        assert not rows(office, database, query, email)
    # The contest goes on: it is no marketing, and nobody withdrew that consent.
    assert rows(office, "mailing", "SELECT 1 FROM contest_entries WHERE email = ? "
                "AND withdrawn_on IS NULL", email)  # fmt: skip


def test_while_an_objection_is_weighed_programs_mark_and_colleagues_are_no_obstacle(
    office: Path,
) -> None:
    """Nothing of the group or the mailbox is asked to show a mark that no program can set."""
    assert carried_out(office, "objector", by_mail=True) is None
    query = "SELECT email FROM contacts WHERE restricted_on IS NOT NULL"
    assert rows(office, "crm", query) == [(PLANTED["objector"].email,)]
    assert open_holds(office) == {HoldKind.plan_approval}


def test_a_withdrawal_takes_out_of_the_contest_and_off_the_lists(office: Path) -> None:
    """What had no other ground is erased afterwards; the proof of the consent stays."""
    carried_out(office, "unsubscriber")
    email = PLANTED["unsubscriber"].email
    assert list(places_of(office, email)) == ["mailing.confirmations.email"]
    proofs = rows(
        office, "mailing", "SELECT withdrawn_at FROM confirmations WHERE email = ?", email
    )
    assert proofs
    assert all(withdrawn_at for (withdrawn_at,) in proofs)
