"""The document: everything an authority asks for, from one moment, and provable."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from rightsflow.evidence.pack import Archive, draw_up, encoded
from rightsflow.register.cases import Case
from rightsflow.register.tables import journal
from tests.rightsflow.evidence.conftest import drawn
from tests.rightsflow.evidence.matter import DECIDED, RAW, RECEIVED, REQUESTER, SUBJECT, TEXT


def reckoned(told: dict[str, Any]) -> list[str]:
    """Reckon the hashes from nothing but the document, in words of its own."""
    hashes, before = [], ""
    for entry in told["entries"]:
        detail = json.dumps(entry["detail"], sort_keys=True, separators=(",", ":"))
        rest = ",".join(json.dumps(entry[name]) for name in ("at", "actor", "event"))
        plain = f'["{before}",{entry["seq"]},{told["case_id"]},{rest},{detail}]'
        before = hashlib.sha256(plain.encode("ascii")).hexdigest()
        hashes.append(before)
    return hashes


async def test_the_journal_can_be_proved_from_the_file_alone(archive: Archive, case: Case) -> None:
    """Its fields give every hash again, whoever reckons and in whatever language."""
    told = json.loads(encoded(await drawn(archive, case)))["journal"]
    assert set(told) == {"case_id", "whole", "broken", "entries"}
    assert {frozenset(entry) for entry in told["entries"]} == {
        frozenset({"seq", "at", "actor", "event", "detail", "hash"})
    }
    assert [entry["hash"] for entry in told["entries"]] == reckoned(told)
    assert told["whole"] is True


async def test_that_it_was_drawn_up_stands_in_it(archive: Archive, case: Case) -> None:
    """The note comes first, so that the evidence of today shows the one of today."""
    first, second = await drawn(archive, case), await drawn(archive, case)
    assert first["journal"]["entries"][-1]["event"] == "exported"
    assert first["journal"]["entries"][-1]["actor"] == "operator"
    events = [entry["event"] for entry in second["journal"]["entries"]]
    assert events.count("exported") == 2


async def test_a_journal_that_is_not_whole_is_said_so(archive: Archive, case: Case) -> None:
    """The evidence is drawn up all the same, and names the line."""
    async with archive.register.write() as connection:
        await connection.execute(update(journal).where(journal.c.seq == 3).values(actor="dpo"))
    told = (await drawn(archive, case))["journal"]
    assert told["whole"] is False
    assert told["broken"] == {"line": 3, "flaw": "changed"}
    assert [entry["hash"] for entry in told["entries"]][:2] == reckoned(told)[:2]
    assert told["entries"][2]["hash"] != reckoned(told)[2]


async def test_every_part_of_the_case_is_there(archive: Archive, case: Case) -> None:
    """Requests, messages, systems, plans, receipts, holds, decisions, letters."""
    pack = await drawn(archive, case)
    assert pack["case"]["number"] == case.number
    assert pack["case"]["received_at"] == RECEIVED.isoformat()
    assert [(one["right"], one["article"], one["outcome"]) for one in pack["requests"]] == [
        ("access", "15", "granted"),
        ("erasure", "17", "partly_granted"),
    ]
    assert pack["requests"][0]["recognised"] == ["proszę o kopię"]
    assert [(one["system"], one["exact"]) for one in pack["findings"]] == [("crm", 2), ("shop", 0)]
    assert pack["receipts"][0]["counts"] == {"contacts": 1, "notes": 4}
    assert pack["receipts"][0]["connector"] == "sql (rightsflow 0.1.0)"
    assert [(one["kind"], one["released_by"]) for one in pack["holds"]] == [
        ("candidates", "officer"),
        ("system_unreachable", None),
    ]
    assert [(one["actor"], one["detail"]) for one in pack["decisions"]] == [("officer", DECIDED)]
    assert pack["data_map"]["crm"]["collections"]["notes"] == "Notatki"


async def test_letters_are_opened_and_compared_with_their_digest(
    archive: Archive, case: Case
) -> None:
    """What was sent is shown in full, and that it is what was sent."""
    first, second = (await drawn(archive, case))["letters"]
    assert (first["subject"], first["text"], first["recipient"]) == (
        SUBJECT,
        TEXT,
        REQUESTER.address,
    )
    assert first["server_reply"] == "250 2.0.0 queued as 4711"
    assert first["enclosures"] == [f"{case.number}-data.zip"]
    assert (first["digest_fits"], second["digest_fits"]) == (True, False)


async def test_a_message_is_named_by_the_hash_of_its_bytes(archive: Archive, case: Case) -> None:
    """Whoever has the mail can show that it is the one."""
    (message,) = (await drawn(archive, case))["messages"]
    assert message["sha256"] == hashlib.sha256(RAW).hexdigest()
    assert (message["mailbox"], message["uid"]) == ("imap:rodo", "17")


async def test_nothing_secret_leaves_with_it(archive: Archive, case: Case) -> None:
    """No key, no keyed hash, nothing sealed; those serve the work and prove nothing."""
    plain = encoded(await drawn(archive, case)).decode()
    for word in ("sealed", "_index", "key_scope", "owner", "keyed"):
        assert word not in plain


async def test_after_the_key_is_deleted_the_course_remains(archive: Archive, case: Case) -> None:
    """Retention ends the content, not the proof that the case was handled."""
    await archive.keyring.drop([case.key_scope])
    pack = await drawn(archive, case)
    assert pack["requester"] is None
    assert [one["readable"] for one in pack["letters"]] == [False, False]
    assert pack["requests"][0]["recognised"] == []
    assert pack["messages"][0]["sha256"] is None
    assert pack["journal"]["whole"] is True
    assert str(REQUESTER.address) not in encoded(pack).decode()


async def test_a_case_that_is_not_there_has_no_evidence(archive: Archive, case: Case) -> None:
    """Nothing is noted anywhere either."""
    now = RECEIVED + timedelta(days=1)
    assert await draw_up(archive, "RF-2026-999999", "pl", now) is None
    assert len((await drawn(archive, case))["journal"]["entries"]) == 8
