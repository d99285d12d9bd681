"""Duties and claims for which data is kept although its erasure is asked for. A table.

Article 17(3)(b) GDPR (a legal obligation) and 17(3)(e) (legal claims). Each row has its own
provision and a period; what is kept has an end date, and nothing is kept that the data map does
not name for the duty.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rightsflow.law.disclosure import kept_until


class Duty(StrEnum):
    """Why data outlasts a request for its erasure."""

    accounting = "accounting"
    tax = "tax"
    personnel_file = "personnel_file"
    candidate_claims = "candidate_claims"
    contract_claims = "contract_claims"
    proof_of_consent = "proof_of_consent"


class Runs(StrEnum):
    """From when the period of a duty runs: the day itself, or the end of its calendar year."""

    from_day = "from_day"
    from_year_end = "from_year_end"


@dataclass(frozen=True, slots=True)
class Row:
    """A duty: the exception of Article 17(3), its provision, how long, and from when.

    `period` is ISO 8601 (`P5Y`), `provision` as a letter names it.
    """

    duty: Duty
    article: str
    provision: str
    period: str
    runs: Runs


DUTIES: tuple[Row, ...] = (
    # Accounting documents: five years from the beginning of the next financial year.
    Row(Duty.accounting, "17(3)(b)", "art. 74 ust. 2 ustawy o rachunkowości", "P5Y",
        Runs.from_year_end),
    Row(Duty.tax, "17(3)(b)", "art. 70 § 1 i art. 86 § 1 Ordynacji podatkowej", "P5Y",
        Runs.from_year_end),
    # Ten years from the end of the year in which the employment ended.
    Row(Duty.personnel_file, "17(3)(b)", "art. 94 pkt 9b Kodeksu pracy", "P10Y",
        Runs.from_year_end),
    # Unsuccessful candidates: three years at most, from a date (III OSK 2700/22).
    Row(Duty.candidate_claims, "17(3)(e)", "art. 18(3d) i art. 291 § 1 Kodeksu pracy", "P3Y",
        Runs.from_day),
    Row(Duty.contract_claims, "17(3)(e)", "art. 118 Kodeksu cywilnego", "P3Y",
        Runs.from_year_end),
    # That consent was given must be shown (Article 7(1)) as long as it can be contested.
    Row(Duty.proof_of_consent, "17(3)(e)", "art. 7 ust. 1 RODO, art. 118 Kodeksu cywilnego",
        "P3Y", Runs.from_day),
)  # fmt: skip
"""One row for each duty. Polish law: the controller of the data map acts in Poland."""

_BY_DUTY = {row.duty: row for row in DUTIES}


def row_of(duty: Duty) -> Row:
    """Return the row of a duty."""
    return _BY_DUTY[duty]


def duty_until(duty: Duty, since_on: date) -> date:
    """Return the last day on which a duty wants data kept, counted from a day of the record."""
    row = _BY_DUTY[duty]
    start = since_on if row.runs is Runs.from_day else date(since_on.year, 12, 31)
    return kept_until(row.period, start)
