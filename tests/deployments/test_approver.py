"""`rightsflow approver`, `decide` and `say`, as a person types them."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from typer.testing import CliRunner, Result

from deployments.cli import app
from rightsflow.law.hold import HoldKind
from rightsflow.register import holds
from rightsflow.register.approvers import check_code, code_at
from rightsflow.register.holds import Hold
from rightsflow.register.tables import hold
from tasks.wiring import open_desk
from tests.rightsflow.register.rows import rows_of

ADDRESS = "iga@example.com"


def rightsflow(*words: str | Path, given: str = "") -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], input=given)


def added(office: Path, name: str = "officer", *, address: str = ADDRESS) -> str:
    """Add an approver and return the secret that was shown."""
    result = rightsflow("approver", "add", name, "--email", address, "--config", office)

    assert result.exit_code == 0, result.output
    shown = re.search(r"Without a camera: ([A-Z2-7]{32}) ", result.output)
    assert shown is not None
    return shown[1]


def by_hand(office: Path) -> None:
    """Let erasures be carried out by people: then one waits as soon as it is asked for."""
    settings = office / "controller.yaml"
    known = yaml.safe_load(settings.read_text(encoding="utf-8"))
    known["decisions"] = {**known.get("decisions", {}), "by_hand": ["erasure"]}
    settings.write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")


def states(office: Path) -> dict[str, str]:
    """Return the state of each approver."""
    listed = rightsflow("approver", "list", "--config", office, "--json")
    return {one["name"]: one["state"] for one in json.loads(listed.output)}


def waiting(office: Path) -> str:
    """Open a case of which something waits for a person; return its number."""
    by_hand(office)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    words = ("--right", "erasure", "--received-on", yesterday, "--person", "-")
    opened = rightsflow("case", "open", *words, "--config", office, given=f"email: {ADDRESS}\n")
    return opened.output.strip()


async def _is_accepted(office: Path, secret: str) -> str:
    async with open_desk(office) as desk, desk.register.write() as connection:
        now = datetime.now(UTC)
        return await check_code(connection, desk.keyring, "officer", code_at(secret, now), now)


def test_an_approver_is_added_with_a_secret_that_is_shown_once(office: Path) -> None:
    """The list shows who may decide, and no address."""
    secret = added(office)

    listed = rightsflow("approver", "list", "--config", office)

    assert "officer" in listed.output
    assert secret not in listed.output
    assert ADDRESS not in listed.output
    assert asyncio.run(_is_accepted(office, secret)) == "accepted"


def test_a_name_that_is_none_and_an_address_that_is_none_are_refused(office: Path) -> None:
    """What was typed is not repeated: it may be personal."""
    for name, address in (("Iga Wymyślona", ADDRESS), ("officer", "iga at example")):
        result = rightsflow("approver", "add", name, "--email", address, "--config", office)

        assert result.exit_code == 1
        assert name not in result.output.replace("such as officer", "")
        assert address not in result.output
    assert states(office) == {}


def test_one_person_is_one_approver(office: Path) -> None:
    """Else one person could give both approvals of a refusal."""
    added(office)

    for name, address in (("second", ADDRESS), ("officer", "other@example.com")):
        result = rightsflow("approver", "add", name, "--email", address, "--config", office)

        assert result.exit_code == 1
        assert "already" in result.output


def test_after_a_lost_phone_the_same_person_is_added_anew(office: Path) -> None:
    """Revoked first; the old secret opens nothing any more."""
    old = added(office)
    assert rightsflow("approver", "revoke", "officer", "--config", office).exit_code == 0
    assert states(office) == {"officer": "revoked"}

    new = added(office)

    assert states(office) == {"officer": "may decide"}
    assert asyncio.run(_is_accepted(office, old)) == "wrong"
    assert asyncio.run(_is_accepted(office, new)) == "accepted"


def test_an_unknown_approver_is_named_with_where_to_look(office: Path) -> None:
    """For both commands that take a name."""
    for command in ("revoke", "unlock"):
        result = rightsflow("approver", command, "nobody", "--config", office)

        assert result.exit_code == 1
        assert "rightsflow approver list" in result.output


async def _tell_all(office: Path) -> list[int]:
    """Mark what is open as told, and return the versions told of."""
    async with open_desk(office) as desk:
        async with desk.register.write() as connection:
            await connection.execute(hold.update().values(asked_version=hold.c.version))
        return [row.asked_version for row in await rows_of(desk.register, hold)]


async def _told(office: Path) -> list[int]:
    async with open_desk(office) as desk:
        return [row.asked_version for row in await rows_of(desk.register, hold)]


def test_who_is_added_hears_of_what_waits_already(office: Path) -> None:
    """The first approver of an instance is added when the first mails have gone to the officer."""
    waiting(office)
    assert asyncio.run(_tell_all(office)) == [1]

    added(office)

    assert asyncio.run(_told(office)) == [0]


def test_what_waits_is_shown_with_how_to_decide(office: Path) -> None:
    """Without --decision nothing is decided and nothing personal appears."""
    number = waiting(office)

    shown = rightsflow("decide", number, "--config", office)
    plain = rightsflow("decide", number, "--config", office, "--json")

    assert f"rightsflow decide {number} --decision DECISION" in shown.output
    assert ADDRESS not in shown.output + plain.output
    (one,) = json.loads(plain.output)
    assert (one["kind"], one["in_silence"]) == ("right_by_person", "tell_what_there_is")


def test_a_fee_instead_of_a_refusal_is_shown_with_its_two_people(office: Path) -> None:
    """For a right of which no copy is made, a fee can be nothing else."""
    shown = rightsflow("decide", waiting(office), "--config", office)

    line = next(one for one in shown.output.splitlines() if "quote_fee" in one)
    assert "2, one the officer" in line
    assert "why_not_a_fee" not in line


def test_where_several_things_wait_one_has_to_be_named(office: Path) -> None:
    """The message lists them."""
    number = waiting(office)
    asyncio.run(_hold_more(office))

    result = rightsflow("decide", number, "--decision", "release", "--config", office)

    assert result.exit_code == 1
    assert "--hold" in result.output
    assert "H-1.1 (right_by_person)" in result.output


async def _hold_more(office: Path) -> None:
    async with open_desk(office) as desk, desk.register.write() as connection:
        more = Hold(1, HoldKind.letter_refused, desk.today())
        await holds.open_holds(connection, [more], desk.now())


def test_a_text_is_kept_and_shown_only_when_asked_for(office: Path) -> None:
    """It waits for the decision that uses it."""
    number, text = waiting(office), "We erased it on Monday."
    added(office)
    words = ("say", number, "-", "--kind", "answer", "--config", office)

    said = rightsflow(*words, "--approver", "officer", given=text)
    by_nobody = rightsflow(*words, "--approver", "nobody", given=text)
    empty = rightsflow(*words, "--approver", "officer", given="\n")

    assert (said.exit_code, by_nobody.exit_code, empty.exit_code) == (0, 1, 1)
    assert text not in rightsflow("decide", number, "--config", office).output
    assert text in rightsflow("decide", number, "--config", office, "--reveal").output


def test_a_case_that_is_not_there_is_named(office: Path) -> None:
    """A slip of the pen is told as one."""
    result = rightsflow("decide", "RF-2099-000001", "--config", office)

    assert result.exit_code == 1
    assert "No such case" in result.output


def test_check_says_whether_a_refusal_could_be_decided(office: Path) -> None:
    """Nobody, too few, or enough with the officer among them: no fault, but told."""
    told = []
    for name, address in (("lead", ADDRESS), ("hr", "hr@example.com")):
        told.append(rightsflow("check", "--config", office).output)
        added(office, name, address=address)
    told.append(rightsflow("check", "--config", office).output)
    words = ("--email", "iod@example.com", "--officer", "--config", office)
    rightsflow("approver", "add", "officer", *words)
    told.append(rightsflow("check", "--config", office).output)

    assert "nobody may decide yet" in told[0]
    assert "1 may decide; a refusal needs two, one of them the officer" in told[1]
    assert "2 may decide; a refusal needs two, one of them the officer" in told[2]
    assert "3 may decide\n" in told[3]
