"""What is counted while messages are read, and what of it is a defect."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from rightsflow.mail.reading import limits
from rightsflow.mail.reading.model import Reading

_KEPT: Final = 5
"""How many of the slowest messages are named."""

_MIB: Final = 1024 * 1024


@dataclass(slots=True)
class Figures:
    """Counts over messages; `offending` names a seed and what its message did."""

    messages: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    peak_bytes: int = 0
    deaths: int = 0
    stuck: int = 0
    offending: list[tuple[str, str]] = field(default_factory=list)

    def add(self, seed: str, reading: Reading, seconds: float) -> None:
        """Count one message that was read."""
        self.messages += 1
        self.kinds[str(reading.kind)] += 1
        self.reasons.update(map(str, reading.needs_person))
        self.slowest = sorted([*self.slowest, (seconds, seed)], reverse=True)[:_KEPT]
        if seconds > limits.MESSAGE_S:
            self.offending.append((seed, f"took {seconds:.1f} s"))

    def merge(self, other: "Figures") -> None:
        """Add what another process counted."""
        self.messages += other.messages
        self.kinds += other.kinds
        self.reasons += other.reasons
        self.slowest = sorted([*self.slowest, *other.slowest], reverse=True)[:_KEPT]
        self.peak_bytes = max(self.peak_bytes, other.peak_bytes)
        self.deaths += other.deaths
        self.stuck += other.stuck
        self.offending += other.offending

    @property
    def is_clean(self) -> bool:
        """Say whether there was no crash, no slow message, and enough memory."""
        within = self.peak_bytes <= limits.CHILD_MEMORY_BYTES
        return within and not (self.offending or self.deaths or self.stuck)

    def report(self, title: str, seconds: float) -> str:
        """Return the figures in lines, for people."""
        rate = self.messages / seconds if seconds else 0.0
        slow = ", ".join(f"{taken * 1000:.0f} ms ({seed})" for taken, seed in self.slowest)
        return "\n".join(
            (
                f"{title}: {self.messages:,} messages in {seconds:,.0f} s, {rate:,.0f} a second",
                f"  slowest: {slow}",
                f"  largest memory of a process: {self.peak_bytes / _MIB:.0f} MiB",
                f"  deaths: {self.deaths}, stuck: {self.stuck}, offending: {len(self.offending)}",
                f"  kinds: {_listed(self.kinds)}",
                f"  reasons for a person: {_listed(self.reasons)}",
            )
        )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
