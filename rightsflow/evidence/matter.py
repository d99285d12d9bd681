"""Sections about the matter: what was asked, by whom, where we looked, what was done."""

from rightsflow.evidence.page import Page, grouped, joined
from rightsflow.evidence.reading import Json
from rightsflow.pdf.ink import NOTE, SUBHEADING


def write_requests(page: Page) -> None:
    """Write each right with its article, its date and its outcome; the words that asked for it."""
    words = page.words
    page.paper.heading(words("requests"))
    page.table(
        ("right", "article", "received", "due_column", "outcome"),
        (
            [
                words.right(one["right"]),
                one["article"],
                words.moment(one["received_at"]),
                words.day(one["due_on"]),
                _outcome(page, one),
            ]
            for one in page.pack["requests"]
        ),
    )
    for one in page.pack["requests"]:
        for span in one["recognised"]:
            page.paper.text(words("recognised", span=span), NOTE)


def _outcome(page: Page, one: Json) -> str:
    words = page.words
    if one.get("dropped_at"):
        return words("dropped")
    ground = words.ground(one["ground"]) if one.get("ground") else ""
    return joined(
        words.code("outcomes", one["outcome"]) if one["outcome"] else words("open"), ground
    )


def write_messages(page: Page) -> None:
    """Write each message with its time at the server and its hash, by which it can be shown."""
    words = page.words
    page.paper.heading(words("messages"))
    page.table(
        ("received", "message_kind", "message_place", "message_hash"),
        (
            [
                words.moment(one["received_at"]),
                words.code("message_kinds", one["kind"]),
                f"{one['mailbox']}\n{one['uid']}",
                grouped(one["sha256"] or words("none")),
            ]
            for one in page.pack["messages"]
        ),
        "messages_none",
    )


def write_identity(page: Page) -> None:
    """Write what was told and established of the writer, and how it was judged (Article 12(6))."""
    words, told = page.words, page.pack["requester"]
    page.paper.heading(words("identity"))
    if told:
        page.pairs(
            ("identity_name", told["name"]),
            ("identity_address", told["address"]),
            ("identity_identifiers", _identifiers(page, told)),
            ("identity_authentication", words.code("authentications", told["authentication"])),
            ("identity_replied", told["replied_from"]),
        )
    page.paper.heading(words("identity_judged"), SUBHEADING)
    page.table(
        ("when", "verdict", "rule"),
        (
            [
                words.moment(entry["at"]),
                words.code("verdicts", entry["detail"].get("verdict")),
                str(entry["detail"].get("rule", "")),
            ]
            for entry in page.pack["journal"]["entries"]
            if entry["event"] == "identity_judged"
        ),
        "identity_none",
    )


def write_systems(page: Page) -> None:
    """Write each system that was asked, also where it holds nothing."""
    words = page.words
    page.paper.heading(words("systems"))
    if page.pack["findings"]:
        page.paper.text(_asked(page))
    page.table(
        ("system", "asked_at", "found"),
        (
            [
                joined(page.system(one["system"]), page.right_of(one)),
                words.moment(one["asked_at"]),
                _found(page, one),
            ]
            for one in page.pack["findings"]
        ),
        "systems_none",
    )


def _asked(page: Page) -> str:
    """Return whether every system of the data map was asked, and else of which no answer is."""
    asked = {one["system"] for one in page.pack["findings"]}
    left = [page.system(name) for name in page.pack["data_map"] if name not in asked]
    if left:
        return page.words("systems_some", systems=", ".join(left))
    return page.words("systems_all")


def write_done(page: Page) -> None:
    """Write each plan with its digest, and what each step did in each system, in counts."""
    words = page.words
    page.paper.heading(words("done"))
    for one in page.pack["plans"]:
        told = {"version": one["version"], "digest": grouped(one["digest"])}
        page.paper.text(words("plan", moment=words.moment(one["made_at"]), **told))
    page.table(
        ("step", "system", "counts", "when"),
        (
            [
                joined(words.code("steps", one["step"]), page.right_of(one)),
                joined(page.system(one["system"]) or words("none"), one["connector"]),
                _counts(page, one),
                words.moment(one["done_at"]),
            ]
            for one in page.pack["receipts"]
        ),
        "done_none",
    )


def _identifiers(page: Page, told: Json) -> str:
    group = "identifiers"
    return joined(
        *(f"{page.words.code(group, one['kind'])}: {one['value']}" for one in told[group] or [])
    )


def _found(page: Page, one: Json) -> str:
    if not one["exact"] and not one["candidates"]:
        return page.words("holds_nothing")
    key = "held_candidates" if one["candidates"] else "held"
    return page.words(key, exact=one["exact"], candidates=one["candidates"])


def _counts(page: Page, one: Json) -> str:
    titles = page.pack["data_map"].get(one["system"], {}).get("collections", {})
    return joined(
        *(
            f"{titles.get(name) or page.words.code('counts_known', name)}: {count}"
            for name, count in one["counts"].items()
        )
    )
