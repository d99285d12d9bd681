"""What the next question is where an answer comes in pages. Pure.

Whatever cannot be followed to its very end is an error: a shorter answer would be taken for all
that a system holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from rightsflow.errors import Misconfigured
from rightsflow.web.exchange import Answer, Pairs, Question
from rightsflow.web.paging import ByCursor, ByOffset, ByPage, ByUrl, Paging, Whole
from rightsflow.web.strange import strange

_PAGED = "A system gives an answer in pages that the map takes for whole. Name its paging."

_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+\s*(?:=\s*(?:"[^"]*"|[^",;\s]*))?)*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """How far a walk has come: pages asked for, and records that came with them."""

    pages: int
    records: int


def at(value: Any, path: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return what stands at a dotted path, None if nothing does; an empty path is the whole.

    A name that holds dots itself, such as `@odata.nextLink`, is found too. In a list a number
    names one of it (from 0), anything else what stands there in each.
    """
    if not path:
        return value
    if isinstance(value, list):
        return _in_list(value, path)
    if not isinstance(value, dict):
        return None
    if path in value:
        return value[path]
    for end in (found.start() for found in re.finditer(r"\.", path)):
        if path[:end] in value:
            return at(value[path[:end]], path[end + 1 :])
    return None


def stands(value: Any, path: str) -> bool:  # noqa: ANN401 - JSON has no narrower type
    """Tell whether there is a place at a dotted path, be it empty."""
    if not isinstance(value, dict):
        return False
    ends = (found.start() for found in re.finditer(r"\.", path))
    return path in value or any(
        stands(value[path[:end]], path[end + 1 :]) for end in ends if path[:end] in value
    )


def _in_list(value: list[Any], path: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    first, _, rest = path.partition(".")
    if not first.isdecimal():
        return [at(one, path) for one in value]
    return at(value[int(first)], rest) if int(first) < len(value) else None


def first_question(paging: Paging, question: Question) -> Question:
    """Return the question for the first page."""
    asked = question
    if paging.limit is not None:
        asked = _with(asked, paging, paging.limit, paging.size)
    if isinstance(paging, ByPage):
        return _with(asked, paging, paging.page, paging.first)
    if isinstance(paging, ByOffset):
        return _with(asked, paging, paging.offset, 0)
    return asked


def next_question(
    paging: Paging, asked: Question, answer: Answer, read: Read, on_page: int
) -> Question | None:
    """Return the question for the page after this one; None at the end.

    `read` counts this page too, `on_page` its records. Pages with numbers and offsets end with
    the total or the flag, if the map names one, else with an empty page: a page that is not full
    may have been cut by the system. Raises `TryAgain` if the answer does not say what it should.
    """
    if isinstance(paging, ByPage | ByOffset):
        return _numbered(paging, asked, answer, read, on_page)
    if paging.more_at is not None and not _flag(answer, paging.more_at):
        return None
    if isinstance(paging, ByCursor | ByUrl):
        _refuse_silence(paging, answer, on_page)
    if isinstance(paging, ByCursor):
        return _pointed(paging, asked, answer)
    url = _url(paging, answer) if isinstance(paging, ByUrl) else next_link(answer.headers)
    if url and isinstance(paging, Whole):
        raise Misconfigured(_PAGED)
    # A whole address holds all that the first question said: only the credential is added.
    return replace(asked, path=urljoin(answer.url, url), query=()) if url else None


def _numbered(
    paging: ByPage | ByOffset, asked: Question, answer: Answer, read: Read, on_page: int
) -> Question | None:
    total = total_of(paging, answer)
    if total is not None:
        more = read.records < total and on_page > 0
    else:
        more = on_page > 0 if paging.more_at is None else _flag(answer, paging.more_at)
    if not more:
        return None
    if isinstance(paging, ByPage):
        return _with(asked, paging, paging.page, paging.first + read.pages)
    return _with(asked, paging, paging.offset, read.records)


def _refuse_silence(paging: ByCursor | ByUrl, answer: Answer, on_page: int) -> None:
    """Raise `Misconfigured` if a page with records does not say at all whether it goes on."""
    place = paging.cursor_at if isinstance(paging, ByCursor) else paging.url_at
    if paging.ends == "empty" and on_page and not stands(answer.value, place):
        message = (
            f"Nothing stands at {place} in an answer: does more follow, or not? Correct "
            "the place, or write ends: absent if the system leaves it out on the last page."
        )
        raise Misconfigured(message)


def _pointed(paging: ByCursor, asked: Question, answer: Answer) -> Question | None:
    cursor = at(answer.value, paging.cursor_at)
    if cursor is None or cursor == "":
        return None
    if not isinstance(cursor, str | int) or isinstance(cursor, bool):
        raise strange(answer, paging.cursor_at, "text or number stands", "paging.cursor_at")
    return _with(asked, paging, paging.cursor, cursor)


def total_of(paging: Paging, answer: Answer) -> int | None:
    """Return how many records there are altogether, if the map says where an answer tells it.

    Raises `TryAgain` if no number stands there.
    """
    if paging.total_at is None:
        return None
    total = at(answer.value, paging.total_at)
    if isinstance(total, str) and total.isdecimal():
        return int(total)
    if not isinstance(total, int) or isinstance(total, bool):
        raise strange(answer, paging.total_at, "number stands", "paging.total_at")
    return total


def next_link(headers: Mapping[str, str]) -> str | None:
    """Return the target of the link with the relation `next` (RFC 8288 3)."""
    for target, parameters in _LINK.findall(headers.get("link", "")):
        rel = _REL.search(parameters)
        if rel and "next" in (rel[1] or rel[2] or "").lower().split():
            return str(target)
    return None


def _flag(answer: Answer, path: str) -> bool:
    flag = at(answer.value, path)
    if not isinstance(flag, bool):
        raise strange(answer, path, "true or false stands", "paging.more_at")
    return flag


def _url(paging: ByUrl, answer: Answer) -> str | None:
    url = at(answer.value, paging.url_at)
    if url is not None and not isinstance(url, str):
        raise strange(answer, paging.url_at, "address stands", "paging.url_at")
    return url


def _with(question: Question, paging: Paging, name: str, value: str | int) -> Question:
    """Return the question with one parameter set, in place of any value it had."""
    if paging.place == "json":
        return replace(question, json={**(question.json or {}), name: value})
    pairs = question.query if paging.place == "query" else question.form
    changed: Pairs = (*(pair for pair in pairs if pair[0] != name), (name, str(value)))
    if paging.place == "query":
        return replace(question, query=changed)
    return replace(question, form=changed)
