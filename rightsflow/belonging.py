"""Whether a record that a system yields belongs to what was wanted of it."""

from collections.abc import Sequence

from rightsflow.connector import Connector, Finding, Wanted


class Belonging:
    """Knows the records wanted for each case, and what may hang below them by the data map."""

    def __init__(self, connector: Connector, wanted: Sequence[Wanted]) -> None:
        """Take the system and what was wanted of it."""
        self._collections = connector.system.collections
        self._wider = connector.gathers_wider
        self._records: dict[str, set[str]] = {}
        for one in wanted:
            self._records.setdefault(one.case_number, set()).update(one.records)
        self._roots = {
            case: {record.partition(":")[0] for record in records}
            for case, records in self._records.items()
        }

    def has(self, finding: Finding) -> bool:
        """Tell whether a finding is wanted for its case, or may hang below what is."""
        records = self._records.get(finding.case_number, set())
        if finding.collection not in self._collections or not records:
            return False
        if finding.record in records:
            return finding.record.startswith(f"{finding.collection}:")
        return self._wider or self._hangs_below(finding.collection, finding.case_number)

    def _hangs_below(self, collection: str, case_number: str) -> bool:
        seen: set[str] = set()
        of = self._collections[collection]
        while of.parent and of.parent.collection not in seen:
            seen.add(of.parent.collection)
            if of.parent.collection in self._roots[case_number]:
                return True
            of = self._collections[of.parent.collection]
        return False
