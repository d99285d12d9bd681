"""Whoever received the data is told, whatever was asked and wherever it lies (Article 19 GDPR)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rightsflow.canonical import fold
from rightsflow.connector import Finding
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Capability, Value
from rightsflow.law.action import Action, Ask
from rightsflow.law.facts import HeldFacts, RecordFacts
from rightsflow.law.ground import Treatment
from rightsflow.law.notice import NoticeDeed
from rightsflow.law.plan import plan
from rightsflow.law.right import AskedRight
from rightsflow.orders import treatments_of
from rightsflow.register.details import Details
from rightsflow.survey import Survey
from tasks.notices import Told
from tasks.notifying import Carried, whom_to_tell

TODAY = date(2026, 11, 2)
CASE = "RF-2026-000001"
PROGRAMS, PAPER = ("ats", "crm"), "paper"
"""Systems that a program reaches, and one that nobody but a colleague looks into."""

GROUNDS = st.sampled_from(["consent", "contract", "legitimate_interest", "legal_obligation"])
NAMES = st.sampled_from(["Alfa S.A.", "ALFA s.a.", "Beta sp.k.", "Żuraw", "", "  "])
ROLES = st.sampled_from(["processor", "controller"])


def both(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": text, "pl": text}


@st.composite
def maps(draw: st.DrawFn, name: str) -> SystemMap:
    """Give a system with standing recipients; a program has a log of disclosures besides."""
    purpose = {
        "title": both("Purpose"), "ground": draw(GROUNDS), "interest": both("interest"),
        "retention": {"criteria": both("not long")}, "marketing": draw(st.booleans()),
        "profiling": draw(st.booleans()),
    }  # fmt: skip
    field = {"title": both("Field"), "category": "contact"}
    people = {
        "title": both(f"People in {name}"), "purpose": "one", "person": True,
        "identity": [{"column": "email", "kind": "email"}], "fields": {"email": field},
        "restrict": {"set": {"off": "yes"}, "lift": {"off": None}}, "ignore": {"off": "a mark"},
    }  # fmt: skip
    log = {
        "title": both(f"Log of {name}"), "purpose": draw(st.sampled_from(["one", "two"])),
        "parent": {"collection": "people", "on": {"person": "id"}}, "fields": {"client": field},
        "discloses": {"recipient": "client", "disclosed_on": "day", "what": both("CV")},
    }  # fmt: skip
    standing = st.tuples(st.sampled_from(["Hosting Dąb", "Kancelaria Buk"]), ROLES)
    return SystemMap.model_validate(
        {
            "system": name, "title": both(name), "answers_for": f"{name}@example.com",
            "connector": "people" if name == PAPER else "sql",
            "purposes": {"one": purpose, "two": purpose | {"ground": draw(GROUNDS)}},
            "recipients": [
                {"name": who, "role": role, "what": both("Data")}
                for who, role in draw(st.lists(standing, max_size=2, unique=True))
            ],
            "collections": {"people": people} | ({} if name == PAPER else {"log": log}),
        }
    )  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What was asked of which systems, what was planned for it, and whom the logs name."""

    systems: Mapping[str, SystemMap]
    actions: tuple[Action, ...]
    found: Mapping[str, Survey]
    logged: Mapping[str, Sequence[str]]

    def told(self, **changes: Any) -> list[Told]:  # noqa: ANN401 - fields of `Carried`
        """Return whom the code tells."""
        carried = Carried(self.actions, self.found, Details(), "pl", TODAY, **changes)
        return whom_to_tell(self.systems, ("pl", "en"), carried)

    def touched(self, deed: NoticeDeed) -> set[str]:
        """Return the systems in which data was erased, corrected or, for good, restricted."""
        return {one.system for one in self.actions if _deed_of(one) is deed}

    def received(self, system: str) -> set[tuple[str, str]]:
        """Return role and name of everybody who has data of the person from a system."""
        standing = {(str(one.role), fold(one.name)) for one in self.systems[system].recipients}
        logged = {("controller", fold(name)) for name in self.logged.get(system, ())}
        return standing | logged


def _deed_of(action: Action) -> NoticeDeed | None:
    """Return what a recipient is told of an action: Article 19 names three deeds."""
    if action.treatment in {Treatment.erase, Treatment.blank}:
        return NoticeDeed.erase
    if action.treatment is Treatment.correct:
        return NoticeDeed.rectify
    asked = action.right is AskedRight.restriction
    return NoticeDeed.restrict if asked and action.treatment is Treatment.restrict else None


@st.composite
def deeds(draw: st.DrawFn) -> Done:
    """Give what the law plans for any right, over systems that hold something or nothing."""
    systems = {name: draw(maps(name)) for name in (*PROGRAMS, PAPER)}
    able = frozenset(Capability) if draw(st.booleans()) else frozenset[Capability]()
    found, logged, held = {}, {}, list[HeldFacts]()
    for name in PROGRAMS:
        logged[name] = draw(st.lists(NAMES, max_size=3)) if draw(st.booleans()) else []
        there = bool(logged[name]) or draw(st.booleans())
        found[name] = surveyed(systems[name], logged[name], there=there)
        held += found[name].held(treatments_of(systems[name], able))
    found[PAPER] = Survey(systems[PAPER])
    [perhaps] = found[PAPER].held(treatments_of(systems[PAPER], frozenset()))
    held.append(HeldFacts(perhaps.of, (RecordFacts("people:?"),)))
    fields = frozenset(f"{name}.people.email" for name in systems)
    ask = Ask(draw(st.sampled_from(AskedRight)), fields=fields, upheld=draw(st.booleans()))
    return Done(systems, plan([ask], held, TODAY), found, logged)


def surveyed(system: SystemMap, clients: Sequence[str], *, there: bool) -> Survey:
    """Return what is known of a person in a system, with a row of the log for each client."""
    made = Survey(system)
    if there:
        made.add(Finding(CASE, "people", "people:1", {"id": 1, "email": "x@example.org"}))
    for number, client in enumerate(clients):
        row: dict[str, Value] = {"id": number, "person": 1, "client": client, "day": "2026-03-02"}
        made.add(Finding(CASE, "log", f"log:{number}", row))
    return made


@settings(max_examples=300)
@given(deeds())
def test_every_recipient_of_what_was_done_is_told_once_and_nobody_else(done: Done) -> None:
    """Standing recipients and every name of a log; one that no log names is told of, too."""
    told = done.told()
    for deed in NoticeDeed:
        ours = [one.recipient for one in told if one.deed is deed]
        wanted = {who for system in done.touched(deed) for who in done.received(system)}
        assert sorted((str(one.role), fold(one.name)) for one in ours) == sorted(wanted)


@settings(max_examples=100)
@given(deeds())
def test_a_recipient_is_told_of_the_systems_it_has_data_from_and_no_others(done: Done) -> None:
    """One client is not told what another received."""
    for one in done.told():
        who = (str(one.recipient.role), fold(one.recipient.name))
        its = {name for name in done.touched(one.deed) if who in done.received(name)}
        assert set(one.recipient.systems) == its
        assert {title.partition(": ")[0].split()[-1] for title in one.what} <= its


@settings(max_examples=100)
@given(deeds())
def test_where_a_colleague_found_nothing_nobody_is_told(done: Done) -> None:
    """Whoever hosts the shelf does not learn of somebody who is not on it."""
    told = done.told(nothing_in={PAPER})
    assert [one for one in told if PAPER in one.recipient.systems] == []
    there = {name for deed in NoticeDeed for name in done.touched(deed)} - {PAPER}
    assert {name for one in told for name in one.recipient.systems} == {
        name for name in there if done.received(name)
    }
