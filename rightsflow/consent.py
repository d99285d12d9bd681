"""Records that somebody else made, and to which nothing shows the person's consent.

Source: Articles 4(11), 6(1)(a) and 7(1) GDPR: the controller has to show that the data subject
agreed. Who refers somebody cannot agree for them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from rightsflow.connector import Finding
from rightsflow.datamap.model import Collection, SystemMap
from rightsflow.deeds import Value


def lacks_consent(of: Collection, values: Mapping[str, Value]) -> bool:
    """Say whether the column that would show the consent to a record is empty."""
    column = of.consent_shown_by
    return column is not None and not str(values.get(column) or "").strip()


@dataclass(slots=True)
class WithoutConsent:
    """The collections with such a record of one system, by case, while its findings stream by."""

    system: SystemMap
    _found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def see(self, finding: Finding) -> None:
        """Look at one finding."""
        if lacks_consent(self.system.collections[finding.collection], finding.values):
            self._found[finding.case_number].add(finding.collection)

    def of(self, case_number: str) -> tuple[str, ...]:
        """Return the collections in which a case has such a record, sorted."""
        return tuple(sorted(self._found.get(case_number, ())))
