"""An invented person who gave a training company much, and of whom it worked out more."""

from datetime import date
from typing import Any

from rightsflow.connector import Finding
from rightsflow.copy.job import Answer, Asked, CopyJob, PortableJob
from rightsflow.copy.vault import Vault
from rightsflow.datamap.facts import collection_facts
from rightsflow.datamap.model import SystemMap
from rightsflow.law.action import Action, Ask
from rightsflow.law.facts import HeldFacts, RecordFacts
from rightsflow.law.plan import plan
from rightsflow.law.right import AskedRight
from tests.rightsflow.copy.company import both, curriculum, fields, finding, job_for, shop_map

RECORDS = 10


def _purpose(title: str, ground: str) -> dict[str, Any]:
    return {
        "title": both(f"{title} (pl)", title),
        "ground": ground,
        "interest": both("Interes", "Interest") if ground == "legitimate_interest" else None,
        "retention": {"criteria": both("Krótko", "Not long")},
    }


def _collection(purpose: str, columns: dict[str, Any], **more: object) -> dict[str, Any]:
    below = {"parent": {"collection": "people", "on": {"person_id": "id"}}}
    title = both("Zapisy", "Records")
    return {"title": title, "purpose": purpose, "fields": columns, **below, **more}


def giver_map() -> SystemMap:
    """Return a system with data given, observed, derived, obtained, shared and required by law."""
    people = fields(id="Number", given="Given name", family="Surname", email="E-mail", tel="Phone")
    people |= fields(city="Town", born="Born", friend="Friend", letter="Letter")
    standard = {
        "given": "vcard:n.given", "family": "vcard:n.family", "email": "vcard:email",
        "tel": "vcard:tel", "city": "vcard:adr.locality", "born": "vcard:bday",
    }  # fmt: skip
    for column, name in standard.items():
        people[column]["standard"] = name
    people["friend"]["third_party"] = True
    people["letter"]["may_name_others"] = True
    jobs = fields(id="Number", firm="Firm", role="Role", since="Since", mark="Mark")
    for column, name in (("firm", "name"), ("role", "position"), ("since", "startDate")):
        jobs[column]["standard"] = f"resume:work.{name}"
    return SystemMap.model_validate(
        {
            "system": "crm",
            "title": both("Szkolenia", "Trainings"),
            "connector": "sql",
            "answers_for": "crm@firma.example.com",
            "purposes": {
                "talent": _purpose("Talent pool", "consent"),
                "training": _purpose("Training", "contract"),
                "invoices": _purpose("Invoices", "legal_obligation"),
                "profiling": _purpose("Profiling", "legitimate_interest"),
            },
            "collections": {
                "people": {
                    "title": both("Osoby", "People"),
                    "identity": [{"column": "email", "kind": "email"}],
                    "purpose": "talent",
                    "fields": people,
                },
                "jobs": _collection("talent", jobs),
                "papers": _collection("training", fields(file="File"), document="file"),
                "logins": _collection("training", fields(at="At"), given="observed"),
                "ratings": _collection("training", fields(points="Points"), given="derived"),
                "references": _collection("talent", fields(text="Text"), given="obtained"),
                "invoices": _collection("invoices", fields(serial="Number")),
                "scores": _collection("profiling", fields(points="Points"), given="derived"),
                "courses": _collection(
                    "training",
                    fields(name="Name"),
                    parent={"collection": "people", "on": {"id": "course_id"}},
                ),
            },
        }
    )


def of_giver() -> list[Finding]:
    """Return what the system holds about the person, in an order of its own."""
    return [
        finding(
            "people", 1, id=1, given="Żaneta", family="Ćwik; Nowak", email="z@example.org",
            tel="+48 600 111 222", city="Łódź", born="1990-02-03", friend="FRIEND Anna",
            letter="LETTER about Jan", secret="UNMAPPED",
        ),
        finding("jobs", 1, id=1, firm="=Firma, S.A.", role="Trener", since="2019-05", mark=None),
        finding("jobs", 2, id=2, firm="Druga", role=None, since="long ago", mark="x"),
        finding("papers", 1, file="a", document=curriculum()),
        finding("logins", 1, at="2026-01-01T10:00:00"),
        finding("ratings", 1, points=3),
        finding("references", 1, text="REFERENCE"),
        finding("invoices", 1, serial="FV/1"),
        finding("scores", 1, points=77),
        finding("courses", 1, name="Excel"),
    ]  # fmt: skip


def actions_for(counts: dict[str, int], *purposes: str) -> tuple[Action, ...]:
    """Return the plan for portability (of these purposes), as the law code draws it up."""
    held = [
        HeldFacts(
            collection_facts(giver_map(), name), tuple(RecordFacts(f"{name}:{n}") for n in range(n))
        )
        for name, n in counts.items()
    ]
    return plan([Ask(AskedRight.portability, frozenset(purposes))], held, date(2026, 5, 20))


def portable_job(vault: Vault, records: int = RECORDS, **changes: Any) -> PortableJob:  # noqa: ANN401 - any field
    """Return the job of an export of all that the system holds."""
    counts = dict.fromkeys(giver_map().collections, 1)
    actions = changes.pop("actions", actions_for(counts))
    asked = (
        Asked(giver_map(), Answer.held if records else Answer.nothing, records),
        Asked(shop_map(), Answer.nothing),
    )
    return PortableJob.beside(copy_job(vault, **({"asked": asked} | changes)), actions)


def copy_job(vault: Vault, **changes: object) -> CopyJob:
    """Return the job of a copy of the same."""
    return job_for(vault, RECORDS, **changes)
