"""One number of the auditor's checklist, and names that many of them want."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """What one number wants: words that are said, and words that are never said.

    `sample` is a sentence that breaks the second kind; it proves that the rule can fail.
    """

    pl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    never: str = ""
    sample: str = ""

    def says(self, language: str) -> tuple[str, ...]:
        """Return the words that have to be there."""
        return self.pl if language == "pl" else self.en

    def holds(self, language: str, text: str) -> bool:
        """Say whether a letter has what it needs and nothing that it must not have."""
        said = all(word in text for word in self.says(language))
        return said and not (self.never and re.search(self.never, text, re.IGNORECASE))


def both(*words: str) -> Item:
    """Return an item that wants the same words in both languages."""
    return Item(words, words)


WHO = ("Pogodna Praca sp. z o.o.", "ul. Lipowa 3, 00-000 Warszawa", "dane@pogodna.example.com")
PRESIDENT = (
    "Prezes Urzędu Ochrony Danych Osobowych, ul. Stanisława Moniuszki 1A, 00-014 Warszawa",
)
OFFICE = ("President of the Personal Data Protection Office", "ul. Stanisława Moniuszki 1A")
COURT_PL = (
    "sąd okręgowy",
    "art. 79 RODO",
    "art. 93 ustawy z 10 maja 2018",
    "miejsca Pani/Pana zamieszkania",
)
COURT_EN = (
    "regional court",
    "Article 79 GDPR",
    "Article 93 of the Act of 10 May 2018",
    "where you live",
)
