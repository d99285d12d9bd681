"""A small invented company: two systems, and people whose names want many letters."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from rightsflow.connector import Document, Finding
from rightsflow.copy.job import Answer, Asked, CopyJob
from rightsflow.copy.vault import Vault
from rightsflow.datamap.model import SystemMap
from rightsflow.deeds import Value
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.settings import Controller

CASE = "RF-2026-000123"
OTHER_CASE = "RF-2026-000124"
KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
PASSPHRASE = "abcd-efgh-jkmn-pqrs"
PDF_CONTENT = b"%PDF-1.4 curriculum vitae " * 50


def both(pl: str, en: str) -> dict[str, str]:
    """Return a text in two languages."""
    return {"pl": pl, "en": en}


def fields(**titles: str) -> dict[str, Any]:
    """Return columns with their titles, all of the category contact."""
    return {name: {"title": {"en": title}, "category": "contact"} for name, title in titles.items()}


def crm_map() -> SystemMap:
    """Return a CRM: contacts, notes, a log of disclosures, and letters with a file each."""
    notes = fields(id="Note number", written_on="Written on", text="Text")
    notes["text"]["third_party"] = True
    return SystemMap.model_validate(
        {
            "system": "crm",
            "title": both("Baza klientów", "Customer database"),
            "connector": "sql",
            "answers_for": "crm@firma.example.com",
            "purposes": {
                "sales": {
                    "title": both("Obsługa klientów", "Customer service"),
                    "ground": "contract",
                    "retention": {
                        "period": "P2Y",
                        "since": "written_on",
                        "criteria": both("Dwa lata", "Two years"),
                    },
                },
                "unused": {
                    "title": both("Konkursy", "Prize draws"),
                    "ground": "consent",
                    "retention": {"criteria": both("Do losowania", "Until the draw")},
                },
            },
            "recipients": [
                {
                    "name": "Chmura Ltd",
                    "role": "processor",
                    "what": both("Serwery", "Hosting"),
                    "country": "US",
                    "safeguards": both("Klauzule umowne", "Standard clauses"),
                }
            ],
            "collections": {
                "contacts": {
                    "title": both("Kontakty", "Contacts"),
                    "person": True,
                    "identity": [{"column": "email", "kind": "email", "verified": True}],
                    "purpose": "sales",
                    "source": both("Od samej osoby", "From the person"),
                    "fields": fields(id="Number", name="Name", email="E-mail", fax="Fax"),
                },
                "notes": {
                    "title": both("Notatki", "Notes"),
                    "parent": {"collection": "contacts", "on": {"contact_id": "id"}},
                    "purpose": "sales",
                    "fields": notes,
                },
                "disclosures": {
                    "title": both("Przekazania", "Disclosures"),
                    "parent": {"collection": "contacts", "on": {"contact_id": "id"}},
                    "purpose": "sales",
                    "discloses": {
                        "recipient": "client",
                        "disclosed_on": "sent_on",
                        "what": both("Wizytówka", "Business card"),
                    },
                    "fields": fields(client="Client", sent_on="Sent on"),
                },
                "letters": {
                    "title": both("Pisma", "Letters"),
                    "parent": {"collection": "contacts", "on": {"contact_id": "id"}},
                    "purpose": "sales",
                    "document": "file",
                    "fields": fields(file="File"),
                },
                "draws": {
                    "title": both("Losowania", "Draws"),
                    "parent": {"collection": "contacts", "on": {"contact_id": "id"}},
                    "purpose": "unused",
                    "source": both("Z losowania", "From the draw"),
                    "fields": fields(id="Number"),
                },
            },
        }
    )


def shop_map() -> SystemMap:
    """Return a shop that profiles; its recipients concern only those it knows."""
    return SystemMap.model_validate(
        {
            "system": "shop",
            "title": both("Sklep", "Shop"),
            "connector": "sql",
            "answers_for": "shop@firma.example.com",
            "purposes": {
                "orders": {
                    "title": both("Zamówienia", "Orders"),
                    "ground": "legitimate_interest",
                    "interest": both("Sprzedaż", "Selling"),
                    "retention": {"criteria": both("Pięć lat", "Five years")},
                }
            },
            "recipients": [
                {"name": "Kurier S.A.", "role": "controller", "what": both("Adres", "Address")}
            ],
            "profiling": [
                {
                    "logic": both("Liczymy zakupy", "We count purchases"),
                    "significance": both("Rabat", "A discount"),
                    "consequences": both("Niższa cena", "A lower price"),
                    "solely_automated": True,
                }
            ],
            "collections": {
                "orders": {
                    "title": both("Zamówienia", "Orders"),
                    "identity": [{"column": "email", "kind": "email"}],
                    "purpose": "orders",
                    "fields": fields(id="Number", email="E-mail"),
                }
            },
        }
    )


def controller() -> Controller:
    """Return an invented controller."""
    return Controller.model_validate(
        {
            "name": "Firma Próbna sp. z o.o.",
            "address": "ul. Cicha 1, 00-001 Warszawa",
            "email": "dane@firma.example.com",
            "officer": {"name": both("Inspektor", "Officer"), "email": "iod@firma.example.com"},
        }
    )


def finding(
    collection: str,
    number: int,
    case: str = CASE,
    *,
    document: Document | None = None,
    **values: Value,
) -> Finding:
    """Return a finding."""
    return Finding(case, collection, f"{collection}:{number}", values, document)


def curriculum(title: str = "CV.pdf", content: bytes = PDF_CONTENT) -> Document:
    """Return a document that comes in two chunks."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content[:7]
        yield content[7:]

    return Document(title, ".PDF", chunks)


def of_nguyen() -> list[Finding]:
    """Return what the CRM holds about one person."""
    return [
        finding("contacts", 1, id=1, name="Nguyễn Thị Hường", email="n@example.org", fax=None),
        finding("notes", 1, id=1, written_on="2025-03-31", text="Zażółć gęślą jaźń"),
        finding("notes", 2, id=2, written_on="2025-02-01", text="=HYPERLINK(1)"),
        finding("disclosures", 1, client="Їжак та Щука TzOW", sent_on="2025-04-01"),
        finding("letters", 1, file="x", document=curriculum()),
    ]


def job_for(vault: Vault, records: int, **changes: object) -> CopyJob:
    """Return the job of a copy: the CRM holds records, the shop nothing."""
    usual: dict[str, object] = {
        "vault": vault,
        "key": KEY,
        "case_number": CASE,
        "language": "pl",
        "received_at": datetime(2026, 5, 4, 22, 30, tzinfo=UTC),
        "made_at": datetime(2026, 5, 20, 12, 0, tzinfo=UTC),
        "identifiers": (Identifier(IdentifierKind.email, "n@example.org"),),
        "asked": (
            Asked(crm_map(), Answer.held if records else Answer.nothing, records),
            Asked(shop_map(), Answer.nothing),
        ),
        "controller": controller(),
        "passphrase": PASSPHRASE,
    }
    return CopyJob(**(usual | changes))  # type: ignore[arg-type]
