"""Who has to be told: every name in a log of disclosures, every standing recipient, each once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.canonical import fold
from rightsflow.datamap.model import SystemMap
from rightsflow.datamap.recipients import Recipient, recipients_of
from rightsflow.law.notice import RecipientRole

HOSTING = {"name": "Serwerownia Dąb", "role": "processor", "what": {"en": "Hosting"}}


@dataclass(frozen=True)
class Row:
    """A record as a connector found it."""

    collection: str
    values: Mapping[str, Any] = field(default_factory=dict)


def system(name: str, *recipients: dict[str, Any], **log: Any) -> SystemMap:  # noqa: ANN401 - YAML
    """Return the map of a system with people and a log of disclosures."""
    plain = {"title": {"en": "x"}, "category": "x"}
    purpose = {"title": {"en": "x"}, "ground": "contract", "retention": {"criteria": {"en": "x"}}}
    logged = {"recipient": "client", "disclosed_on": "day", "what": {"en": "CV", "pl": "Życiorys"}}
    people = {
        "title": {"en": "People"},
        "identity": [{"column": "email", "kind": "email"}],
        "purpose": "x",
        "fields": {"email": plain},
    }
    disclosures = {
        "title": {"en": "Log"},
        "parent": {"collection": "people", "on": {"person": "id"}},
        "purpose": "x",
        "fields": {"client": plain},
        "discloses": logged | log,
    }
    return SystemMap.model_validate(
        {
            "system": name,
            "title": {"en": name},
            "connector": "sql",
            "answers_for": "x@example.com",
            "purposes": {"x": purpose},
            "recipients": recipients,
            "collections": {"people": people, "log": disclosures},
        }
    )


def told(records: list[tuple[str, Row]], *systems: SystemMap) -> tuple[Recipient, ...]:
    """Return who is to be told."""
    return recipients_of({one.system: one for one in systems}, records, "en")


def test_a_standing_recipient_is_told_where_the_system_holds_the_person() -> None:
    """Of a system without a record of the person nobody received their data."""
    ats, crm = system("ats", HOSTING), system("crm", HOSTING | {"name": "Chmura Buk"})
    (one,) = told([("ats", Row("people")), ("ats", Row("people"))], ats, crm)
    assert (one.name, one.role, one.email) == ("Serwerownia Dąb", RecipientRole.processor, None)
    assert (one.has, one.systems) == (("Hosting",), ("ats",))


def test_a_log_names_each_recipient_with_its_own_address_and_language() -> None:
    """Role, column of the address and language come from the data map."""
    ats = system("ats", email="mail", language="pl")
    rows = [
        ("ats", Row("log", {"client": "Alfa S.A.", "mail": "RODO@Alfa.example.com"})),
        ("ats", Row("log", {"client": " Beta  sp.k. ", "mail": "no address"})),
    ]
    alfa, beta = told(rows, ats)
    assert (alfa.email, alfa.language, alfa.has) == ("rodo@alfa.example.com", "pl", ("Życiorys",))
    assert (beta.name, beta.email) == ("Beta sp.k.", None)
    assert {alfa.role, beta.role} == {RecipientRole.controller}
    assert "rodo@" not in repr(alfa)


def test_one_that_several_systems_name_is_told_once() -> None:
    """However it is spelt; the first address that there is counts."""
    ats, crm = system("ats"), system("crm", email="mail")
    rows = [
        ("ats", Row("log", {"client": "ALFA s.a."})),
        ("crm", Row("log", {"client": "Alfa S.A.", "mail": "rodo@alfa.example.com"})),
        ("crm", Row("log", {"client": "Alfa S.A.", "mail": "inny@alfa.example.com"})),
    ]
    (one,) = told(rows, ats, crm)
    assert (one.email, one.systems) == ("rodo@alfa.example.com", ("ats", "crm"))


def test_one_that_acts_in_two_roles_is_told_as_both() -> None:
    """An instruction for what it decides itself would say too much."""
    ats = system("ats", HOSTING | {"name": "Alfa S.A."})
    both = told([("ats", Row("log", {"client": "Alfa S.A."}))], ats)
    assert {one.role for one in both} == set(RecipientRole)
    assert len({one.key for one in both}) == 2


@pytest.mark.parametrize("client", [None, "", "  "])
def test_a_log_that_names_nobody_is_not_passed_over(client: str | None) -> None:
    """A person has to find out who it was."""
    (one,) = told([("ats", Row("log", {"client": client}))], system("ats"))
    assert (one.name, one.email) == ("", None)


def test_a_language_that_we_do_not_write_is_stood_in_for() -> None:
    """By the one that the caller gives."""
    (one,) = told([("ats", Row("log", {"client": "Rho GmbH"}))], system("ats", language="de"))
    assert (one.language, one.has) == ("en", ("CV",))


NAMES = st.sampled_from(["Alfa S.A.", "ALFA S.A.", "Beta sp.k.", "Żuraw", "", "Dąb"])
LOGS = st.lists(st.tuples(st.sampled_from(["ats", "crm"]), NAMES))


@given(LOGS)
def test_the_recipients_are_the_log_and_the_processors(log: list[tuple[str, str]]) -> None:
    """Checklist 19.5: nobody is missing, nobody is told twice, nobody is made up."""
    maps = [system(name, HOSTING | {"name": f"Hosting {name}"}) for name in ("ats", "crm")]
    found = told([(name, Row("log", {"client": client})) for name, client in log], *maps)
    logged = {fold(client) for _, client in log}
    standing = {fold(f"Hosting {name}") for name, _ in log}
    assert sorted(fold(one.name) for one in found) == sorted(logged | standing)
