"""Asking again after a deed: by the records noted before, by address, and in lists' settings."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from connectors.mailman.people import address_row, memberships, user_of
from connectors.mailman.presence import Site, path_of, present
from connectors.mailman.records import address_record
from connectors.mailman.rest import Row
from connectors.mailman.setting import settable, worded
from rightsflow.canonical import canonical_email
from rightsflow.deeds import Expected, Residue
from rightsflow.fates import Record, expected_of
from rightsflow.law.subject import IdentifierKind
from rightsflow.left import Left
from rightsflow.needles import Needle, needle
from rightsflow.web import in_order


@dataclass(frozen=True, slots=True)
class Verifying:
    """One question about several cases, on connections of its own."""

    site: Site
    expected: Sequence[Expected]
    found: Left = field(default_factory=Left)

    async def left(self) -> list[Residue]:
        """Return what is left of what should be gone, or is not as it was set."""
        await self._by_record()
        wide = [one for one in self.expected if one.everywhere]
        if wide:
            await self._by_address(wide)
            await self._in_settings(wide)
        return self.found.residues()

    async def _by_record(self) -> None:
        wanted = expected_of(self.expected, "this Mailman")
        names = frozenset(map(str, wanted))
        rows = await present(self.site, names)
        for record, cases in wanted.items():
            if (row := rows.get(str(record))) is None:
                continue
            set_ = {name for _, fate in cases for name in fate or ()}
            row = await self._whole(record, row) if set_ else row
            for case_number, fate in cases:
                if fate is None or any(not _holds(row.get(name), fate[name]) for name in fate):
                    self.found.add(case_number, record.collection, str(record))

    async def _whole(self, record: Record, row: Row) -> Row:
        """Return a row with the preferences chosen for it; what it lacks, it inherits."""
        path = path_of(str(record), row)
        if path is None or not settable(record.collection, "delivery_status"):
            return row
        return {**row, **(await self.site.rest.get(f"{path}/preferences") or {})}

    async def _by_address(self, wide: Sequence[Expected]) -> None:
        cases: dict[str, list[Expected]] = defaultdict(list)
        for one in wide:
            for email in _emails(one):
                cases[email].append(one)
        desk = await self.site.desks(lambda kept: kept.address in cases)
        for kept in desk:
            self._add(cases[kept.address], kept.collection, kept.record)

        async def ask(email: str) -> tuple[str, list[tuple[str, str]]]:
            return email, [one async for one in self._held_of(email)]

        async with aclosing(in_order(ask, cases, at_once=self.site.at_once)) as answers:
            async for email, records in answers:
                for collection, record in records:
                    self._add(cases[email], collection, record)

    async def _held_of(self, email: str) -> AsyncIterator[tuple[str, str]]:
        """Yield collection and record of all that Mailman has under an address."""
        if (row := await address_row(self.site.rest, email)) is not None:
            yield "address", address_record(row)
            if (user := await user_of(self.site.rest, row)) is not None:
                yield "user", f"user:{user['user_id']}"
        async for member in memberships(self.site.rest, [email]):
            yield "membership", f"membership:{member['member_id']}"

    def _add(self, cases: Iterable[Expected], place: str, record: str) -> None:
        for one in cases:
            if record not in one.kept:
                self.found.add(one.case_number, place, record)

    async def _in_settings(self, wide: Sequence[Expected]) -> None:
        """Look through settings, header rules and patterns of bans of each list and the site."""
        needles = [(one.case_number, _needles(one)) for one in wide]

        async def read(list_id: str) -> tuple[str, list[tuple[str, str]]]:
            return list_id, [one async for one in self._settings_of(list_id)]

        async with aclosing(
            in_order(read, ["", *self.site.lists], at_once=self.site.at_once)
        ) as answers:
            async for list_id, texts in answers:
                for place, text in texts:
                    for case_number, sought in needles:
                        if any(one.is_in(text) for one in sought):
                            self.found.add(case_number, place, f"list:{list_id}")

    async def _settings_of(self, list_id: str) -> AsyncIterator[tuple[str, str]]:
        """Yield place and text, patterns without their backslashes; empty id: the whole site."""
        at = f"lists/{list_id}/" if list_id else ""
        if list_id:
            for name, value in (await self.site.rest.need(f"{at}config")).items():
                for text in _texts(value):
                    yield f"config.{name}", text.replace("\\", "")
            async for row in self.site.rest.entries(f"{at}header-matches", "position"):
                yield "header-matches", str(row.get("pattern", "")).replace("\\", "")
        async for row in self.site.rest.entries(f"{at}bans", "email"):
            if (pattern := str(row["email"])).startswith("^"):
                yield "ban", pattern.replace("\\", "").removeprefix("^").removesuffix("$")


def _emails(one: Expected) -> set[str]:
    return {
        each.value
        for each in one.identifiers
        if each.kind is IdentifierKind.email and canonical_email(each.value)
    }


def _needles(one: Expected) -> list[Needle]:
    return [found for found in map(needle, one.identifiers) if found is not None]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _holds(there: object, wanted: object) -> bool:
    return worded(there) == worded(wanted)
