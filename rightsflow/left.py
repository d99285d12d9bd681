"""What verifying finds, counted: a record that is met twice is left once."""

from collections import defaultdict
from dataclasses import dataclass, field

from rightsflow.deeds import Residue


@dataclass(slots=True)
class Left:
    """What is left by case and place: names of records, or of whatever the place holds."""

    names: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, case_number: str, place: str, name: str) -> None:
        """Count a name once."""
        self.names[case_number, place].add(name)

    def residues(self) -> list[Residue]:
        """Return what is left, by case and place."""
        return [Residue(*where, len(names)) for where, names in sorted(self.names.items())]
