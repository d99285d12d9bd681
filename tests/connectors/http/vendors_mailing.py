"""Answers of mailing services, written from their documentation: doubles, not the vendors."""

import hashlib

from tests.connectors.http.vendor import PEOPLE, Row, Vendor, deep
from tests.rightsflow.web.serving import Asked, Reply


class Mailchimp(Vendor):
    """Marketing API 3.0: search-members, lists/{id}/members, delete-permanent, notes."""

    def __init__(self) -> None:
        super().__init__()
        for number, (email, name) in enumerate(PEOPLE.items()):
            first, last = name.split()
            key = hashlib.md5(email.lower().encode()).hexdigest()  # noqa: S324 - the vendor's id
            self.people[f"c0{number}"] = {
                "id": key, "email_address": email, "contact_id": f"c0{number}",
                "full_name": name, "status": "subscribed", "ip_signup": "", "list_id": "L1",
                "merge_fields": {"FNAME": first, "LNAME": last}, "timestamp_signup": "",
                "ip_opt": "203.0.113.7", "timestamp_opt": "2026-01-01T00:00:00+00:00",
                "member_rating": 2, "stats": {"avg_open_rate": 0.5, "avg_click_rate": 0},
                "location": {"latitude": 0, "longitude": 0}, "tags": [{"id": 1, "name": "vip"}],
            }  # fmt: skip
            self.notes[str(100 + number)] = {
                "id": 100 + number, "created_at": "2026-01-01", "created_by": "Ola",
                "note": "Called", "list_id": "L1", "email_id": key, "of": f"c0{number}",
            }  # fmt: skip

    def answer(  # noqa: PLR0911 - a table of routes
        self, asked: Asked, parts: list[str], body: Row
    ) -> Reply | None:
        """Answer as the reference says; a page is what `offset` and `count` name."""
        match [asked.method, *parts]:
            case ["GET", "search-members"]:
                small = asked.query["query"].lower()
                found = [
                    one for one in self.people.values() if one["email_address"].lower() == small
                ]
                exact = {"members": found, "total_items": len(found)}
                return Reply(body={"exact_matches": exact, "full_search": exact})
            case ["GET", "lists", "L1", "members"]:
                return self._page(asked, "members", list(self.people.values()))
            case ["GET", "lists", "L1", "members", key] if key in self.people:
                return Reply(body=self.people[key])
            case ["PATCH", "lists", "L1", "members", key] if key in self.people:
                return Reply(body=deep(self.people[key], body))
            case ["POST", "lists", "L1", "members", md5, "actions", "delete-permanent"]:
                keys = [key for key, one in self.people.items() if one["id"] == md5]
                return self.removed(keys[0]) if keys else None
            case ["GET", "lists", "L1", "members", key, "notes"] if key in self.people:
                return self._page(
                    asked, "notes", [one for one in self.notes.values() if one["of"] == key]
                )
            case ["DELETE", "lists", "L1", "members", _, "notes", note]:
                return Reply(204, "") if self.notes.pop(note, None) else None
            case _:
                return None

    def _page(self, asked: Asked, name: str, rows: list[Row]) -> Reply:
        start, size = int(asked.query["offset"]), int(asked.query["count"])
        return Reply(body={name: rows[start : start + size], "total_items": len(rows)})


class MailerLite(Vendor):
    """subscribers by id or address, cursors, forget."""

    def __init__(self) -> None:
        super().__init__()
        for number, (email, name) in enumerate(PEOPLE.items(), start=31):
            first, last = name.split()
            fields = {
                "name": first,
                "last_name": last,
                "phone": None,
                "company": None,
                "city": None,
            }
            self.people[str(number)] = {
                "id": str(number), "email": email, "status": "active", "source": "api", "sent": 0,
                "opens_count": 0, "clicks_count": 0, "ip_address": None, "opted_in_at": None,
                "subscribed_at": "2026-01-01 00:00:00", "unsubscribed_at": None,
                "optin_ip": None, "fields": fields,
            }  # fmt: skip

    def answer(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        """Answer as the reference says."""
        rows = list(self.people.values())
        if parts == ["subscribers"]:
            start = int(asked.query.get("cursor", 0))
            cursor = str(start + 1) if start + 1 < len(rows) else None
            return Reply(body={"data": rows[start : start + 1], "meta": {"next_cursor": cursor}})
        named = [one for one in rows if parts[1].lower() in {one["id"], one["email"].lower()}]
        if not named:
            return None
        if asked.method == "PUT":
            deep(named[0], body)
        if parts[2:] == ["forget"]:
            del self.people[named[0]["id"]]
        return Reply(body={"data": named[0]})


class GetResponse(Vendor):
    """contacts by pattern, pages by number."""

    def __init__(self) -> None:
        super().__init__()
        for number, (email, name) in enumerate(PEOPLE.items()):
            self.people[f"V{number}"] = {
                "contactId": f"V{number}", "name": name, "email": email, "origin": "api",
                "campaign": {"campaignId": "C", "name": "news"}, "timeZone": "Europe/Warsaw",
                "createdOn": "2026-01-01T00:00:00+0000", "ipAddress": "203.0.113.7",
                "customFieldValues": [{"customFieldId": "n", "value": ["white"]}],
            }  # fmt: skip

    def answer(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        """Answer as the reference says."""
        if parts == ["contacts"]:
            sought, size = asked.query.get("query[email]", "").lower(), int(asked.query["perPage"])
            rows = [one for one in self.people.values() if sought in one["email"].lower()]
            start = (int(asked.query["page"]) - 1) * size
            return Reply(body=rows[start : start + size])
        if parts[1] not in self.people:
            return None
        if asked.method == "DELETE":
            return self.removed(parts[1])
        if asked.method == "POST":
            deep(self.people[parts[1]], body)
        return Reply(body=self.people[parts[1]])
