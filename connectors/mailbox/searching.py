"""Finding a person's messages: the server narrows down, header and text decide here.

SEARCH compares parts of fields, by case rules of its own (RFC 9051 6.4.4), and would take
`aab@example.com` for `ab@example.com`. So each hit is compared in canonical form.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import product

import phonenumbers

from connectors.mailbox.archive import Archive, Folder, MessageGone
from connectors.mailbox.message import TAKING_PART, Message
from rightsflow.canonical import canonical_email
from rightsflow.imap.looking import Criterion
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind
from rightsflow.likeness import email_spellings
from rightsflow.needles import SEARCHED, needle
from rightsflow.texts import TextReader

_KEYS = {"from": "FROM", "to": "TO", "cc": "CC", "bcc": "BCC"}
"""Fields that SEARCH has a key for; the others are `HEADER` and their name."""

_BETWEEN = ("", " ", "-", ".")
"""What is tried between the groups of a telephone number."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that names somebody: as a correspondent (exact), or perhaps (candidate)."""

    folder: Folder
    message: Message
    identifier: Identifier
    certainty: Certainty


@dataclass(slots=True)
class Searching:
    """Looks for identifiers in one mailbox; `texts`: in texts, too."""

    archive: Archive
    reader: TextReader
    texts: bool

    async def hits(self, folder: Folder, identifiers: Iterable[Identifier]) -> AsyncGenerator[Hit]:
        """Yield the messages of one person in a folder, each once for an identifier.

        A message that is the person's correspondence by one identifier is no candidate by
        another.
        """
        wanted = list(dict.fromkeys(identifiers))
        exact: set[str] = set()
        for one in wanted:
            async with aclosing(self._correspondence(folder, one)) as found:
                async for hit in found:
                    exact.add(hit.message.uid)
                    yield hit
        for one in wanted if self.texts else ():
            async with aclosing(self._mentions(folder, one, exact)) as found:
                async for hit in found:
                    exact.add(hit.message.uid)
                    yield hit

    async def _correspondence(self, folder: Folder, identifier: Identifier) -> AsyncGenerator[Hit]:
        if identifier.kind is not IdentifierKind.email or not canonical_email(identifier.value):
            return
        async for message in self._messages(folder, list(_as_correspondent(identifier))):
            if identifier.value in message.addresses:
                yield Hit(folder, message, identifier, Certainty.exact)
            elif not message.is_whole:
                yield Hit(folder, message, identifier, Certainty.candidate)

    async def _mentions(
        self, folder: Folder, identifier: Identifier, but: set[str]
    ) -> AsyncGenerator[Hit]:
        sought = needle(identifier) if identifier.kind in SEARCHED else None
        if sought is None:
            return
        criteria = [Criterion("TEXT", form.encode()) for form in _forms(identifier)]
        async for message in self._messages(folder, criteria):
            if message.uid in but:
                continue
            try:
                raw = await self.archive.raw(folder, message)
            except MessageGone:
                continue
            letter = await self.reader.searched(raw) if raw is not None else None
            # What was not read may be where the server found it: a person looks.
            if letter is None or letter.flaws or letter.attached or sought.is_in(letter.text):
                yield Hit(folder, message, identifier, Certainty.candidate)

    async def _messages(
        self, folder: Folder, criteria: Sequence[Criterion]
    ) -> AsyncGenerator[Message]:
        async with aclosing(self.archive.search(folder, criteria)) as windows:
            async for uids in windows:
                async with aclosing(self.archive.messages(folder, uids)) as batches:
                    async for batch in batches:
                        for message in batch:
                            yield message


def _as_correspondent(identifier: Identifier) -> Iterator[Criterion]:
    for name, form in product(TAKING_PART, sorted(email_spellings(identifier.value))):
        yield Criterion(_KEYS.get(name, f"HEADER {name.upper()}"), form.encode())


def _forms(identifier: Identifier) -> list[str]:
    """Return how an identifier may stand in a text, as far as a server can be asked."""
    if identifier.kind is IdentifierKind.email:
        return sorted(email_spellings(identifier.value))
    if identifier.kind is not IdentifierKind.phone:
        return [identifier.value]
    number = phonenumbers.parse(identifier.value)
    customary = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = phonenumbers.national_significant_number(number)
    threes = " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))
    grouped = {"".join(c if c.isdigit() else " " for c in customary).strip(), threes}
    return sorted({one.replace(" ", between) for one in grouped for between in _BETWEEN})


def by_case(
    asked: Iterable[tuple[str, Iterable[Identifier]]],
) -> Mapping[str, list[Identifier]]:
    """Return the identifiers of each case, one case once."""
    found: dict[str, list[Identifier]] = defaultdict(list)
    for case_number, identifiers in asked:
        found[case_number] += identifiers
    return found
