"""The plan: what happens to whom's data, by right, ground, purpose and duty."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.action import Action, Ask
from rightsflow.law.duty import DUTIES, Duty, Row, duty_until
from rightsflow.law.facts import (
    AlsoFor,
    CollectionFacts,
    DutyFacts,
    Erasing,
    HeldFacts,
    PurposeFacts,
    RecordFacts,
)
from rightsflow.law.go_ahead import GoAhead, waits_for
from rightsflow.law.ground import Given, Treatment
from rightsflow.law.plan import ORDER, plan
from rightsflow.law.right import AskedRight, Ground

TODAY = date(2026, 11, 28)
EVERYTHING = frozenset(Treatment)

TRAININGS = PurposeFacts("trainings", Ground.contract)
RELATIONS = PurposeFacts("relations", Ground.legitimate_interest)
MARKETING = PurposeFacts("marketing", Ground.consent, marketing=True)
MATCHING = PurposeFacts("matching", Ground.legitimate_interest, marketing=True, profiling=True)
SCORING = PurposeFacts("scoring", Ground.legitimate_interest, profiling=True)
BOOKS = PurposeFacts("books", Ground.legal_obligation, period="P5Y", since="paid_on")

CONTACTS = CollectionFacts(
    "crm", "contacts", RELATIONS, ("name", "email", "phone"), frozenset({"id"}),
    also=(AlsoFor(TRAININGS, ("name",)),), marked=True, can=EVERYTHING,
)  # fmt: skip
ORDERS = CollectionFacts(
    "crm", "orders", TRAININGS, ("training", "invoice", "wish"), frozenset({"id", "contact_id"}),
    parent="contacts", can=EVERYTHING,
    duties=(DutyFacts(Duty.accounting, "held_on", ("training", "invoice"), if_set="invoice"),),
)  # fmt: skip
NOTES = CollectionFacts(
    "crm", "notes", RELATIONS, ("text",), frozenset({"id", "contact_id"}), parent="contacts",
    can=EVERYTHING,
)  # fmt: skip
COMPANIES = CollectionFacts(
    "crm", "companies", RELATIONS, ("title",), frozenset({"id"}), parent="contacts",
    erasing=Erasing.leave, can=EVERYTHING,
)  # fmt: skip
LIST = CollectionFacts(
    "mailing", "subscriptions", MARKETING, ("email",), frozenset({"id"}), stops=(MARKETING,),
    can=EVERYTHING,
)  # fmt: skip
OPENINGS = CollectionFacts(
    "mailing", "openings", MARKETING, ("opened_at",), frozenset({"id", "subscription_id"}),
    parent="subscriptions", given=Given.observed, can=EVERYTHING,
)  # fmt: skip


def held(of: CollectionFacts, *records: RecordFacts | str) -> HeldFacts:
    """Return a collection with records."""
    return HeldFacts(of, tuple(RecordFacts(r) if isinstance(r, str) else r for r in records))


def fates(actions: tuple[Action, ...]) -> Mapping[str, list[Treatment]]:
    """Return what happens, by collection, in the order of the plan."""
    found: dict[str, list[Treatment]] = {}
    for action in actions:
        found.setdefault(action.collection, []).append(action.treatment)
    return found


def of(actions: tuple[Action, ...], collection: str, treatment: Treatment) -> Action:
    """Return the one action on a collection."""
    [found] = [one for one in actions if (one.collection, one.treatment) == (collection, treatment)]
    return found


ORDER_WITH_INVOICE = RecordFacts(
    "orders:7", ("contacts:1",), {"held_on": date(2025, 3, 4)}, frozenset({"invoice", "wish"})
)
ERASE = [Ask(AskedRight.erasure)]


def test_erasure_deletes_what_nothing_else_covers() -> None:
    """A contact with notes: both go, and the company stays, which is not the person's."""
    actions = plan(
        ERASE,
        [held(CONTACTS, "contacts:1"), held(NOTES, RecordFacts("notes:2", ("contacts:1",))),
         held(COMPANIES, RecordFacts("companies:9", ("contacts:1",))), held(ORDERS)],
        TODAY,
    )  # fmt: skip
    assert fates(actions) == {
        "contacts": [Treatment.erase], "notes": [Treatment.erase], "companies": [Treatment.leave],
    }  # fmt: skip
    assert of(actions, "contacts", Treatment.erase).article == "17(1)(c)"


def test_an_invoice_is_kept_with_provision_and_last_day_and_nothing_more_of_it() -> None:
    """The wish goes, invoice and training stay for five years from the end of the year."""
    actions = plan(ERASE, [held(ORDERS, ORDER_WITH_INVOICE)], TODAY)
    kept = of(actions, "orders", Treatment.blank)
    assert kept.fields == ("wish",)
    [why] = kept.kept
    assert (why.name, why.article, why.until_on) == ("accounting", "17(3)(b)", date(2030, 12, 31))
    assert why.provision


def test_who_is_invoiced_keeps_the_name_that_the_invoice_needs_and_loses_the_rest() -> None:
    """The contact of a kept order is blanked but for the name, as long as the order is kept."""
    actions = plan(
        ERASE, [held(CONTACTS, "contacts:1", "contacts:2"), held(ORDERS, ORDER_WITH_INVOICE)], TODAY
    )
    blanked = of(actions, "contacts", Treatment.blank)
    assert (blanked.keys, blanked.fields) == (("contacts:1",), ("email", "phone"))
    assert blanked.kept[0].until_on == date(2030, 12, 31)
    assert of(actions, "contacts", Treatment.erase).keys == ("contacts:2",)


def test_a_duty_whose_time_is_over_keeps_nothing() -> None:
    """An invoice of ten years ago goes with the rest."""
    old = RecordFacts("orders:7", (), {"held_on": date(2016, 3, 4)}, frozenset({"invoice"}))
    assert fates(plan(ERASE, [held(ORDERS, old)], TODAY)) == {"orders": [Treatment.erase]}


def test_a_duty_on_invoices_does_not_keep_an_order_without_one() -> None:
    """No invoice number: nothing to keep."""
    free = RecordFacts("orders:7", (), {"held_on": date(2025, 3, 4)})
    assert fates(plan(ERASE, [held(ORDERS, free)], TODAY)) == {"orders": [Treatment.erase]}


def test_a_record_without_its_date_is_kept_for_the_whole_period_from_today() -> None:
    """Never too short, and never without an end."""
    undated = RecordFacts("orders:7", (), {}, frozenset({"invoice"}))
    kept = of(plan(ERASE, [held(ORDERS, undated)], TODAY), "orders", Treatment.blank).kept
    assert kept[0].until_on == date(2031, 12, 31)


def test_what_the_law_orders_to_keep_stays_until_its_period_is_over() -> None:
    """A purpose that is a legal obligation is no longer live after its retention."""
    books = CollectionFacts("books", "entries", BOOKS, ("name",), frozenset({"id"}))
    fresh = RecordFacts("entries:1", (), {"paid_on": date(2024, 1, 10)})
    old = RecordFacts("entries:2", (), {"paid_on": date(2019, 1, 10)})
    actions = plan(ERASE, [held(books, fresh, old)], TODAY)
    kept = of(actions, "entries", Treatment.keep)
    assert (kept.keys, kept.article) == (("entries:1",), "17(3)(b)")
    assert kept.kept[0].until_on == date(2029, 1, 10)
    assert of(actions, "entries", Treatment.erase).keys == ("entries:2",)


def test_withdrawn_consent_stops_at_once_and_its_data_goes_after_approval() -> None:
    """Stop in the list, then erase what had no other purpose; the CRM goes on, and says so."""
    actions = plan(
        [Ask(AskedRight.consent_withdrawal)],
        [held(LIST, "subscriptions:1"),
         held(OPENINGS, RecordFacts("openings:1", ("subscriptions:1",))),
         held(CONTACTS, "contacts:1")],
        TODAY,
    )  # fmt: skip
    assert fates(actions) == {
        "subscriptions": [Treatment.stop, Treatment.erase],
        "openings": [Treatment.erase],
        "contacts": [Treatment.go_on],
    }
    assert of(actions, "subscriptions", Treatment.stop).waits_for is GoAhead.nobody
    assert of(actions, "subscriptions", Treatment.erase).waits_for is GoAhead.approval
    assert of(actions, "openings", Treatment.erase).article == "17(1)(b)"


def test_a_withdrawal_for_one_purpose_leaves_the_others() -> None:
    """Only what is named is stopped."""
    other = CollectionFacts(
        "contest", "entries", PurposeFacts("contests", Ground.consent), ("answer",),
        frozenset({"id"}), can=EVERYTHING,
    )  # fmt: skip
    asked = [Ask(AskedRight.consent_withdrawal, purposes=frozenset({"mailing.marketing"}))]
    actions = plan(asked, [held(LIST, "subscriptions:1"), held(other, "entries:1")], TODAY)
    assert fates(actions)["entries"] == [Treatment.go_on]


def test_what_was_stopped_by_deleting_its_record_is_asked_of_nobody() -> None:
    """The subscription went at once; the plan that is drawn up later has nothing left to stop."""
    later = [held(LIST), held(OPENINGS, "openings:1")]
    actions = plan([Ask(AskedRight.consent_withdrawal)], later, TODAY)
    [stop] = [one for one in actions if one.treatment is Treatment.stop]
    assert (stop.collection, stop.records, stop.by_person) == ("subscriptions", 0, False)


def test_an_objection_to_marketing_stops_it_and_the_profiling_for_it_and_nothing_else() -> None:
    """No reasons asked, no ground against it, the rest goes on."""
    scores = CollectionFacts(
        "crm", "scores", MATCHING, ("score",), frozenset({"id"}), stops=(MATCHING,), can=EVERYTHING,
    )  # fmt: skip
    actions = plan(
        [Ask(AskedRight.marketing_objection)],
        [held(LIST, "subscriptions:1"), held(scores, "scores:1"), held(CONTACTS, "contacts:1")],
        TODAY,
    )
    assert fates(actions) == {
        "subscriptions": [Treatment.stop], "scores": [Treatment.stop],
        "contacts": [Treatment.go_on],
    }  # fmt: skip
    assert all(a.waits_for is GoAhead.nobody for a in actions)


def test_an_objection_restricts_until_a_person_has_weighed_it() -> None:
    """Article 18(1)(d): the mark at once after identity, the balance by a person."""
    actions = plan([Ask(AskedRight.objection)], [held(CONTACTS, "contacts:1")], TODAY)
    assert fates(actions) == {"contacts": [Treatment.restrict, Treatment.review]}
    assert of(actions, "contacts", Treatment.restrict).article == "18(1)(d)"


def test_an_objection_that_is_upheld_stops_and_erases() -> None:
    """Article 17(1)(c), C-26/22; it was restricted meanwhile."""
    asked = [Ask(AskedRight.objection, upheld=True)]
    actions = plan(asked, [held(CONTACTS, "contacts:1"), held(ORDERS)], TODAY)
    assert fates(actions) == {"contacts": [Treatment.restrict, Treatment.erase]}
    assert of(actions, "contacts", Treatment.erase).article == "17(1)(c)"


def test_a_contract_knows_no_objection() -> None:
    """Article 21(1) names two grounds; the others go on."""
    actions = plan([Ask(AskedRight.objection)], [held(ORDERS, "orders:1")], TODAY)
    assert fates(actions) == {"orders": [Treatment.go_on]}


def test_profiling_for_marketing_stops_and_other_profiling_is_reviewed() -> None:
    """Article 22(3): a person looks, unless it is marketing, which stops."""
    matching = CollectionFacts(
        "crm", "scores", MATCHING, ("score",), frozenset({"id"}), stops=(MATCHING,), can=EVERYTHING
    )
    ranking = CollectionFacts("ats", "ranks", SCORING, ("rank",), frozenset({"id"}))
    actions = plan(
        [Ask(AskedRight.automated_decision)],
        [held(matching, "scores:1"), held(ranking, "ranks:1"), held(LIST, "subscriptions:1")],
        TODAY,
    )
    assert fates(actions) == {
        "scores": [Treatment.stop], "ranks": [Treatment.review],
        "subscriptions": [Treatment.go_on],
    }  # fmt: skip


def test_portable_is_what_the_person_gave_on_consent_or_contract() -> None:
    """Observed data counts, derived data does not (WP242); what is left out is named."""
    derived = CollectionFacts(
        "crm", "scores", MARKETING, ("score",), frozenset({"id"}), given=Given.derived
    )
    actions = plan(
        [Ask(AskedRight.portability)],
        [held(LIST, "subscriptions:1"), held(OPENINGS, "openings:1"), held(derived, "scores:1"),
         held(CONTACTS, "contacts:1")],
        TODAY,
    )  # fmt: skip
    assert fates(actions) == {
        "subscriptions": [Treatment.export], "openings": [Treatment.export],
        "scores": [Treatment.exclude], "contacts": [Treatment.exclude],
    }  # fmt: skip


def test_only_the_contested_fields_are_corrected_and_their_system_is_restricted_meanwhile() -> None:
    """Article 18(1)(a): disputed data is left alone until it was checked."""
    asked = [Ask(AskedRight.rectification, fields=frozenset({"crm.contacts.phone"}))]
    actions = plan(asked, [held(CONTACTS, "contacts:1"), held(LIST, "subscriptions:1")], TODAY)
    assert fates(actions) == {"contacts": [Treatment.restrict, Treatment.correct]}
    assert of(actions, "contacts", Treatment.correct).fields == ("phone",)


def test_a_restriction_marks_each_tree_of_records_once() -> None:
    """The contact is marked for all that hangs on it; a list without a mark is for a person."""
    actions = plan(
        [Ask(AskedRight.restriction)],
        [held(CONTACTS, "contacts:1"), held(NOTES, "notes:1"), held(LIST, "subscriptions:1")],
        TODAY,
    )
    assert fates(actions) == {
        "contacts": [Treatment.restrict], "subscriptions": [Treatment.restrict],
    }  # fmt: skip
    assert not of(actions, "contacts", Treatment.restrict).by_person
    assert of(actions, "subscriptions", Treatment.restrict).by_person


def test_what_a_system_cannot_do_is_for_a_person() -> None:
    """A verb that is lacking is a task, never a silence."""
    wall = CollectionFacts("group", "posts", MARKETING, ("text",), frozenset({"id"}))
    assert of(plan(ERASE, [held(wall, "posts:1")], TODAY), "posts", Treatment.erase).by_person


def test_several_rights_come_in_the_order_that_serves_the_person() -> None:
    """Marketing stops first; the copy is made before anything is erased."""
    asked = [Ask(AskedRight.erasure), Ask(AskedRight.access), Ask(AskedRight.marketing_objection)]
    actions = plan(asked, [held(LIST, "subscriptions:1")], TODAY)
    assert [a.treatment for a in actions] == [
        Treatment.stop, Treatment.disclose, Treatment.erase,
    ]  # fmt: skip


def test_nothing_held_gives_an_empty_plan() -> None:
    """There is nothing to do, for any right."""
    empty = [held(one) for one in (CONTACTS, ORDERS, LIST)]
    assert plan([Ask(right) for right in AskedRight], empty, TODAY) == ()


@pytest.mark.parametrize("row", DUTIES, ids=lambda row: row.duty.value)
def test_every_duty_has_an_end_an_article_and_a_provision(row: Row) -> None:
    """Concrete dates: for candidates never more than three years (III OSK 2700/22)."""
    until = duty_until(row.duty, date(2026, 2, 28))
    assert until > date(2026, 2, 28)
    assert row.provision
    assert row.article.startswith("17(3)")
    assert duty_until(Duty.candidate_claims, date(2026, 2, 28)) == date(2029, 2, 28)


def test_every_treatment_has_its_place_and_its_go_ahead() -> None:
    """No treatment is forgotten by a table."""
    assert set(ORDER) == set(Treatment)
    assert {waits_for(one) for one in Treatment} == set(GoAhead)


_GROUNDS = st.sampled_from(list(Ground))
_PURPOSES = st.builds(
    PurposeFacts, st.sampled_from(["a", "b", "c"]), _GROUNDS, st.booleans(), st.booleans()
)
_FIELDS = ("one", "two", "three")


@st.composite
def trees(draw: st.DrawFn) -> list[HeldFacts]:
    """Return a root with children, each with some duty, purpose and date."""
    names = ["root", *draw(st.lists(st.sampled_from(["left", "right"]), unique=True))]
    found = []
    for name in names:
        duties = draw(
            st.lists(
                st.builds(
                    DutyFacts,
                    st.sampled_from(list(Duty)),
                    st.just("on"),
                    st.lists(st.sampled_from(_FIELDS), unique=True).map(tuple),
                ),
                max_size=2,
            )
        )
        of_one = CollectionFacts(
            "s", name, draw(_PURPOSES), _FIELDS, frozenset({"id"}),
            parent="" if name == "root" else "root",
            erasing=draw(st.sampled_from(list(Erasing))),
            also=tuple(AlsoFor(p, ("one",)) for p in draw(st.lists(_PURPOSES, max_size=1))),
            duties=tuple(duties), can=EVERYTHING,
        )  # fmt: skip
        dates = st.dictionaries(
            st.just("on"), st.dates(date(2010, 1, 1), date(2026, 11, 28)), max_size=1
        )
        records = draw(
            st.lists(
                st.builds(
                    RecordFacts,
                    st.sampled_from([f"{name}:{n}" for n in range(1, 6)]),
                    st.just(() if name == "root" else ("root:1",)),
                    dates,
                ),
                max_size=3,
                unique_by=lambda one: one.record,
            )
        )
        found.append(HeldFacts(of_one, tuple(records)))
    return found


@given(trees(), st.sampled_from([AskedRight.erasure, AskedRight.consent_withdrawal]))
def test_every_record_has_one_fate_and_no_parent_goes_before_a_kept_child(
    tree: list[HeldFacts], right: AskedRight
) -> None:
    """Erasing is complete and consistent, whatever covers what."""
    actions = plan([Ask(right)], tree, TODAY)
    fate: dict[str, Treatment] = {}
    for action in actions:
        if action.treatment in {Treatment.stop, Treatment.go_on}:
            continue
        for key in action.keys:
            assert key not in fate
            fate[key] = action.treatment
        stays = action.treatment in {Treatment.keep, Treatment.blank} and action.kept
        assert not stays or all(why.article for why in action.kept)
        assert not set(action.fields) & {"id"}
    if right is AskedRight.erasure:
        assert set(fate) == {record.record for one in tree for record in one.records}
        children = [key for key in fate if not key.startswith("root:")]
        kept = any(key in action.keys and action.kept for action in actions for key in children)
        if kept and "root:1" in fate:
            assert fate["root:1"] is not Treatment.erase
