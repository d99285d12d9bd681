"""The invented case that every example letter is about."""

from datetime import UTC, date, datetime

from rightsflow.law.right import Right
from rightsflow.letters.frame import Frame
from rightsflow.settings import Controller, Officer

EXAMPLE_CONTROLLER = Controller(
    name="Pogodna Praca sp. z o.o.",
    address="ul. Lipowa 3, 00-000 Warszawa",
    email="dane@pogodna.example.com",
    phone="+48 600 000 100",
    officer=Officer(
        name={"pl": "Inspektor Ochrony Danych, Iga Len", "en": "Data Protection Officer, Iga Len"},
        email="iod@pogodna.example.com",
        phone="+48 600 000 200",
    ),
)


def example_frame(language: str) -> Frame:
    """Return the frame of a letter in the case: access and erasure were asked for."""
    return Frame(
        controller=EXAMPLE_CONTROLLER,
        language=language,
        case_number="RF-2026-0042",
        received_at=datetime(2026, 1, 12, 13, 5, tzinfo=UTC),
        due_on=date(2026, 2, 12),
        rights=(Right.access, Right.erasure),
        today_on=date(2026, 1, 14),
    )
