"""Who has to be told about one person's data, from the data map and the logs of disclosures."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

from rightsflow.canonical import canonical_email, fold
from rightsflow.datamap.model import SystemMap
from rightsflow.law.notice import RecipientRole

_Speak: TypeAlias = Callable[[str], str]


class Record(Protocol):
    """A record of the person, as a connector found it or as it was read back."""

    @property
    def collection(self) -> str:
        """Return the name of the collection that it lies in."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Return its columns."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who has the data of this person (Article 4(9) GDPR).

    An empty `name`: the log names nobody, and a person has to find out. `email` is canonical, or
    None where notices cannot be mailed. `has` says what it received, in its `language`;
    `systems` name where we know that from.
    """

    name: str
    role: RecipientRole
    email: str | None = field(repr=False)
    language: str
    has: tuple[str, ...]
    systems: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what makes it one: its role and its name, however that is spelt.

        A company that acts on instruction here and decides for itself there is told as both.
        """
        return f"{self.role}:{fold(self.name)}"


def recipients_of(
    systems: Mapping[str, SystemMap],
    records: Iterable[tuple[str, Record]],
    language: str,
    *,
    languages: Sequence[str] = ("pl", "en"),
) -> tuple[Recipient, ...]:
    """Return each recipient once, however many systems of the case it appears in.

    `records` are all of the person's, each with the name of its system; they are read one by
    one, and have to be read before any of them is erased. Of a system without records nobody is
    named. `language` stands in for one that is not among `languages`.
    """
    found: dict[str, Recipient] = {}
    seen: set[str] = set()

    def speak(wanted: str) -> str:
        return wanted if wanted in languages else language

    for name, record in records:
        named = [] if name in seen else list(_standing(systems[name], speak))
        seen.add(name)
        named += _logged(systems[name], record, speak)
        for one in named:
            found[one.key] = _joined(found[one.key], one) if one.key in found else one
    return tuple(found.values())


def _standing(system: SystemMap, speak: _Speak) -> Iterator[Recipient]:
    """Yield the recipients of everything in a system."""
    for one in system.recipients:
        spoken = speak(one.language)
        email = canonical_email(one.email) if one.email else None
        has = (_text(one.what, spoken),)
        yield Recipient(one.name, one.role, email, spoken, has, (system.system,))


def _logged(system: SystemMap, record: Record, speak: _Speak) -> Iterator[Recipient]:
    """Yield the recipient that a row of a log of disclosures names."""
    if log := system.collections[record.collection].discloses:
        spoken = speak(log.language)
        address = record.values.get(log.email) if log.email else None
        email = canonical_email(str(address)) if address else None
        name = " ".join(str(record.values.get(log.recipient) or "").split())
        has = (_text(log.what, spoken),)
        yield Recipient(name, log.role, email, spoken, has, (system.system,))


def _joined(one: Recipient, more: Recipient) -> Recipient:
    return replace(
        one,
        email=one.email or more.email,
        has=tuple(dict.fromkeys((*one.has, *more.has))),
        systems=tuple(dict.fromkeys((*one.systems, *more.systems))),
    )


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["en"]
