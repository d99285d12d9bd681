"""Sample letters with labels: what each is, and which rights it asks for.

A folder holds `labels.csv` with the columns `file`, `kind` and, if it is about requests, `lang`
and `rights` (joined by `;`); further columns are ignored. The files lie beside it or in a folder
below. A file is a message (`.eml`), or a text that begins with `Subject:`, a blank line, and the
letter (`.txt`).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from rightsflow.errors import Fault, Faulty, Misconfigured
from rightsflow.law.right import Right

LABELS: Final = "labels.csv"
_COLUMNS: Final = frozenset({"file", "kind"})
_HEAD: Final = (
    b"From: Sample Writer <writer@example.org>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
)


class SampleKind(StrEnum):
    """What a letter is, as people label it; `any`: only that it can be read is of interest."""

    request = "request"
    follow_up = "follow_up"
    representative = "representative"
    authority = "authority"
    breach = "breach"
    bounce = "bounce"
    auto_reply = "auto_reply"
    not_a_request = "not_a_request"
    any = "any"


_CALLED: Final[Mapping[str, SampleKind]] = {
    **{kind.value: kind for kind in SampleKind},
    "request_short": SampleKind.request,
    "followup": SampleKind.follow_up,
    # A complaint meant for the authority goes to a person as its letters do.
    "complaint": SampleKind.authority,
    "complaint_to_authority": SampleKind.authority,
    "dsn": SampleKind.bounce,
    "dsn_nonstandard": SampleKind.bounce,
    **dict.fromkeys(
        ("newsletter", "thanks", "business", "job_application", "notification", "employee_matter"),
        SampleKind.not_a_request,
    ),
    **dict.fromkeys(
        ("attachments", "charset_odd", "empty", "hostile", "malformed", "mime_odd", "normal_plain",
         "normal_rfc_example", "reply_with_quote", "signed"),
        SampleKind.any,
    ),
}  # fmt: skip
"""Each word of the column `kind`, with what it stands for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter with its label; `rights` are those that it asks for."""

    path: Path
    language: str
    kind: SampleKind
    rights: frozenset[Right]

    def message(self) -> bytes:
        """Return the raw message; a text without a sender is given an invented one."""
        raw = self.path.read_bytes()
        if self.path.suffix != ".txt" or raw.lower().startswith(b"from:"):
            return raw
        return _HEAD + raw


def load_samples(folder: Path) -> list[Sample]:
    """Return the samples of a folder.

    Raises `Misconfigured` where there are no labels, and `Faulty` with every row that cannot be
    used: an unknown kind or right, or a file that is not there.
    """
    labels = folder / LABELS
    if not labels.is_file():
        problem = f"{folder} has no {LABELS}: a row for each letter, with file, kind, lang, rights"
        raise Misconfigured(problem)
    files = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
    faults: list[Fault] = []
    with labels.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines)
        if not set(table.fieldnames or ()) >= _COLUMNS:
            problem = f"{LABELS} wants the columns {', '.join(sorted(_COLUMNS))}"
            raise Misconfigured(problem)
        samples = list(_read(table, files, faults))
    if faults:
        raise Faulty(faults)
    return samples


def _read(
    table: "csv.DictReader[str]", files: Mapping[str, Path], faults: list[Fault]
) -> Iterator[Sample]:
    for row in table:
        name, line = row["file"], table.line_num
        kind = _CALLED.get(row["kind"].strip())
        rights = [one.strip() for one in (row.get("rights") or "").split(";") if one.strip()]
        unknown = [one for one in rights if one not in set(Right)]
        if name not in files:
            faults.append(Fault(LABELS, line, "file", f"{name} is not there", "Correct the name"))
        elif kind is None:
            problem = f"{row['kind']} is no kind"
            faults.append(_unknown(faults, line, "kind", problem, sorted(_CALLED)))
        elif unknown:
            problem = f"{', '.join(unknown)} is no right, nor several parted by semicolons"
            faults.append(_unknown(faults, line, "rights", problem, list(Right)))
        else:
            yield Sample(files[name], row.get("lang") or "any", kind, frozenset(map(Right, rights)))


def _unknown(
    before: Iterable[Fault], line: int, field: str, problem: str, known: Iterable[str]
) -> Fault:
    """Return a fault that says which words there are; once is enough in a long table."""
    told = any(one.field == field for one in before)
    remedy = "Use the words above" if told else f"Use {', '.join(known)}"
    return Fault(LABELS, line, field, problem, remedy)
