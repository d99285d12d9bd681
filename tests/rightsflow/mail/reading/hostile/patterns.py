"""Texts aimed at expressions: what makes one of them walk the same way again and again."""

from functools import partial
from typing import Final

from tests.rightsflow.mail.reading.hostile.making import Cases, letter

_PIECES: Final = {
    "full stops": ".",
    "full stops and brackets": "." * 50 + ")" * 50,
    "blanks": " ",
    "blanks between letters": "a" + " " * 500,
    "no-break blanks": "\u00a0",
    "hyphens": "-",
    "underscores and stars": "_*- ",
    "quotation marks": "\u201e",
    "quotation marks that open": '"a',
    "guillemets": "\u00ab" + "a" * 79,
    "digits": "1",
    "digits and blanks": "1 ",
    "digits and signs": "(1) 2-3/4. ",
    "telephone numbers": "600 100 200, ",
    "signs before telephone numbers": "tel" * 10 + " :.)nror" + " 1234567, ",
    "dates": "2026-01-12 ",
    "PESEL": "44051401359 ",
    "at signs": "@",
    "addresses": "a@example.com ",
    "addresses without an end": "a.b" * 20 + "@",
    "labels of addresses": "a@" + "b." * 60,
    "articles": "art. 15 ",
    "articles without a number": "art. ",
    "articles to": "art. 15 - ",
    "the same letter": "a",
    "short words": "a ",
    "long words": "a" * 400 + " ",
    "capital words": "Ab Cd ",
    "names and particles": "Anna von de ",
    "case numbers": "rf-20",
    "bullets": "- a\n",
    "boxes": "[ ] [x] ",
    "leads": "prosze o:\n",
    "lines that begin a quotation": "W dniu 1.1.2026 pisze\n",
    "lines that begin a header": "Od: x\n",
    "lines of a header": "Od: x\nDo: y\nTemat: z\n",
    "wrote": "On wrote: ",
    "schrieb": "am 1 schrieb ",
    "rules": "_" * 40 + "x\n",
    "forwards": "fwd: re: pd: ",
    "requests in Polish": "prosze usunac moje dane ",
    "conditions in Polish": "jesli, ",
    "conditions and requests": "jesli prosze, ",
    "rights in Polish": "praw do usuniecia, ",
    "past in Polish": "wyslalem ",
    "stems in Polish": "usun cofam sprzeciw dostep ",
    "stems in three languages": "usun delete loschung zgod consent einwilligung ",
    "conditions in three languages": "jesli usun, if delete, wenn loschen, ",
    "requests without data": "prosze ",
    "gaps": "mam prosbe o o o o o ",
    "withdrawals": "cofam wycofuje wniosek ",
    "fees": "akceptuje oplate nie ",
    "ends of letters": "z powazaniem\n",
    "labels of names": "imie i nazwisko: ",
    "labels of names without an end": "nazywam sie ",
    "confirmations": "potwierdzam nie ",
    "authorities": "dkn.5131.",
    "combining marks": "a\u0301",
    "emoji": "\U0001f600 ",
    "foreign letters": "\u0416 ",
    "dotted capital i": "\u0130",
}


def text(piece: str, length: int) -> str:
    """Return the piece again and again, so many characters long, with an end of its own."""
    return (piece * (length // len(piece) + 1))[:length] + "\u00a7"


def in_a_letter(piece: str, length: int) -> bytes:
    """Return the text as a letter in UTF-8."""
    kind = b"Content-Type: text/plain; charset=utf-8"
    return letter(text(piece, length).encode(), kind, b"Content-Transfer-Encoding: 8bit")


PIECES: Final = _PIECES
"""Names of texts, and what each repeats."""

_OF_A_QUOTATION: Final = {
    "an attribution": "Hello\n\nDnia 3.03.2026 o 12:00 {} napisal(a):\n> x\n",
    "a quoted header": "Hello\n\nFrom: {}\nSent: today\nTo: you\nSubject: x\n\nWell.\n",
}
"""Lines that are looked at for addresses, and where a text stands in them."""

_IN_A_LINE: Final = ("addresses without an end", "labels of addresses", "authorities", "at signs")


def _in_quotation(place: str, piece: str) -> bytes:
    body = _OF_A_QUOTATION[place].format(text(piece, 90_000))
    kind = b"Content-Type: text/plain; charset=utf-8"
    return letter(body.encode(), kind, b"Content-Transfer-Encoding: 8bit")


_WHOLE: Final[Cases] = {
    f"{name}, 200 kB": partial(in_a_letter, piece, 200_000 // len(piece[:1].encode()))
    for name, piece in _PIECES.items()
}
_QUOTING: Final[Cases] = {
    f"{name} in {place}": partial(_in_quotation, place, _PIECES[name])
    for name in _IN_A_LINE
    for place in _OF_A_QUOTATION
}

CASES: Final[Cases] = _WHOLE | _QUOTING
"""A name for each message, and how it is made."""
