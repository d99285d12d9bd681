"""How mail programs mark what is quoted and what is passed on.

They write a line ("On … wrote:"), the header of the other letter, or both. The lines here are
folded (small letters, no diacritics), one to one with those of the letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_ATTRIBUTION_LINES: Final = 3
"""Lines over which a mail program may wrap "On … wrote:"."""

_HEADER_LINES: Final = 16
"""Lines of the longest header block above a quotation, the empty ones among them."""

_OPENING: Final = re.compile(
    r"(?:on|am|w dniu|dnia|wiadomosc napisana przez|uzytkownik|le|op|"
    r"(?:pon|wt|sr|czw|pt|sob|niedz|ndz)\.?,?|(?:mon|tue|wed|thu|fri|sat|sun)\w*\.?,?|"
    r"(?:mo|di|mi|do|fr|sa|so)\.,|\d{4}-\d\d-\d\d|\d{1,2}[./ ]\d{1,2}[./ ]\d{4}|"
    r"\d{1,2} [a-z]{3,12}\.? \d{4}|-+ on)\b"
)
"""How a line begins that says who wrote the quotation."""

_CLOSING: Final = re.compile(
    r"(?:\b(?:wrote|writes|napisal(?:\(a\)|a|/a)?|pisze|schrieb(?: [^\n]{0,120})?)"
    r"|^(?:wiadomosc napisana przez)\b.*\d)\s*:\s*$"
)
"""How it ends. German puts the name after the verb; Apple puts the date last in Polish."""

_BY_PROGRAM: Final = re.compile(r"@|\b\d{1,2}[:.]\d\d\b(?![.:]?\d{4})")
"""An address or a time: people who tell by hand that somebody wrote give neither."""

_ORIGINAL: Final = re.compile(
    r"[-_* ]*(?:original message|wiadomosc oryginalna|oryginalna wiadomosc|"
    r"urspr(?:ue|u)ngliche nachricht|reply message|odpowiedz na wiadomosc)[-_* :]*$"
)
_ABOVE: Final = (
    r"[-_* ]*(?:(?:begin )?forwarded message|poczatek (?:przekazywanej|przekazanej) wiadomosci|"
    r"(?:tresc )?przekazan\w+ wiadomosc\w*|wiadomosc przekazana(?: dalej)?|"
    r"(?:anfang der )?weitergeleitete\w* nachricht|przekazana dalej)[-_* :]*"
)
_PASSED_ON: Final = re.compile(_ABOVE + r"$")
_PASSED_ON_BY: Final = re.compile(_ABOVE + r"(?:from|od|von|nadawca)\s*:")
"""Some programs put the header into the same line."""

_HINT: Final = re.compile(r"wiadomosc|message|nachricht|przekazana")
"""A word that stands in each of the lines above."""

_SENDER: Final = re.compile(r"[>* ]*(?:from|od|von|nadawca)\s*:")
_SUBJECT: Final = re.compile(r"[>* ]*(?:subject|temat|betreff|tytul)[* ]*:\W*")
_FIELD: Final = re.compile(
    r"[>* ]*(?:sent|date|to|cc|bcc|subject|reply-to|wyslano|wyslane|data|do|dw|udw|temat|tytul"
    r"|odpowiedz|gesendet|datum|an|betreff|kopie|adresat)[* ]*:"
)
_LESSER_FIELD: Final = re.compile(
    r"[>* ]*(?:importance|priority|sensitivity|attachments|organi[sz]ation|organizacja|waznosc"
    r"|priorytet|zalaczniki?|wichtigkeit|anlagen?|resent-[a-z-]+|sender|message-id)[* ]*:"
)
"""Fields that prove no header by themselves and may stand in one."""

_ADDRESS: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MARK: Final = re.compile(r"\s*> ?")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a message inside a message: whose it is, its subject, the line below it."""

    sender: str
    subject: str
    below: int


def is_marked(line: str) -> bool:
    """Say whether the line is marked as quoted."""
    return line.lstrip().startswith(">")


def unmarked(line: str) -> str:
    """Return the line without one mark of quotation."""
    return _MARK.sub("", line, count=1) if is_marked(line) else line


def is_original(line: str) -> bool:
    """Say whether "Original Message" stands here, above an answered or a passed-on letter."""
    return bool(_HINT.search(line) and _ORIGINAL.match(line.strip()))


def passes_on(line: str) -> bool:
    """Say whether the letter below this line is passed on."""
    if not _HINT.search(line):
        return False
    line = line.strip("> \t")
    return bool(_PASSED_ON.match(line) or _PASSED_ON_BY.match(line))


def addresses_in(lines: Sequence[str]) -> frozenset[str]:
    """Return the mail addresses in the lines."""
    return frozenset(_ADDRESS.findall("\n".join(lines)))


def attribution_height(folded: Sequence[str], index: int, *, marked: bool = False) -> int:
    """Return over how many lines "On … wrote:" goes from here; 0 where there is none.

    `marked`: it is itself part of a quotation that is marked by `>`.
    """
    first = folded[index].strip("> \t") if marked else folded[index].strip()
    if not first or not _OPENING.match(first):
        return 0
    joined = ""
    there = folded[index : index + _ATTRIBUTION_LINES]
    for height, line in enumerate(map(unmarked, there) if marked else there, start=1):
        joined = f"{joined} {line.strip()}".strip()
        if not line.strip():
            return 0
        if joined.endswith(":") and _CLOSING.search(joined) and any(map(str.isdigit, joined)):
            return height
    return 0


def is_by_program(lines: Sequence[str]) -> bool:
    """Say whether a mail program wrote these lines, and not somebody who tells of a letter."""
    return bool(_BY_PROGRAM.search(" ".join(lines)))


def is_quoted_by_mark(folded: Sequence[str], index: int) -> bool:
    """Say whether the quotation below is marked by `>`, so that replies may stand in it."""
    first = next((line for line in folded[index : index + _HEADER_LINES] if line.strip()), "")
    return is_marked(first)


def header_at(folded: Sequence[str], index: int) -> Header | None:
    """Return the header block of a quoted message that begins here, or None.

    Most programs name the sender first. Where another field comes first the sender must have an
    address, for letters on paper begin with a date and a subject too.
    """
    if ":" not in folded[index]:
        return None
    leads = bool(_SENDER.match(folded[index]))
    if not leads and not _FIELD.match(folded[index]):
        return None
    above = folded[max(0, index - (1 if leads else 2)) : index]
    if any(_FIELD.match(line) for line in above):
        return None  # a block is looked at from its first line, once
    found = header_below(folded, index)
    block = folded[index : found.below]
    others = sum(bool(_FIELD.match(line)) for line in block)
    named = leads or ("@" in found.sender and others > 1)
    return found if named and others > 1 else None


def header_below(folded: Sequence[str], index: int) -> Header:
    """Return the header at or just below this line; without one, the line below is this one."""
    at, end = index, min(len(folded), index + _HEADER_LINES)
    sender, subject = "", ""
    if at < end and _PASSED_ON_BY.match(folded[at].strip("> \t")):
        return Header(next(iter(_ADDRESS.findall(folded[at])), ""), "", at + 1)
    while at < len(folded) and not folded[at].strip("> \t"):
        at += 1
    end = min(len(folded), at + _HEADER_LINES)
    while (field := _next_field(folded, at, end)) is not None:
        line = folded[field]
        if _SENDER.match(line):
            if sender:
                break
            sender = line
        elif title := _SUBJECT.match(line):
            subject = subject or line[title.end() :]
        at = field + 1
    return Header(sender, subject, at)


def _next_field(folded: Sequence[str], at: int, end: int) -> int | None:
    """Return where the next field stands: here, or below one empty line or a wrapped value."""
    for there in range(at, min(at + 2, end)):
        if any(shape.match(folded[there]) for shape in (_SENDER, _FIELD, _LESSER_FIELD)):
            return there
    return None
