"""The systems of the tests where they can be told to erase, correct, mark and stop."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.acceptance import yamls
from tests.acceptance.people import Person
from tests.acceptance.systems import MAPS, Systems, systems
from tests.servers.mailman import MailmanServer

_SCORES = "id integer PRIMARY KEY, contact_id integer REFERENCES contacts, points integer"
SCHEMA = (
    "ALTER TABLE contacts ADD COLUMN no_offers_since timestamp",
    "ALTER TABLE contacts ADD COLUMN restricted_on date",
    "ALTER TABLE placements ADD COLUMN invoice text",
    "ALTER TABLE documents ADD COLUMN consent_withdrawn_at timestamp",
    f"CREATE TABLE scores ({_SCORES})",
    "INSERT INTO scores SELECT id, id, 7 FROM contacts",
)
"""What the systems lack otherwise: marks, invoices, and a program's score for everybody."""

TABLES = ("contacts", "notes", "placements", "shifts", "documents", "scores")


def with_deeds(maps: Mapping[str, Any]) -> dict[str, Any]:
    """Return data maps that say how deeds are carried out; their connections stay as they are."""
    return {name: laid_over(loaded, _deeds().get(name, {})) for name, loaded in maps.items()}


@cache
def _deeds() -> dict[str, Any]:
    loaded: dict[str, Any] = yamls.read(MAPS / "deeds.yaml")
    return loaded


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another laid over it: mappings are joined, all else is replaced."""
    joined = dict(below)
    for name, value in above.items():
        both = isinstance(value, Mapping) and isinstance(joined.get(name), Mapping)
        joined[name] = laid_over(joined[name], value) if both else value
    return joined


@dataclass(frozen=True)
class AbleSystems(Systems):
    """CRM, folder and Mailman, each of which may be changed."""

    @property
    def maps(self) -> dict[str, dict[str, Any]]:
        """Return the data maps by file name, with connections that may write."""
        maps = with_deeds(super().maps)
        maps["crm"]["connection"] = self.crm.writing
        maps["documents"]["connection"] |= {"index": self.crm.writing}
        maps["mailing"]["connection"] |= {"write": True}
        return maps


@contextmanager
def able_systems(
    folder: Path, mailman: MailmanServer, people: Sequence[Person], *more: str
) -> Iterator[AbleSystems]:
    """Fill the three systems with people, and let them be changed; run `more` statements."""
    with systems(folder, mailman, people) as filled:
        asyncio.run(_prepare(filled, more))
        yield AbleSystems(filled.crm, filled.folder, filled.mailman)


async def _prepare(filled: Systems, more: Sequence[str]) -> None:
    await filled.crm.run(*SCHEMA, *more)
    await filled.crm.grant_writing(*TABLES)
    await filled.crm.admin.dispose()
