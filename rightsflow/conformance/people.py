"""Invented people whose addresses lie as near to each other as addresses can."""

from dataclasses import dataclass, field

NOTES_EACH = 3
"""Records that hang below each person."""

REPEATED = 1000
"""So that the largest document is read in several pieces."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person to plant: `email` as the system stores it, notes as records below.

    `mark` stands in the name and in every note, and in nobody else's. `document` is the
    content of a file that belongs to the person, for systems that hold files.
    """

    email: str
    mark: str
    notes: tuple[str, ...] = field(repr=False)
    document: bytes = field(repr=False, default=b"")

    @property
    def case_number(self) -> str:
        """Return the number of the case in which the person asks."""
        return self.mark.replace("mark", "case")

    @property
    def name(self) -> str:
        """Return the name, with letters that not every system expects."""
        return f"Żółć Nguyễn 🦉 {self.mark}"


def person(number: int, email: str) -> Person:
    """Return a person with notes and a document of their own."""
    mark = f"mark{number:04}x"
    notes = tuple(f'{mark} note {n}: O\'Neil said "100%"\n\t=1+1; 🎈' for n in range(NOTES_EACH))
    return Person(email, mark, notes, f"%PDF {mark}\0\xff".encode("latin-1") * (REPEATED * number))


ADDRESSES = (
    "a_b@example.com",
    "axb@example.com",
    "a%b@example.com",
    "a.b@example.com",
    "ab@example.com",
    "ab@example.com.example.org",
    "aab@example.com",
    "ab+list@example.com",
    "o'ab@example.com",
    "josé@example.com",
    "jose@example.com",
    "Éve.Ågren@example.com",
    "eve.agren@example.com",
    "Maria.CURIE@Example.COM",
    "maria.curie@example.net",
    "ines@bücher.example.com",
    "ines@bucher.example.com",
    "olga@xn--bcher-kva.example.com",
)
"""No two of them are one person's: wildcard, accent, quote, prefix, suffix, tag, domain.

An international domain (RFC 5890) may be stored in either spelling; it is asked for as an A-label.
"""

STRANGERS = (
    "nobody@example.com",
    "%@example.com",
    "_b@example.com",
    "a_@example.com",
    "' or ''='@example.com",
    '"ab"@example.com',
    "ab@example.com\0",
    "ab@example.com&email=axb@example.com",
    "ab@example.com/../axb@example.com",
    "*)(mail=*",
    "*",
    "",
)
"""Not planted; most of them are no addresses, but an attack."""
