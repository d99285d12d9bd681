"""Which fields wait for a person's release: those of the map, where something was found."""

from rightsflow.copy.others import Waiting, held_back, left_out, needing_release, third_party
from rightsflow.datamap.model import SystemMap
from rightsflow.law.third_persons import Decided
from tests.rightsflow.copy.company import crm_map
from tests.rightsflow.copy.giver import giver_map


def with_documents() -> SystemMap:
    """Return a system whose documents may name others."""
    data = giver_map().model_dump(by_alias=True)
    data["collections"]["papers"]["document_may_name_others"] = True
    return SystemMap.model_validate(data)


def test_only_fields_of_collections_with_findings_wait() -> None:
    """Nobody is asked to look at what is not there."""
    systems = {"crm": with_documents()}
    assert needing_release(systems, {"crm": {"people": 2, "papers": 0, "jobs": 7}}) == [
        Waiting("crm", "people", "letter", 2)
    ]
    assert needing_release(systems, {"crm": {"papers": 3}}) == [
        Waiting("crm", "papers", "@document", 3)
    ]
    assert needing_release(systems, {}) == []
    assert needing_release({}, {"gone": {"people": 1}}) == []


def test_what_waits_is_what_a_copy_holds_back() -> None:
    """The places are those of a job."""
    systems = {"crm": with_documents()}
    counts = {"crm": dict.fromkeys(systems["crm"].collections, 1)}
    places = {one.place for one in needing_release(systems, counts)}
    assert places == held_back(systems) == {"crm.people.letter", "crm.papers.@document"}


def test_what_is_another_persons_is_not_asked_about() -> None:
    """The data map has decided it: it is left out of every copy, and released by no choice."""
    assert third_party({"crm": giver_map()}) == {"crm.people.friend"}
    left = left_out({"crm": crm_map()})
    assert left == Decided(withheld=frozenset({"crm.notes.text"}))
