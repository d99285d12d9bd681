"""Answers that ask for patience: obeyed at once, remembered, and never taken for a refusal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from rightsflow.backoff import Backoff
from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.imap import ImapClient, ImapServer, Session
from tests.servers.certificates import ADDRESS
from tests.servers.scripted import ScriptedServer

OPEN = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS MOVE\r\n{tag} OK done",
    "LOGIN": "{tag} OK in",
    "LOGOUT": "* BYE\r\n{tag} OK done",
    "NOOP": "{tag} OK done",
    "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n{tag} OK [READ-WRITE] done",
}
VERBS: dict[str, Callable[[Session], object]] = {
    "SELECT": lambda session: session.select("INBOX"),
    "CREATE": lambda session: session.ensure_folder("Processed"),
    "UID": lambda session: (session.select("INBOX"), session.sizes(["1"])),
}


def way_to(server: ScriptedServer) -> ImapServer:
    """Return how the scripted server is reached."""
    return ImapServer(ADDRESS, server.port, "plain", "rodo", SecretStr("x"), timeout_s=1)


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        ("{tag} NO Request is throttled. Suggested Backoff Time: 299961 milliseconds", 299.961),
        ("{tag} BAD Request is throttled. Suggested Backoff Time: 1000 milliseconds", 1),
        ("{tag} NO [THROTTLED] slow down", 300),
        ("{tag} NO [UNAVAILABLE] later", 60),
        ("{tag} NO [LIMIT] too much", 60),
        ("{tag} NO [INUSE] by another", 60),
        ("{tag} NO [ALERT] Account exceeded command or bandwidth limits.", 3600),
        ("* BYE Suggested Backoff Time: 5000 milliseconds", 5),
    ],
)
async def test_a_server_that_asks_for_patience_is_asked_nothing_more(
    tmp_path: Path, verb: str, answer: str, wait_s: float
) -> None:
    """Once, not three times; then not at all, by the next process neither."""
    script = {**OPEN, "LIST": "{tag} OK none", verb: answer}
    file = tmp_path / "mailbox.backoff"
    with ScriptedServer("* OK hello", script) as server:
        for _ in range(2):
            backoff = Backoff(file, "The mailbox's server")
            async with ImapClient(way_to(server), backoff) as client:
                with pytest.raises(TryAgain) as caught:
                    await client.run(VERBS[verb])
            assert 0 < caught.value.wait_s <= wait_s

    assert len([line for line in server.lines if f" {verb} " in line]) == 1
    assert len([line for line in server.lines if "LOGIN" in line]) == 1


async def test_a_login_without_a_mailbox_says_which_permission_is_missing() -> None:
    """Exchange lets the app in and opens nothing for it."""
    answer = "{tag} BAD User is authenticated but not connected."
    with ScriptedServer("* OK hello", {**OPEN, "SELECT": answer}) as server:
        async with ImapClient(way_to(server)) as client:
            with pytest.raises(Misconfigured, match="Add-MailboxPermission"):
                await client.run(VERBS["SELECT"])


async def test_a_folder_that_cannot_be_made_says_what_to_grant() -> None:
    """Whoever runs the mailbox may not want us to make one."""
    script = {"LIST": "{tag} OK none", "CREATE": "{tag} NO [NOPERM] no", **OPEN}
    with ScriptedServer("* OK hello", script) as server:
        async with ImapClient(way_to(server)) as client:
            with pytest.raises(Misconfigured, match=r"Make it by hand, or grant.*CREATE"):
                await client.run(VERBS["CREATE"])
