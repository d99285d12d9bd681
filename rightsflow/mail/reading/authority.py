"""Mail from an authority, or about a proceeding: it has its own clock and goes to a person."""

import re
from typing import Final

from rightsflow.canonical import domain_of
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.lexicon import Lexicon

_DOMAINS: Final = frozenset(
    {
        "uodo.gov.pl",
        "giodo.gov.pl",
        "pip.gov.pl",
        "policja.gov.pl",
        "prokuratura.gov.pl",
        "ms.gov.pl",
        "sad.gov.pl",
        "rpo.gov.pl",
        "bfdi.bund.de",
        "edpb.europa.eu",
        "edps.europa.eu",
        "ico.org.uk",
    }
)
"""Domains of supervisory authorities, inspectorates, courts and prosecutors."""

_NAMES: Final = re.compile(r"\buodo\b|urzad ochrony danych|prezes urzedu ochrony")
_FILE_NUMBER: Final = re.compile(r"\b(?:ds|dkn|zsprs|dke|zsoss|dol)\.\d{3,4}\.\d{1,6}\.20\d\d\b")
"""File numbers of the Polish supervisory authority (`DS.523.1234.2026`)."""


def is_from_authority(sender: str | None, name: str) -> bool:
    """Say whether the address or display name is that of an authority; both can be forged."""
    domain = domain_of(sender or "")
    parents = {domain.split(".", cut)[-1] for cut in range(domain.count(".") + 1)}
    return not _DOMAINS.isdisjoint(parents) or _NAMES.search(fold_text(name)) is not None


def is_about_proceeding(folded: str, words: Lexicon) -> bool:
    """Say whether the folded text speaks with an authority's voice."""
    return _FILE_NUMBER.search(folded) is not None or bool(words.about["authority"].search(folded))
