"""What the writer wrote, told apart from what the writer answers to or passes on.

Existing splitters miss most Polish mail programs, cut passed-on letters (a request that the
personnel department forwards would be lost) or the closing with the writer's name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rightsflow.mail.reading.folding import fold_text

_ATTRIBUTION_LINES: Final = 3
"""Lines over which a mail program may wrap "On … wrote:"."""

_HEADER_LINES: Final = 8
"""Lines of the header block that Outlook puts above a quotation."""

_OPENING: Final = re.compile(
    r"(?:on|am|w dniu|dnia|wiadomosc napisana przez|uzytkownik|le|op|"
    r"(?:pon|wt|sr|czw|pt|sob|niedz|ndz)\.?,?|(?:mon|tue|wed|thu|fri|sat|sun)\w*\.?,?|"
    r"(?:mo|di|mi|do|fr|sa|so)\.,|\d{4}-\d\d-\d\d|\d{1,2}[./ ]\d{1,2}[./ ]\d{4}|"
    r"\d{1,2} [a-z]{3,12}\.? \d{4}|-+ on)\b"
)
"""How a line begins that says who wrote the quotation (folded)."""

_CLOSING: Final = re.compile(
    r"(?:\b(?:wrote|writes|napisal(?:\(a\)|a|/a)?|pisze|schrieb(?: [^\n]{0,120})?)"
    r"|^(?:wiadomosc napisana przez)\b.*\d)\s*:\s*$"
)
"""How it ends. German puts the name after the verb; Apple puts the date last in Polish."""

_ORIGINAL: Final = re.compile(
    r"[-_* ]*(?:original message|wiadomosc oryginalna|oryginalna wiadomosc|"
    r"urspr(?:ue|u)ngliche nachricht|reply message|odpowiedz na wiadomosc)[-_* :]*$"
)
_PASSED_ON: Final = re.compile(
    r"[-_* ]*(?:(?:begin )?forwarded message|poczatek (?:przekazywanej|przekazanej) wiadomosci|"
    r"(?:tresc )?przekazan\w+ wiadomosc\w*|wiadomosc przekazana(?: dalej)?|"
    r"(?:anfang der )?weitergeleitete\w* nachricht|przekazana dalej)[-_* :]*$"
)
_RULE: Final = re.compile(r"\s*(?:_{10,}|-{20,}|={20,})\s*$")

_FIRST_FIELD: Final = re.compile(r"[>* ]*(?:from|od|von|nadawca)\s*:")
_OTHER_FIELD: Final = re.compile(
    r"[>* ]*(?:sent|date|to|cc|bcc|subject|reply-to|wyslano|wyslane|data|do|dw|udw|temat|odpowiedz"
    r"|gesendet|datum|an|betreff|kopie|adresat)\s*:"
)
_FORWARD_SUBJECT: Final = re.compile(
    r"\s*(?:re:\s*|odp:\s*|aw:\s*)*(?:fwd?|pd|wg|przekaz)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Split:
    """A text split: the writer's own words, a letter passed on, the quotation."""

    own: str
    passed_on: str
    quoted: str


def split_quotes(text: str, subject: str = "") -> Split:
    """Return the text split; nothing is lost, every line is in one of the three."""
    lines = text.split("\n")
    folded = fold_text(text).split("\n")
    own: list[str] = []
    quoted: list[str] = []
    index = 0
    while index < len(lines):
        if folded[index].lstrip().startswith(">"):
            quoted.append(lines[index])
            index += 1
            continue
        if _PASSED_ON.match(folded[index].strip()):
            return _finish(own, _below_header(lines, folded, index + 1), quoted)
        if _starts_header(folded, index) or _ORIGINAL.match(folded[index].strip()):
            rest = _below_header(lines, folded, index)
            if _FORWARD_SUBJECT.match(subject) or not any(line.strip() for line in own):
                return _finish(own, rest, quoted)
            return _finish(own, [], [*quoted, *rest])
        if height := _attribution_height(folded, index):
            after = index + height
            quoted.extend(lines[index:after])
            if not _quotes_by_mark(folded, after):
                return _finish(own, [], [*quoted, *lines[after:]])
            index = after
            continue
        own.append(lines[index])
        index += 1
    return _finish(own, [], quoted)


def is_attribution(lines: Sequence[str]) -> bool:
    """Say whether these lines are one "On … wrote:" and nothing else."""
    folded = fold_text("\n".join(lines)).split("\n")
    return _attribution_height(folded, 0) == len(lines)


def _finish(own: list[str], passed_on: list[str], quoted: list[str]) -> Split:
    while own and (not own[-1].strip() or _RULE.match(own[-1])):
        own.pop()
    return Split("\n".join(own).strip(), "\n".join(passed_on).strip(), "\n".join(quoted).strip())


def _attribution_height(folded: list[str], index: int) -> int:
    """Return over how many lines "On … wrote:" goes from here; 0 where there is none."""
    first = folded[index].strip()
    if not first or not _OPENING.match(first):
        return 0
    joined = ""
    for height, line in enumerate(folded[index : index + _ATTRIBUTION_LINES], start=1):
        joined = f"{joined} {line.strip()}".strip()
        if not line.strip():
            return 0
        if joined.endswith(":") and _CLOSING.search(joined) and any(map(str.isdigit, joined)):
            return height
    return 0


def _quotes_by_mark(folded: list[str], index: int) -> bool:
    """Say whether the quotation below is marked by `>`, so that replies may stand in it."""
    following = [line.lstrip() for line in folded[index : index + 2 * _HEADER_LINES]]
    first = next((line for line in following if line), "")
    return first.startswith(">")


def _starts_header(folded: list[str], index: int) -> bool:
    """Say whether the header block of a quoted message begins here (From, Sent, To, Subject)."""
    if not _FIRST_FIELD.match(folded[index]):
        return False
    following = folded[index + 1 : index + 1 + _HEADER_LINES]
    return sum(bool(_OTHER_FIELD.match(line)) for line in following) > 1


def _below_header(lines: list[str], folded: list[str], index: int) -> list[str]:
    """Return the lines below the header block that begins at or just after `index`."""
    at = index
    if at < len(lines) and _ORIGINAL.match(folded[at].strip()):
        at += 1
    while at < len(lines) and not folded[at].strip():
        at += 1
    while at < len(lines) and (_FIRST_FIELD.match(folded[at]) or _OTHER_FIELD.match(folded[at])):
        at += 1
    return lines[at:]
