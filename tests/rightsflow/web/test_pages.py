"""Pages are followed to their very end, or it is an error: never a shorter answer."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from rightsflow.errors import Misconfigured, TryAgain
from rightsflow.web import Question
from rightsflow.web.following import at, next_link
from rightsflow.web.pages import Listing, Row, rows
from rightsflow.web.paging import Paging
from tests.rightsflow.web.serving import Asked, Reply, Script, serving
from tests.rightsflow.web.test_client import asking

MODEL: TypeAdapter[Paging] = TypeAdapter(Paging)
ALL = [{"id": str(number)} for number in range(7)]


async def read(script: Script, paging: dict[str, Any]) -> list[str]:
    """Return the ids of all records that a server gives."""
    async with serving(script) as server, asking(server.url) as client:
        listing = Listing(
            Question("things", query=(("state", "all"),)),
            "items",
            _id,
            MODEL.validate_python(paging),
        )
        return [_id(row) async for row in rows(client, listing)]


def _id(row: Row) -> str:
    return str(row["id"])


def by_number(asked: Asked, *, most: int = 3) -> Reply:
    """Give pages by number; this server cuts them, whatever was asked for."""
    start = (int(asked.query.get("page", 1)) - 1) * most
    return Reply(body={"items": ALL[start : start + most], "meta": {"total": len(ALL)}})


def by_offset(asked: Asked) -> Reply:
    """Give pages from an offset on, two at once, and say whether more follow."""
    start = int(asked.query["offset"])
    return Reply(body={"items": ALL[start : start + 2], "more": start + 2 < len(ALL)})


def by_cursor(asked: Asked) -> Reply:
    """Give pages by a word that the answer before held."""
    start = int(asked.query.get("after", 0))
    more = {"next": {"after": str(start + 3)}} if start + 3 < len(ALL) else {}
    return Reply(body={"items": ALL[start : start + 3], "paging": more})


def by_link(asked: Asked) -> Reply:
    """Name the next page in the header, relative to this one."""
    start = int(asked.query.get("start", 0))
    links = '</things?start=0>; rel="first"'
    if start + 3 < len(ALL):
        links += f', </things?start={start + 3}&state=all>; title="a, b"; rel="prefetch next"'
    return Reply(body={"items": ALL[start : start + 3]}, headers={"Link": links})


def by_url(asked: Asked) -> Reply:
    """Name the next page in the answer."""
    start = int(asked.query.get("$skiptoken", 0))
    url = f"/things?$skiptoken={start + 3}&state=all"
    more = {"@odata.nextLink": url} if start + 3 < len(ALL) else {}
    return Reply(body={"items": ALL[start : start + 3], **more})


@pytest.mark.parametrize(
    ("script", "paging"),
    [
        (by_number, {"kind": "page", "page": "page", "limit": "per_page"}),
        (by_number, {"kind": "page", "page": "page", "total_at": "meta.total"}),
        (by_offset, {"kind": "offset", "offset": "offset"}),
        (by_offset, {"kind": "offset", "offset": "offset", "more_at": "more"}),
        (
            by_cursor,
            {
                "kind": "cursor",
                "cursor": "after",
                "cursor_at": "paging.next.after",
                "ends": "absent",
            },
        ),
        (by_link, {"kind": "link"}),
        (by_url, {"kind": "url", "url_at": "@odata.nextLink", "ends": "absent"}),
    ],
)
async def test_every_style_gives_every_record_once(script: Script, paging: dict[str, Any]) -> None:
    """Also where pages are smaller than asked for; what was asked stays asked on each page."""
    states = []

    def noting(asked: Asked) -> Reply:
        states.append(asked.query.get("state"))
        return script(asked)

    assert await read(noting, paging) == [row["id"] for row in ALL]
    assert set(states) == {"all"}


PAGE = {"kind": "page", "page": "page"}
TOTAL = {"kind": "page", "page": "page", "total_at": "total"}
CURSOR = {"kind": "cursor", "cursor": "after", "cursor_at": "after"}


@pytest.mark.parametrize(
    ("script", "paging", "error"),
    [
        # The same page for ever: the parameter is another one.
        (lambda _: Reply(body={"items": ALL}), PAGE, Misconfigured),
        (lambda _: Reply(body={"items": ALL, "after": "x"}), CURSOR, Misconfigured),
        # New cursors for ever, and nothing on the pages.
        (lambda asked: Reply(body={"items": [], "after": asked.query.get("after", "") + "x"}),
         CURSOR, Misconfigured),
        # Fewer than counted, more than counted, another count on the way.
        (lambda asked: Reply(body={"items": [] if "2" in asked.target else ALL, "total": 9}),
         TOTAL, TryAgain),
        (lambda _: Reply(body={"items": ALL, "total": 5}), TOTAL, TryAgain),
        (lambda asked: Reply(body={"items": ALL[int(asked.query["page"]):][:1],
                                   "total": 9 - int(asked.query["page"])}), TOTAL, TryAgain),
        # One went while it was read, and another slipped to the page before.
        (lambda asked: Reply(body={"items": ALL[:2], "total": 4} if asked.query["page"] == "1"
                             else {"items": ALL[3:4], "total": 3}), TOTAL, TryAgain),
        # A record twice, records elsewhere, no records, no JSON, no number.
        (lambda _: Reply(body={"items": [ALL[0], ALL[0]]}), PAGE, TryAgain),
        (lambda _: Reply(body={"data": ALL}), PAGE, TryAgain),
        (lambda _: Reply(body={"items": ["x"]}), PAGE, TryAgain),
        (lambda _: Reply(body="<html>"), PAGE, TryAgain),
        (lambda _: Reply(body={"items": ALL, "total": "many"}), TOTAL, TryAgain),
        # The second page fails.
        (lambda asked: Reply(500) if "2" in asked.target else Reply(body={"items": ALL}),
         PAGE, TryAgain),
        # The next page lies on another server.
        (lambda _: Reply(body={"items": ALL, "next": "https://example.com/things?page=2"}),
         {"kind": "url", "url_at": "next"}, Misconfigured),
        # Where it would say how it goes on, nothing stands: the place is misspelt.
        (by_cursor, {"kind": "cursor", "cursor": "after", "cursor_at": "paging.nxt.after"},
         Misconfigured),
        (by_url, {"kind": "url", "url_at": "nextLink"}, Misconfigured),
        # Said to be whole, and is not.
        (by_link, {"kind": "whole"}, Misconfigured),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_to_its_end_is_an_error(
    script: Script, paging: dict[str, Any], error: type[Exception]
) -> None:
    """None of these is an answer."""
    with pytest.raises(error):
        await read(script, paging)


async def test_nothing_counted_and_nothing_given_is_nothing() -> None:
    """Some systems leave the list out where it would be empty."""
    assert await read(lambda _: Reply(body={"total": 0}), TOTAL) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [("", {"a.b": 1, "c": [{"d": 2}]}), ("a.b", 1), ("c.0.d", 2), ("c.1.d", None), ("c.d", [2]),
     ("a", None),
     ("a.b.c", None)],
)  # fmt: skip
def test_a_path_leads_to_a_place_in_an_answer(path: str, found: object) -> None:
    """Names may hold dots; lists are counted from 0."""
    assert at({"a.b": 1, "c": [{"d": 2}]}, path) == found


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("", None),
        ("<a>; rel=prev", None),
        ("<a,b>; rel=next", "a,b"),
        ("<a>; rel=\"prev\", <b>; REL='next'; x=1, <c>; rel=Next", "c"),
        ('<a>; title="rel=next"; rel="last"', None),
    ],
)
def test_a_link_header_is_read_as_rfc_8288_has_it(header: str, target: str | None) -> None:
    """Commas in addresses and titles divide nothing; relations are words in any case."""
    assert next_link({"link": header}) == target
