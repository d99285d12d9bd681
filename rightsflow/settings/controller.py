"""Who is responsible for the data, and whose calendar counts."""

from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field

from rightsflow.law.deadline import knows
from rightsflow.settings.section import Address, Section


def _zone(name: str) -> str:
    if name not in available_timezones():
        problem = "no such time zone; use a name such as Europe/Warsaw"
        raise ValueError(problem)
    return name


def _country(code: str) -> str:
    if not knows(code):
        problem = "no country whose holidays are known; use a code such as PL"
        raise ValueError(problem)
    return code


class Authority(Section):
    """The supervisory authority named in letters (Articles 13(2)(d), 15(1)(f), 77 GDPR)."""

    name: dict[str, str] = Field(
        default={
            "pl": "Prezes Urzędu Ochrony Danych Osobowych",
            "en": "President of the Personal Data Protection Office (Poland)",
        }
    )
    address: str = "ul. Stanisława Moniuszki 1A, 00-014 Warszawa"


class Officer(Section):
    """Who answers questions: the data protection officer, by role or name (Article 38(4))."""

    name: dict[str, str]
    email: Address
    phone: str = ""


class Controller(Section):
    """Who is responsible for the data (Article 4(7)), and whose calendar counts."""

    name: str
    address: str
    email: Address
    phone: str = ""
    officer: Officer
    country: Annotated[str, AfterValidator(_country)] = "PL"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Warsaw"
    authority: Authority = Authority()

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which a day begins and ends."""
        return ZoneInfo(self.timezone)
