"""An invented controller, and every letter in every language."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from rightsflow.law.right import Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import (
    AccessReply,
    Acknowledgement,
    Context,
    Doubt,
    Frame,
    IdentityQuery,
    NothingHeld,
    Pending,
    PendingText,
    SystemAnswer,
)
from rightsflow.settings import Controller, Officer

LATER = (Pending(Right.erasure, PendingText.by_person, date(2026, 2, 20)),)


@pytest.fixture(scope="session")
def controller() -> Controller:
    """Give a Polish controller with an officer who has a telephone."""
    return Controller(
        name="Pogodna Praca sp. z o.o.",
        address="ul. Lipowa 3, 00-000 Warszawa",
        email="dane@pogodna.example.com",
        phone="+48 600 000 100",
        officer=Officer(
            name={
                "pl": "Inspektor Ochrony Danych, Iga Len",
                "en": "Data Protection Officer, Iga Len",
            },
            email="iod@pogodna.example.com",
            phone="+48 600 000 200",
        ),
    )


@pytest.fixture(scope="session")
def frame(controller: Controller) -> Callable[..., Frame]:
    """Give a maker of frames: access and erasure, received on a winter's afternoon."""

    def make(language: str = "pl", **changes: object) -> Frame:
        values: dict[str, object] = {
            "controller": controller,
            "language": language,
            "case_number": "RF-2026-0042",
            "received_at": datetime(2026, 1, 12, 13, 5, tzinfo=UTC),
            "due_on": date(2026, 2, 12),
            "rights": (Right.access, Right.erasure),
            "today_on": date(2026, 1, 14),
        }
        return Frame(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def context_of(frame: Callable[..., Frame]) -> Callable[..., Context]:
    """Give a maker of what a letter is told, complete and true."""

    def make(letter: Letter, language: str = "pl", **changes: object) -> Context:
        around = frame(language, **changes)
        match letter:
            case Letter.acknowledgement:
                return Acknowledgement(around, sure=True)
            case Letter.identity_query:
                return IdentityQuery(around, Doubt.sender_not_authenticated, date(2026, 1, 28))
            case Letter.access_reply:
                systems = (SystemAnswer("CRM", 3), SystemAnswer("Newsletter", 0))
                return AccessReply(around, systems, LATER, 30, "+48 600 000 200")
            case Letter.nothing_held:
                given = ("zofia@example.org", "Zofia Nowik")
                return NothingHeld(around, given, ("CRM", "Newsletter"), LATER, 3 * 365)

    return make
