"""Short ways to ask a connector about one person."""

from collections.abc import Sequence
from pathlib import Path

from rightsflow.connector import Connector, Finding, Subject, Wanted
from rightsflow.law.subject import Identifier, IdentifierKind, Match

MAP = Path(__file__).with_name("mailing.yaml")
CASE = "2026-001"


def subject(*emails: str, case: str = CASE) -> Subject:
    """Make the subject of a case from canonical addresses."""
    return Subject(case, tuple(Identifier(IdentifierKind.email, email) for email in emails))


async def matches(connector: Connector, *emails: str) -> list[Match]:
    """Return what one person's addresses match."""
    return [found.match async for found in connector.locate([subject(*emails)])]


async def records(connector: Connector, *emails: str) -> list[str]:
    """Return the records that one person's addresses match."""
    return [match.record for match in await matches(connector, *emails)]


async def gathered(connector: Connector, wanted: Sequence[str]) -> list[Finding]:
    """Return the findings of one case."""
    return [found async for found in connector.gather([Wanted(CASE, tuple(wanted))])]


async def everything(connector: Connector, *emails: str) -> list[Finding]:
    """Locate, then gather all that matched."""
    return await gathered(connector, await records(connector, *emails))


def of(findings: Sequence[Finding], collection: str) -> list[Finding]:
    """Return the findings of one collection."""
    return [finding for finding in findings if finding.collection == collection]
