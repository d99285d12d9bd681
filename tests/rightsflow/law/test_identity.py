"""Is the writer the person: each row of the table, attackers, and what holds for any evidence."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.identity import Authentication, Decision, Evidence, Verdict, decide
from rightsflow.law.subject import Certainty, Identifier, IdentifierKind, Match

ANNA = "anna.nowicka@example.com"
LOOK_ALIKE = "anna.nowlcka@example.com"
BEATA = "beata@example.org"
OFFICE = "biuro@example.net"


def by_email(
    address: str = ANNA,
    *,
    system: str = "crm",
    record: str = "contact:1",
    name: str = "anna nowicka",
    certainty: Certainty = Certainty.exact,
    verified: bool = True,
    is_person: bool = True,
) -> Match:
    """Return a match by address, as good as a match can be."""
    return Match(
        system=system,
        record=record,
        identifier=Identifier(IdentifierKind.email, address),
        certainty=certainty,
        verified=verified,
        is_person=is_person,
        name=name,
    )


def by_other(kind: IdentifierKind, value: str, *, record: str, exact: bool = True) -> Match:
    """Return a match by something that is no address."""
    certainty = Certainty.exact if exact else Certainty.candidate
    identifier = Identifier(kind, value)
    return Match("crm", record, identifier, certainty, verified=True, is_person=True)


def judged(
    *matches: Match,
    sender: str | None = ANNA,
    authentication: Authentication = Authentication.passed,
    replied_from: str | None = None,
) -> Decision:
    """Decide about these matches; biuro@ is a shared mailbox."""
    evidence = Evidence(sender, authentication, replied_from)
    return decide(evidence, matches, lambda address: address == OFFICE)


def outcome(decision: Decision) -> tuple[Verdict, str]:
    """Return verdict and rule."""
    return decision.verdict, decision.rule


def test_an_authentic_sender_on_file_is_confirmed_and_gets_these_records() -> None:
    """The domain vouches for the sender and the address is on file: no question is asked."""
    contact, candidate = by_email(), by_email(system="ats", record="candidate:7")
    decision = judged(contact, candidate)
    assert outcome(decision) == (Verdict.confirmed, "sender_authentic_and_on_file")
    assert decision.address == ANNA
    assert decision.unlocked == (contact, candidate)


def test_a_refused_domain_goes_to_a_person_whatever_else_is_known() -> None:
    """A forged sender is never answered, not even after a reply from the address on file."""
    for decision in (
        judged(by_email(), authentication=Authentication.failed),
        judged(by_email(), authentication=Authentication.failed, replied_from=ANNA),
        judged(authentication=Authentication.failed),
    ):
        assert outcome(decision) == (Verdict.person, "domain_refused_the_sender")


def test_who_is_found_nowhere_is_nobody() -> None:
    """Nothing matches: the answer says that nothing is held."""
    assert outcome(judged()) == (Verdict.nobody, "nothing_matches")


@pytest.mark.parametrize("authentication", [Authentication.unknown, Authentication.passed])
def test_a_stranger_who_names_an_address_on_file_is_nobody(
    authentication: Authentication,
) -> None:
    """What is claimed changes nothing: it is as if nothing had been found.

    The claim is a case of its own, without a writer, and there the address on file is asked.
    """
    decision = judged(by_email(), sender=BEATA, authentication=authentication)
    assert outcome(decision) == (Verdict.nobody, "nothing_under_the_writers_address")
    assert (decision.address, decision.unlocked) == (None, ())
    claim = judged(by_email(), sender=None, authentication=Authentication.unknown)
    assert outcome(claim) == (Verdict.ask, "doubt")
    assert (claim.address, claim.unlocked) == (ANNA, ())


def test_a_look_alike_address_is_not_the_address() -> None:
    """One letter's difference is another person, however authentic the domain."""
    decision = judged(by_email(), sender=LOOK_ALIKE)
    assert decision.verdict is Verdict.nobody
    assert (decision.address, decision.unlocked) == (None, ())


def test_a_sender_nobody_vouches_for_is_asked_at_the_address_on_file() -> None:
    """Without a verdict of our own server a From field is a claim."""
    decision = judged(by_email(), authentication=Authentication.unknown)
    assert outcome(decision) == (Verdict.ask, "doubt")
    assert decision.address == ANNA


def test_a_posted_request_is_asked_at_the_address_on_file() -> None:
    """A request without sender leads to one address on file; the question goes there."""
    decision = judged(by_email(), sender=None, authentication=Authentication.unknown)
    assert (decision.verdict, decision.address) == (Verdict.ask, ANNA)


def test_a_reply_from_the_address_on_file_confirms() -> None:
    """Who answers our letter from the address it went to is the person who reads it."""
    decision = judged(
        by_email(), sender=BEATA, authentication=Authentication.unknown, replied_from=ANNA
    )
    assert outcome(decision) == (Verdict.confirmed, "answered_from_the_address_on_file")
    assert decision.address == ANNA


def test_a_reply_from_elsewhere_confirms_nothing() -> None:
    """A yes from an address that is not on file leaves the doubt as it was."""
    decision = judged(
        by_email(), sender=None, authentication=Authentication.unknown, replied_from=LOOK_ALIKE
    )
    assert outcome(decision) == (Verdict.ask, "doubt")


def test_two_addresses_on_file_without_the_senders_go_to_a_person() -> None:
    """A letter that leads to two people's addresses tells nobody which of them to ask."""
    decision = judged(by_email(), by_email(BEATA, record="contact:2"), sender=None)
    assert outcome(decision) == (Verdict.person, "no_single_address_on_file")
    assert decision.address is None


@pytest.mark.parametrize(
    "match",
    [
        by_email(certainty=Certainty.candidate),
        by_email(verified=False),
        by_other(IdentifierKind.phone, "+48600111222", record="contact:1"),
        by_other(IdentifierKind.name, "anna nowicka", record="contact:1", exact=False),
    ],
)
def test_only_a_verified_exact_address_is_on_file(match: Match) -> None:
    """A candidate, an unverified column, a phone number or a name gives no address to ask at."""
    decision = judged(match, sender=None, authentication=Authentication.unknown)
    assert outcome(decision) == (Verdict.person, "no_single_address_on_file")


@pytest.mark.parametrize(
    "match", [by_email(certainty=Certainty.candidate), by_email(verified=False)]
)
def test_an_address_of_the_writers_that_nobody_verified_goes_to_a_person(match: Match) -> None:
    """Something is found under the writer's own address, and it proves nothing."""
    assert outcome(judged(match)) == (Verdict.person, "no_single_address_on_file")


CLAIMED = (
    by_email(BEATA, record="contact:2"),
    by_other(IdentifierKind.phone, "+48600111222", record="contact:2"),
    by_other(IdentifierKind.name, "anna nowicka", record="contact:2", exact=False),
)


@given(
    st.lists(st.sampled_from(CLAIMED)),
    st.sampled_from([Authentication.passed, Authentication.unknown]),
)
def test_nothing_that_a_stranger_claims_changes_what_follows(
    matches: list[Match], authentication: Authentication
) -> None:
    """Whoever is not on file under the own address is nobody, whatever else is found."""
    decision = judged(*matches, authentication=authentication)
    assert (decision.verdict, decision.address, decision.unlocked) == (Verdict.nobody, None, ())


def test_a_shared_mailbox_is_nobodys_proof() -> None:
    """Who reads biuro@ is not known, though its domain vouches for it."""
    decision = judged(by_email(OFFICE), sender=OFFICE)
    assert outcome(decision) == (Verdict.person, "shared_mailbox")
    assert (decision.address, decision.unlocked) == (None, ())


def test_two_people_with_one_address_go_to_a_person() -> None:
    """Two records of a collection whose records are people are two people."""
    decision = judged(by_email(), by_email(record="contact:2", name="anna nowicka"))
    assert outcome(decision) == (Verdict.person, "several_people")
    assert decision.unlocked == ()


def test_two_names_under_one_address_in_two_systems_go_to_a_person() -> None:
    """A couple's mailbox: each system knows another of them."""
    decision = judged(by_email(), by_email(system="ats", record="candidate:7", name="jan nowicki"))
    assert outcome(decision) == (Verdict.person, "several_people")


def test_the_order_of_names_makes_no_second_person() -> None:
    """Nowicka Anna and Anna Nowicka are one person; a record without name is no contradiction."""
    decision = judged(
        by_email(),
        by_email(system="ats", record="candidate:7", name="nowicka anna"),
        by_email(system="mailing", record="subscriber:9", name=""),
    )
    assert decision.verdict is Verdict.confirmed


def test_one_record_found_twice_is_one_person() -> None:
    """A contact with the address in two columns is found twice and is still one contact."""
    assert judged(by_email(), by_email()).verdict is Verdict.confirmed


def test_many_events_of_one_person_are_no_second_person() -> None:
    """Letters and orders under one address are events, not people."""
    orders = [by_email(record=f"order:{n}", is_person=False, name="") for n in range(3)]
    decision = judged(by_email(), *orders)
    assert decision.verdict is Verdict.confirmed
    assert len(decision.unlocked) == 4


@pytest.mark.parametrize(
    "further",
    [
        by_other(IdentifierKind.phone, "+48600111222", record="contact:2"),
        by_other(IdentifierKind.pesel, "44051401359", record="contact:2"),
        by_other(IdentifierKind.name, "anna nowicka", record="contact:2", exact=False),
        by_email(BEATA, record="contact:2", name="anna nowicka"),
        by_email(record="contact:2", certainty=Certainty.candidate),
        by_email(record="lead:2", verified=False),
    ],
)
def test_a_record_the_address_does_not_unlock_goes_to_a_person(further: Match) -> None:
    """A homonym, a number or a second address in the letter unlocks nothing by itself."""
    decision = judged(by_email(), further)
    assert outcome(decision) == (Verdict.person, "further_records")
    assert decision.unlocked == ()


def test_the_same_record_under_another_identifier_is_nothing_further() -> None:
    """A phone number that leads to the record the address leads to agrees with it."""
    phone = by_other(IdentifierKind.phone, "+48600111222", record="contact:1")
    decision = judged(by_email(), phone)
    assert decision.verdict is Verdict.confirmed
    assert decision.unlocked == (by_email(),)


CONTACT = frozenset({("crm", "contact:1")})
BY_HAND = {
    "a homonym": (by_email(), by_email(BEATA, record="contact:2")),
    "an address nobody verified": (by_email(verified=False),),
    "a shared mailbox": (by_email(OFFICE),),
    "several people": (by_email(), by_email(record="contact:3", name="jan nowicki")),
    "no address at all": (by_other(IdentifierKind.phone, "+48600111222", record="contact:1"),),
}


@pytest.mark.parametrize("matches", BY_HAND.values(), ids=BY_HAND)
@pytest.mark.parametrize("authentication", Authentication)
def test_what_an_approver_has_confirmed_stands_before_every_doubt(
    matches: tuple[Match, ...], authentication: Authentication
) -> None:
    """A person has looked at what the machine would ask about: exactly their records go out."""
    for sender in (ANNA, BEATA, OFFICE, None):
        evidence = Evidence(sender, authentication, None, CONTACT, ANNA)
        decision = decide(evidence, matches, lambda address: address == OFFICE)
        assert outcome(decision) == (Verdict.confirmed, "confirmed_by_a_person")
        assert decision.address == ANNA
        assert decision.unlocked == (matches[0],)


def test_an_approvers_word_sends_nothing_to_the_writers_own_address() -> None:
    """The copy goes to the address on the records, not to the one that a stranger wrote from."""
    evidence = Evidence(BEATA, Authentication.passed, BEATA, CONTACT, ANNA)
    stranger = by_email(BEATA, system="ats", record="candidate:9", name="beata")
    decision = decide(evidence, (by_email(), stranger), lambda _: False)
    assert (decision.address, decision.unlocked) == (ANNA, (by_email(),))


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(LOOK_ALIKE, Authentication.passed, None, CONTACT, None),
        Evidence(LOOK_ALIKE, Authentication.passed, None, frozenset(), LOOK_ALIKE),
    ],
)
def test_half_a_confirmation_is_none(evidence: Evidence) -> None:
    """Records without an address to send them to, or an address without records, unlock nothing."""
    decision = decide(evidence, (by_email(),), lambda _: False)
    assert decision.rule != "confirmed_by_a_person"
    assert decision.unlocked == ()


def test_what_is_shown_of_evidence_and_decision_tells_no_address() -> None:
    """Representations reach logs: none of them holds an address or a name."""
    match = by_email()
    evidence = Evidence(ANNA, Authentication.passed, ANNA, CONTACT, ANNA)
    shown = f"{evidence!r} {judged(match)!r} {match!r} {match.identifier!r}"
    assert ANNA not in shown
    assert "nowicka" not in shown


ADDRESSES = (ANNA, LOOK_ALIKE, BEATA, OFFICE)
MATCHES = st.builds(
    Match,
    system=st.sampled_from(["crm", "ats"]),
    record=st.sampled_from(["contact:1", "contact:2", "order:1"]),
    identifier=st.one_of(
        st.builds(Identifier, st.just(IdentifierKind.email), st.sampled_from(ADDRESSES)),
        st.just(Identifier(IdentifierKind.phone, "+48600111222")),
        # What looks like an address under another kind is none.
        st.builds(Identifier, st.just(IdentifierKind.name), st.sampled_from(ADDRESSES)),
    ),
    certainty=st.sampled_from(Certainty),
    verified=st.booleans(),
    is_person=st.booleans(),
    name=st.sampled_from(["", "anna nowicka", "jan nowicki"]),
)
EVIDENCE = st.builds(
    Evidence,
    sender=st.sampled_from([None, *ADDRESSES]),
    authentication=st.sampled_from(Authentication),
    replied_from=st.sampled_from([None, *ADDRESSES]),
)
SHARED = st.sampled_from([lambda _: False, lambda address: address == OFFICE])
FEW = st.lists(MATCHES, max_size=4)


@given(EVIDENCE, FEW, SHARED)
def test_nobody_is_confirmed_without_proof(
    evidence: Evidence, matches: list[Match], is_shared: Callable[[str], bool]
) -> None:
    """Confirmed only: a verified exact address, and its mailbox or its domain vouches for it."""
    decision = decide(evidence, matches, is_shared)
    if decision.verdict is not Verdict.confirmed:
        assert decision.unlocked == ()
        return
    assert evidence.authentication is not Authentication.failed
    assert decision.address is not None
    assert not is_shared(decision.address)
    assert decision.unlocked
    assert evidence.replied_from == decision.address or (
        evidence.sender == decision.address and evidence.authentication is Authentication.passed
    )


@given(
    EVIDENCE, FEW, SHARED,
    st.frozensets(st.tuples(st.sampled_from(["crm", "ats"]),
                            st.sampled_from(["contact:1", "contact:2"])), min_size=1),
    st.sampled_from(ADDRESSES),
)  # fmt: skip
def test_an_approver_unlocks_the_records_named_and_no_others(
    evidence: Evidence,
    matches: list[Match],
    is_shared: Callable[[str], bool],
    named: frozenset[tuple[str, str]],
    address: str,
) -> None:
    """Whatever else is found or claimed: these records, to this address, while they are there."""
    confirmed = replace(evidence, confirmed=named, confirmed_address=address)
    decision = decide(confirmed, matches, is_shared)
    if not any((match.system, match.record) in named for match in matches):
        assert decision.verdict is not Verdict.confirmed
        return
    assert outcome(decision) == (Verdict.confirmed, "confirmed_by_a_person")
    assert decision.address == address
    wanted = [match for match in matches if (match.system, match.record) in named]
    assert list(decision.unlocked) == wanted


@given(EVIDENCE, FEW, SHARED)
def test_every_unlocked_record_carries_exactly_the_address(
    evidence: Evidence, matches: list[Match], is_shared: Callable[[str], bool]
) -> None:
    """What goes to an address is what that address has on file, in a verified column."""
    decision = decide(evidence, matches, is_shared)
    for match in decision.unlocked:
        assert match.identifier == Identifier(IdentifierKind.email, decision.address or "")
        assert match.certainty is Certainty.exact
        assert match.verified


@given(EVIDENCE, FEW, SHARED)
def test_a_question_goes_to_an_address_on_file_and_nowhere_else(
    evidence: Evidence, matches: list[Match], is_shared: Callable[[str], bool]
) -> None:
    """No letter's word makes an address: it stands in a verified column or is not used."""
    decision = decide(evidence, matches, is_shared)
    on_file = {
        match.identifier.value
        for match in matches
        if match.identifier.kind is IdentifierKind.email
        and match.verified
        and match.certainty is Certainty.exact
    }
    assert decision.address is None or decision.address in on_file
    assert (decision.address is None) == (decision.verdict in {Verdict.person, Verdict.nobody})


@given(EVIDENCE, FEW, SHARED, st.randoms(use_true_random=False))
def test_the_order_of_the_systems_answers_does_not_matter(
    evidence: Evidence,
    matches: list[Match],
    is_shared: Callable[[str], bool],
    chance: random.Random,
) -> None:
    """Whichever system answers first, the decision is the same."""
    mixed = list(matches)
    chance.shuffle(mixed)
    one, other = (decide(evidence, order, is_shared) for order in (matches, mixed))
    assert (one.verdict, one.rule, one.address) == (other.verdict, other.rule, other.address)
    assert _counted(one.unlocked) == _counted(other.unlocked)


def _counted(matches: Iterable[Match]) -> list[tuple[str, ...]]:
    return sorted((m.system, m.record, m.name, str(m.is_person)) for m in matches)
