"""Is the writer the person? Graded evidence, read as a table from top to bottom.

Sources: Article 12(6) GDPR (reasonable doubt), Article 32 (data to the wrong person is a
breach), EDPB Guidelines 01/2022 on the right of access, paragraphs 58 to 79.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match


class Authentication(StrEnum):
    """What our own receiving server says of the sender's domain (RFC 7489, RFC 8601)."""

    passed = "passed"
    failed = "failed"
    unknown = "unknown"


class Verdict(StrEnum):
    """What follows from the evidence."""

    confirmed = "confirmed"
    ask = "ask"
    nobody = "nobody"
    person = "person"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the writer.

    `sender` is the single From address in canonical form, or None (several, none, or a
    request that came by post); `replied_from` is the address on file from which our
    confirmation letter was answered with a clear yes. `confirmed` are the records (system,
    record) that an approver found to be the writer's, `confirmed_address` the one on them.
    `look_alike`: the letter came from an address that only looks like one it leads to.
    """

    sender: str | None
    authentication: Authentication
    replied_from: str | None = None
    confirmed: frozenset[tuple[str, str]] = frozenset()
    confirmed_address: str | None = None
    look_alike: bool = False

    def __repr__(self) -> str:
        """Hide the addresses."""
        return f"Evidence({self.authentication})"


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, the row that gave it, where to write, and the records it unlocks."""

    verdict: Verdict
    rule: str
    address: str | None = None
    unlocked: tuple[Match, ...] = ()

    def __repr__(self) -> str:
        """Hide the address."""
        return f"Decision({self.verdict}, {self.rule})"


@dataclass(frozen=True, slots=True)
class _Question:
    """The evidence and the matches, sorted once for all rows."""

    evidence: Evidence
    matches: tuple[Match, ...]
    is_shared: Callable[[str], bool]

    @property
    def address(self) -> str | None:
        """Return the one address on file that the letter leads to, the sender's first."""
        if self.evidence.confirmed:
            return self.evidence.confirmed_address
        addresses = {match.identifier.value for match in self._on_file}
        for preferred in (self.evidence.replied_from, self.evidence.sender):
            if preferred in addresses:
                return preferred
        return addresses.pop() if len(addresses) == 1 else None

    @property
    def _on_file(self) -> Iterable[Match]:
        return (match for match in self.matches if _is_proof(match))

    @property
    def unlocked(self) -> tuple[Match, ...]:
        """Return the records that carry exactly this address in a verified column.

        Where an approver has confirmed records, it is those and no others.
        """
        confirmed = self.evidence.confirmed
        if confirmed:
            return tuple(one for one in self.matches if (one.system, one.record) in confirmed)
        address = self.address
        return tuple(match for match in self._on_file if match.identifier.value == address)

    @property
    def further(self) -> bool:
        """Say whether the letter leads to records that this address does not unlock."""
        known = {(match.system, match.record) for match in self.unlocked}
        return any((match.system, match.record) not in known for match in self.matches)

    @property
    def only_claimed(self) -> bool:
        """Say whether nothing is found by the writer's own address, and all by what is claimed.

        A yes from an address on file tells whose the claim is.
        """
        who = self.evidence
        known = who.sender is None or who.replied_from not in {None, who.sender}
        return not known and not any(
            match.identifier == Identifier(IdentifierKind.email, who.sender or "")
            for match in self.matches
        )

    @property
    def several_people(self) -> bool:
        """Say whether the unlocked records stand for more than one person."""
        people = [match for match in self.unlocked if match.is_person]
        records = {(match.system, match.record) for match in people}
        collections = {(system, record.partition(":")[0]) for system, record in records}
        names = {frozenset(match.name.split()) for match in people if match.name}
        return len(collections) < len(records) or len(names) > 1


def _is_proof(match: Match) -> bool:
    return (
        match.certainty is Certainty.exact
        and match.verified
        and match.identifier.kind is IdentifierKind.email
    )


def _answered_from_file(question: _Question) -> bool:
    return question.evidence.replied_from == question.address


def _sender_authentic(question: _Question) -> bool:
    evidence = question.evidence
    return evidence.sender == question.address and evidence.authentication is Authentication.passed


def _forged(question: _Question) -> bool:
    return question.evidence.authentication is Authentication.failed


def _confirmed_by_a_person(question: _Question) -> bool:
    """Say whether an approver has confirmed records, and they are still there."""
    evidence = question.evidence
    return bool(evidence.confirmed and evidence.confirmed_address and question.unlocked)


_TABLE: tuple[tuple[str, Callable[[_Question], bool], Verdict], ...] = (
    ("confirmed_by_a_person", _confirmed_by_a_person, Verdict.confirmed),
    ("domain_refused_the_sender", _forged, Verdict.person),
    ("nothing_matches", lambda q: not q.matches, Verdict.nobody),
    ("nothing_under_the_writers_address", lambda q: q.only_claimed, Verdict.nobody),
    ("no_single_address_on_file", lambda q: q.address is None, Verdict.person),
    ("shared_mailbox", lambda q: q.is_shared(q.address or ""), Verdict.person),
    ("several_people", lambda q: q.several_people, Verdict.person),
    ("further_records", lambda q: q.further, Verdict.person),
    ("answered_from_the_address_on_file", _answered_from_file, Verdict.confirmed),
    ("sender_authentic_and_on_file", _sender_authentic, Verdict.confirmed),
    ("look_alike_address", lambda q: q.evidence.look_alike, Verdict.person),
    ("doubt", lambda _: True, Verdict.ask),
)
"""Rows of rule, condition, verdict; the first that holds decides.

Who is not on file under the own address is told so, and that alone, whatever else the letter names
and whether or not it is found: else the difference would tell a stranger who is on file. What a
letter claims beside is a case of its own, in which nobody but an address on file is written to.
What an approver has confirmed stands before everything that a machine would doubt.
A reply from the address on file confirms before a sender's authentication does, and both come
after every row that hands the case to a person: a proven mailbox says nothing of who else
reads it.
"""


def decide(
    evidence: Evidence, matches: Iterable[Match], is_shared: Callable[[str], bool]
) -> Decision:
    """Return the first row of the table that holds for this writer and these matches.

    `is_shared` says of a canonical address whether it is a role or shared mailbox.
    """
    question = _Question(evidence, tuple(matches), is_shared)
    rule, verdict = next((name, verdict) for name, holds, verdict in _TABLE if holds(question))
    sure = verdict in {Verdict.confirmed, Verdict.ask}
    return Decision(
        verdict,
        rule,
        question.address if sure else None,
        question.unlocked if verdict is Verdict.confirmed else (),
    )
