"""Every row of the privacy policy has its place in the example's data map or settings."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deployments.examples.we_support.colleagues import COLLEAGUES
from rightsflow.canonical import canonical_email
from rightsflow.datamap.facts import link_columns
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.law.duty import row_of
from rightsflow.law.facts import Erasing
from rightsflow.law.ground import Given
from rightsflow.law.notice import RecipientRole
from rightsflow.law.right import Ground
from rightsflow.law.subject import IdentifierKind
from rightsflow.mail.reading.authority import is_from_authority
from rightsflow.settings import read_settings

Systems = dict[str, SystemMap]


@pytest.fixture(scope="module")
def systems(instance: Path) -> Systems:
    """Return the example's data map."""
    return load_systems(instance)


def purpose(name: str, ground: Ground, **flags: bool) -> Callable[[Systems], bool]:
    """Say that a purpose (`system.purpose`) stands on a ground, and is of this kind."""
    system, _, of = name.partition(".")

    def holds(systems: Systems) -> bool:
        found = systems[system].purposes[of]
        return found.ground is ground and all(getattr(found, k) == v for k, v in flags.items())

    return holds


def held(*places: str) -> Callable[[Systems], bool]:
    """Say that collections (`system.collection`) are there, with fields that are told."""

    def holds(systems: Systems) -> bool:
        found = [place.partition(".") for place in places]
        return all(systems[one].collections[of].fields for one, _, of in found)

    return holds


def erased(*places: str) -> Callable[[Systems], bool]:
    """Say that an erasure deletes the records of these collections, but for what a duty keeps."""

    def holds(systems: Systems) -> bool:
        found = [place.partition(".") for place in places]
        return all(
            systems[one].collections[of].erasing is Erasing.delete
            and systems[one].connection.get("write", True)
            for one, _, of in found
        )

    return holds


def stopped(place: str, of: str) -> Callable[[Systems], bool]:
    """Say that the end of a purpose is written down in a collection, by a mark."""
    system, _, collection = place.partition(".")

    def holds(systems: Systems) -> bool:
        told = systems[system].purposes[of].ends is not None
        setting = systems[system].collections[collection].stop[of]
        return told and bool(setting.values) and not setting.delete

    return holds


def processors(system: str, *names: str) -> Callable[[Systems], bool]:
    """Say that these act on instruction for a system, and can be written to."""

    def holds(systems: Systems) -> bool:
        known = {
            one.name for one in systems[system].recipients
            if one.role is RecipientRole.processor and one.email
        }  # fmt: skip
        return known >= set(names)

    return holds


def clients_by_name(systems: Systems) -> bool:
    """Say that a log names each client who got a candidate, and where to write to."""
    log = systems["recruitment"].collections["disclosures"].discloses
    return log is not None and log.role is RecipientRole.controller and bool(log.email)


def two_sides_of_a_referral(systems: Systems) -> bool:
    """Say that one table is about two people: the source of the one is the other."""
    of = systems["recruitment"].collections
    one, other = of["referrals"], of["referrals_made"]
    return (
        one.table == other.table
        and one.source_column == "referrer_name"
        and other.identity[0].kind is IdentifierKind.email
        and "candidate_id" in other.ignore
        and other.erasing is Erasing.blank
    )


def profile_is_explained(systems: Systems) -> bool:
    """Say that logic, significance and consequences are told to whom they concern."""
    [card] = systems["crm"].profiling
    return card.purpose == "profiling" and not card.solely_automated


def by_mail(system: str) -> Callable[[Systems], bool]:
    """Say that a named colleague is asked by mail, has a time limit, and sends what is found."""

    def holds(systems: Systems) -> bool:
        of = systems[system]
        return (
            of.connector == "people"
            and of.answers_for in COLLEAGUES
            and of.connection["days"] >= 1
            and [*of.collections["answers"].fields] == ["text", "attachment"]
        )

    return holds


ROWS: tuple[tuple[str, Callable[[Systems], bool]], ...] = (
    ("S1", by_mail("mailbox")),
    ("S2", held("crm.contacts", "crm.notes")),
    ("S2", erased("crm.contacts", "crm.notes")),
    ("S3", purpose("crm.profiling", Ground.legitimate_interest, profiling=True, marketing=True)),
    ("S3", profile_is_explained),
    ("S3", held("crm.social_profiles", "crm.scores")),
    ("S3", erased("crm.social_profiles", "crm.scores")),
    ("S3", stopped("crm.contacts", "profiling")),
    ("S4", purpose("recruitment.recruitment", Ground.consent)),
    ("S4", held("recruitment.applications", "recruitment.interview_notes", "cv_files.documents")),
    ("S4", erased("recruitment.applications", "cv_files.documents")),
    ("S4", stopped("recruitment.candidates", "recruitment")),
    ("S4", stopped("cv_files.documents", "recruitment")),
    ("S5", two_sides_of_a_referral),
    ("S6", purpose("portal.portal", Ground.contract)),
    ("S6", erased("portal.accounts", "portal.experiences")),
    ("S7", purpose("mailing.newsletter", Ground.consent, marketing=True)),
    ("S7", purpose("crm.marketing", Ground.consent, marketing=True)),
    ("S7", stopped("mailing.subscriptions", "newsletter")),
    ("S7", stopped("crm.consents", "marketing")),
    ("S8", purpose("crm.enquiries", Ground.legitimate_interest)),
    ("S8", erased("crm.enquiries")),
    ("S9", purpose("trainings.trainings", Ground.contract)),
    ("S9", erased("trainings.orders", "trainings.exams")),
    ("S10", purpose("mailing.contests", Ground.consent)),
    ("S10", stopped("mailing.contest_entries", "contests")),
    ("S11", purpose("mailing.downloads", Ground.consent)),
    ("S11", stopped("mailing.downloads", "downloads")),
    ("S11", stopped("mailing.downloads", "newsletter")),
    ("S12", clients_by_name),
    ("S13", processors("mailing", "Gołąb Wysyłkowy sp. z o.o.")),
    ("S13", processors("mailing", "Pracownia Reklamy Kalejdoskop S.A.")),
    ("S13", processors("trainings", "Sosnowe Centrum Egzaminów sp. z o.o.")),
    ("S14", by_mail("facebook_group")),
    ("S14", by_mail("linkedin_group")),
    ("S15", by_mail("website")),
    ("S15", purpose("website.analytics", Ground.consent)),
)  # fmt: skip
"""What the policy says of a system, and what the data map has to say for it, row by row."""


@pytest.mark.parametrize(("row", "holds"), ROWS, ids=[row for row, _ in ROWS])
def test_each_row_of_the_policy_has_its_place(
    systems: Systems, row: str, holds: Callable[[Systems], bool]
) -> None:
    """What is promised of a system can be looked up in its map."""
    assert holds(systems), row


def test_no_row_of_the_policy_is_left_out() -> None:
    """S1 to S17; the authority and security have tests of their own below."""
    assert {row for row, _ in ROWS} | {"S16", "S17"} == {f"S{number}" for number in range(1, 18)}


def test_requests_come_to_one_mailbox(instance: Path) -> None:
    """S1: the address in every letter is the one that is read."""
    settings = read_settings(instance)
    assert settings.mailbox.kind == "maildir"
    assert canonical_email(settings.controller.email) == settings.controller.email


def test_a_refusal_names_the_authority_and_its_own_letters_go_to_a_person(instance: Path) -> None:
    """S16: name and address are the authority's; mail from it is recognised by its domain."""
    authority = read_settings(instance).controller.authority
    assert authority.address == "ul. Stanisława Moniuszki 1A, 00-014 Warszawa"
    assert set(authority.name) >= {"pl", "en"}
    assert is_from_authority("kancelaria@uodo.gov.pl", "")


def test_nothing_is_read_or_sent_in_clear_by_others(instance: Path) -> None:
    """S17: keys and data have one owner; copies are encrypted; no secret stands in a file."""
    settings = read_settings(instance)
    assert settings.copy_.bits >= 80
    private = [settings.register_.key_file, *(instance / "data").glob("*.sqlite")]
    assert {path.stat().st_mode & 0o077 for path in private} == {0}
    text = "".join(file.read_text(encoding="utf-8") for file in instance.rglob("*.yaml"))
    assert "password:" not in text


def _collections(systems: Systems) -> Iterator[tuple[SystemMap, str, Collection]]:
    for system in systems.values():
        for name, collection in system.collections.items():
            yield system, name, collection


def test_every_purpose_has_a_ground_and_what_ends_is_told(systems: Systems) -> None:
    """An interest is named, and whatever can be stopped says what that means for the person."""
    for system in systems.values():
        for name, of in system.purposes.items():
            assert of.ground in Ground
            can_be_stopped = of.marketing or of.ground is Ground.consent
            assert bool(of.ends) == can_be_stopped, f"{system.system}.{name}"


def test_every_collection_says_how_it_was_given(systems: Systems) -> None:
    """It is written down, not left to the default: portability is decided by it."""
    for system, name, collection in _collections(systems):
        assert "given" in collection.model_fields_set, f"{system.system}.{name}"


def test_scores_and_notes_are_not_exported(systems: Systems) -> None:
    """Worked out by the company, or obtained from others: told in a copy, and not ported."""
    not_given = {
        f"{system.system}.{name}"
        for system, name, collection in _collections(systems)
        if collection.given in {Given.derived, Given.obtained}
    }
    assert not_given >= {
        "crm.notes", "crm.scores", "crm.social_profiles", "recruitment.interview_notes",
        "recruitment.referrals", "trainings.exams",
    }  # fmt: skip


def test_every_duty_has_a_provision_and_only_fields_of_the_map(systems: Systems) -> None:
    """A letter can name article and law; periods run from dates that are there."""
    duties = [
        (collection, duty) for _, _, collection in _collections(systems)
        for duty in collection.duties
    ]  # fmt: skip
    assert {str(duty.duty) for _, duty in duties} == {
        "accounting", "candidate_claims", "proof_of_consent",
    }  # fmt: skip
    for collection, duty in duties:
        assert row_of(duty.duty).provision
        assert {duty.since, *duty.fields} <= collection.fields.keys()


def test_the_claims_of_candidates_keep_the_least(systems: Systems) -> None:
    """Neither letter nor address: who it was, that they were turned down, and when."""
    recruitment = systems["recruitment"]
    [duty] = recruitment.collections["applications"].duties
    assert not {"cover_letter"} & set(duty.fields)
    assert recruitment.collections["candidates"].also == {
        "recruitment": ("first_name", "last_name")
    }


def test_whoever_is_restricted_is_marked_wherever_people_are_found(systems: Systems) -> None:
    """No system has to be told by hand."""
    for system, name, collection in _collections(systems):
        if collection.identity and system.connector != "people":
            assert collection.restrict is not None, f"{system.system}.{name}"


def test_consent_and_marketing_are_stopped_by_program(systems: Systems) -> None:
    """Withdrawing is as easy as giving: nobody has to be asked (Article 7(3) GDPR)."""
    for system in systems.values():
        said = {of for collection in system.collections.values() for of in collection.stop}
        for name, of in system.purposes.items():
            if system.connector != "people" and (of.marketing or of.ground is Ground.consent):
                assert name in said, f"{system.system}.{name}"


def test_every_recipient_can_be_written_to(systems: Systems) -> None:
    """Article 19 notices go by mail, to invented addresses."""
    for system in systems.values():
        for one in system.recipients:
            assert canonical_email(one.email or ""), one.name
            assert (one.email or "").split("@")[1].split(".", 1)[1].startswith("example.")


def test_free_text_is_looked_at_before_it_goes_into_a_copy(systems: Systems) -> None:
    """Notes, cover letters, remarks and what somebody says of another may name others."""
    marked = {
        f"{system.system}.{name}.{column}"
        for system, name, collection in _collections(systems)
        for column, field in collection.fields.items()
        if field.may_name_others and system.connector != "people"
    }
    assert marked == {
        "crm.notes.text", "recruitment.applications.cover_letter",
        "recruitment.interview_notes.text", "recruitment.referrals.message",
        "recruitment.referrals_made.message", "trainings.orders.remarks",
    }  # fmt: skip


def test_no_record_that_stays_for_its_proof_can_be_used(systems: Systems) -> None:
    """A subscription has no duty: what is mailed to goes, the proof lies elsewhere."""
    mailing = systems["mailing"].collections
    assert not mailing["subscriptions"].duties
    assert mailing["confirmations"].duties
    assert "email" not in link_columns(systems["mailing"], "confirmations")
