"""An honest system in memory, and others that are not: each breaks one rule of the contract."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import SecretStr

from rightsflow.canonical import canonical_email
from rightsflow.conformance import RETRY_AFTER_S, FaultyProxy, Person, Stage, Trouble
from rightsflow.connector import (
    Connector,
    Document,
    Finding,
    Health,
    Incomplete,
    Located,
    Subject,
    Wanted,
)
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import NeedsPerson, TryAgain
from rightsflow.law.subject import Certainty, Match

SECRET = "open sesame"
TITLE = {"en": "Title"}
MAP = {
    "system": "memory",
    "title": TITLE,
    "connector": "memory",
    "answers_for": "Tests",
    "connection": {"patience_s": 0, "timeout_s": 0.1},
    "purposes": {"test": {"title": TITLE, "ground": "consent", "retention": {"criteria": TITLE}}},
    "collections": {
        "people": {
            "title": TITLE,
            "identity": [{"column": "email", "kind": "email"}],
            "purpose": "test",
            "fields": {},
        }
    },
}


NO_ANSWER = frozenset(
    {Trouble.dead, Trouble.slow, Trouble.broken, Trouble.truncated, Trouble.strange}
)


class Memory(Connector):
    """Answers as the contract wants it."""

    def __init__(self, people: list[Person], trouble: Trouble) -> None:
        """Take who is held, and what is wrong."""
        self.system = SystemMap.model_validate(MAP)
        self.people = people
        self.trouble = trouble
        self.token = SecretStr(SECRET)

    async def check(self) -> Health:
        """Say what is wrong."""
        if self.trouble not in {Trouble.none, Trouble.wrong_credential, Trouble.lying}:
            raise TryAgain
        refused = self.trouble is Trouble.wrong_credential
        return Health("1 collection answers", ("The login is refused.",) if refused else ())

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Compare canonical addresses."""
        self.ask(subjects)
        for subject in subjects:
            for identifier in subject.identifiers:
                for key, person in enumerate(self.people):
                    if self.same(person.email, identifier.value):
                        yield Located(
                            subject.case_number,
                            Match(
                                system="memory",
                                record=f"people:{key}",
                                identifier=identifier,
                                certainty=Certainty.exact,
                                verified=True,
                                is_person=True,
                            ),
                        )

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Yield the person, with the document, and each note."""
        self.ask([])
        gone = set()
        for one in wanted:
            for record in one.records:
                key = int(record.partition(":")[2])
                person = self.people[key]
                if not person.mark:
                    gone.add(one.case_number)
                    continue
                values = {"email": person.email, "name": person.name}
                yield Finding(one.case_number, "people", record, values, self.document(person))
                for note in person.notes:
                    yield Finding(one.case_number, "people", record, {"note": note})
        if gone:
            message = "records are gone"
            raise Incomplete(message, frozenset(gone))

    def ask(self, subjects: Sequence[Subject]) -> None:  # noqa: ARG002 - those who lie use it
        """Raise what is wrong."""
        if self.trouble is Trouble.rate_limited:
            raise TryAgain(wait_s=RETRY_AFTER_S)
        if self.trouble in NO_ANSWER:
            raise TryAgain
        if self.trouble is Trouble.wrong_credential:
            raise NeedsPerson

    def same(self, stored: str, wanted: str) -> bool:
        """Tell whether two addresses are one."""
        return canonical_email(stored) == wanted

    def document(self, person: Person) -> Document:
        """Return the person's document, a KiB at a time."""

        async def content() -> AsyncIterator[bytes]:
            for start in range(0, len(person.document), 1024):
                yield person.document[start : start + 1024]

        return Document("document", ".pdf", content)

    async def close(self) -> None:
        """Hold nothing."""


class Like(Memory):
    """Compares as LIKE does: `_` is any letter."""

    def same(self, stored: str, wanted: str) -> bool:
        """Tell whether a pattern fits."""
        pattern = re.escape(wanted).replace("_", ".").replace("%", ".*")
        return re.fullmatch(pattern, stored.lower()) is not None


class Accentless(Memory):
    """Compares as a collation without accents does."""

    def same(self, stored: str, wanted: str) -> bool:
        """Tell whether addresses are one but for an accent."""
        return super().same(stored.replace("é", "e"), wanted.replace("é", "e"))


class Strict(Memory):
    """Compares byte by byte."""

    def same(self, stored: str, wanted: str) -> bool:
        """Tell whether two texts are one."""
        return stored == wanted


class Generous(Memory):
    """Finds everybody for whoever asks in an odd way."""

    def same(self, stored: str, wanted: str) -> bool:
        """Be taken in by a quote."""
        return "''='" in wanted or super().same(stored, wanted)


class Dump(Memory):
    """Gives everything when asked for nothing."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Take an empty list for no restriction."""
        everything = [Wanted("case1", tuple(f"people:{n}" for n in range(len(self.people))))]
        asked = any(one.records for one in wanted)
        async for finding in super().gather(wanted if asked else everything):
            yield finding


class Mixing(Memory):
    """Gives a batch to its first case."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Forget whose record it was."""
        async for finding in super().gather(wanted):
            yield replace(finding, case_number=wanted[0].case_number)


class Forgetful(Memory):
    """Leaves out the last note."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Stop one too early."""
        last: Finding | None = None
        async for finding in super().gather(wanted):
            if last:
                yield last
            last = finding


class Naming(Memory):
    """Names a record by the address of its person."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Put the address into the key."""
        async for one in super().locate(subjects):
            address = one.match.identifier.value
            yield replace(one, match=replace(one.match, record=f"people:{address}"))

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Take the address for the key."""
        for one in wanted:
            for record in one.records:
                yield Finding(one.case_number, "people", record, {"email": record})


class Cutting(Memory):
    """Cuts long values."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Keep the first 64 Ki letters."""
        async for finding in super().gather(wanted):
            yield replace(finding, values={k: str(v)[:65536] for k, v in finding.values.items()})


class Hoarding(Memory):
    """Collects before it answers."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Hold a copy of everything."""
        found = [
            replace(one, values={k: f"{v} " for k, v in one.values.items()})
            async for one in super().gather(wanted)
        ]
        for one in found:
            yield replace(one, values={k: str(v)[:-1] for k, v in one.values.items()})


class Untidy(Memory):
    """Gives objects instead of plain values."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Add a date."""
        odd: Any = date(2026, 2, 1)
        async for finding in super().gather(wanted):
            yield replace(finding, values={**finding.values, "born": odd})


class Once(Memory):
    """Answers once, and is empty afterwards."""

    asked = False

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Use up the answer."""
        if not self.asked:
            async for one in super().locate(subjects):
                yield one
        self.asked = True


class Silent(Memory):
    """Passes over what is gone."""

    async def gather(self, wanted: Sequence[Wanted]) -> AsyncGenerator[Finding]:
        """Say nothing."""
        try:
            async for finding in super().gather(wanted):
                yield finding
        except Incomplete:
            return


class Whole(Memory):
    """Reads a document in one piece."""

    def document(self, person: Person) -> Document:
        """Return the document."""

        async def content() -> AsyncIterator[bytes]:
            yield person.document

        return Document("document", ".pdf", content)


class Optimistic(Memory):
    """Always feels well."""

    async def check(self) -> Health:
        """Ask nobody."""
        return Health("all is well")


class Pausing(Memory):
    """Takes a refusal for a pause."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Ask to be asked later."""
        if self.trouble is not Trouble.none:
            raise TryAgain
        super().ask(subjects)


class Empty(Memory):
    """Takes a dead system for an empty one."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Fail nobody."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Find nobody in a dead system."""
        async for one in super().locate(subjects if self.trouble is Trouble.none else []):
            yield one


class Talking(Memory):
    """Repeats in an error whom it was asked about."""

    def ask(self, subjects: Sequence[Subject]) -> None:
        """Quote the address."""
        if self.trouble is not Trouble.none and subjects:
            message = f"no answer about {subjects[0].identifiers[0].value}"
            raise (TryAgain if self.trouble is Trouble.dead else NeedsPerson)(message)
        super().ask(subjects)


class Hanging(Memory):
    """Waits for a dead system, for ever."""

    async def locate(self, subjects: Sequence[Subject]) -> AsyncGenerator[Located]:
        """Wait."""
        if self.trouble is Trouble.dead:
            await asyncio.Event().wait()
        async for one in super().locate(subjects):
            yield one


class MemoryStage(Stage):
    """A system in memory, of the kind that `opens`."""

    has_documents = True
    largest_chars = 10_000_000
    troubles = FaultyProxy.makes
    secrets = (SECRET,)

    def __init__(self, opens: type[Memory] = Memory) -> None:
        """Take the kind of connector that is tried."""
        self.kind = opens
        self.people: list[Person] = []

    async def plant(self, people: Sequence[Person]) -> None:
        """Hold them."""
        self.people += people

    async def remove(self, person: Person) -> None:
        """Leave an empty place."""
        self.people[self.people.index(person)] = Person("", "", ())

    def connector(self, trouble: Trouble = Trouble.none) -> Memory:
        """Open it."""
        return self.kind(self.people, trouble)

    async def close(self) -> None:
        """Forget them."""
        self.people = []
