"""Answers of CRM and recruitment systems, written from documentation: doubles, not the vendors."""

from tests.connectors.http.vendor import PEOPLE, Row, Vendor, deep
from tests.rightsflow.web.serving import Asked, Reply


class HubSpot(Vendor):
    """CRM API v3: search with IN, objects, gdpr-delete, notes by association."""

    def __init__(self) -> None:
        super().__init__()
        for number, (email, name) in enumerate(PEOPLE.items(), start=51):
            first, last = name.split()
            values = {
                "email": email.lower(), "firstname": first, "lastname": last, "phone": None,
                "company": "", "jobtitle": "", "hs_email_optout": None,
                "lifecyclestage": "lead", "createdate": "2026-01-01T00:00:00Z",
            }  # fmt: skip
            self.people[str(number)] = {
                "id": str(number), "properties": values, "archived": False,
            }  # fmt: skip
            body = {"hs_note_body": "Called", "hs_timestamp": "2026-01-01T00:00:00Z"}
            self.notes[str(number + 100)] = {
                "id": str(number + 100), "properties": body, "of": str(number), "archived": False,
            }  # fmt: skip

    def answer(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        """Answer as the reference says; what was deleted is a 404."""
        match [asked.method, *parts[4:]]:
            case ["POST", "search"] if parts[3] == "notes":
                wanted = body["filterGroups"][0]["filters"][0]["value"]
                rows = [one for one in self.notes.values() if one["of"] == wanted]
                return Reply(body={"total": len(rows), "results": rows})
            case ["POST", "search"]:
                wanted = body["filterGroups"][0]["filters"][0]["values"]
                rows = [one for one in self.people.values() if one["properties"]["email"] in wanted]
                return self._page(rows, int(body.get("after", 0)), total=len(rows))
            case ["POST", "gdpr-delete"]:
                return self.removed(body["objectId"])
            case ["GET"]:
                return self._page(list(self.people.values()), int(asked.query.get("after", 0)))
            case _:
                return self._one(asked, parts, body)

    def _one(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        table = self.notes if parts[3] == "notes" else self.people
        row = table.get(parts[4])
        if row is None:
            return None
        if asked.method == "PATCH":
            deep(row, body)
        if asked.method == "DELETE":
            del table[parts[4]]
            return Reply(204, "")
        return Reply(body=row)

    def _page(self, rows: list[Row], start: int, **told: int) -> Reply:
        """Give one record at a time, so that the cursor is followed."""
        more = {"next": {"after": str(start + 1)}} if start + 1 < len(rows) else None
        paging = {"paging": more} if more else {}
        return Reply(body={"results": rows[start : start + 1], **paging, **told})


class Pipedrive(Vendor):
    """API v2: search with items, cursors, persons that are only marked as deleted."""

    def __init__(self) -> None:
        super().__init__()
        for number, (email, name) in enumerate(PEOPLE.items(), start=1):
            phone = {"value": "600111222", "primary": True, "label": "work"}
            self.people[str(number)] = {
                "id": number, "name": name, "phones": [phone], "is_deleted": False,
                "emails": [{"value": email, "primary": True, "label": "work"}],
                "add_time": "2026-01-01T00:00:00Z", "update_time": "2026-01-01T00:00:00Z",
            }  # fmt: skip

    def answer(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        """Answer as the reference says."""
        there = [one for one in self.people.values() if not one["is_deleted"]]
        end = {"next_cursor": None}
        if parts == ["persons", "search"]:
            sought = asked.query["term"].lower()
            items = [
                {"result_score": 1, "item": {
                    "id": one["id"], "type": "person", "name": one["name"],
                    "emails": [each["value"] for each in one["emails"]], "phones": ["600111222"],
                }}
                for one in there
                if sought in {each["value"].lower() for each in one["emails"]}
            ]  # fmt: skip
            return Reply(body={"success": True, "data": {"items": items}, "additional_data": end})
        if parts == ["persons"]:
            return Reply(body={"success": True, "data": there, "additional_data": end})
        row = self.people.get(parts[1])
        if row is None:
            return None
        if asked.method == "PATCH":
            deep(row, body)
        if asked.method == "DELETE":
            row["is_deleted"] = True
        return Reply(body={"success": True, "data": row})


class Recruitee(Vendor):
    """candidates, all of them."""

    def __init__(self) -> None:
        super().__init__()
        for number, (email, name) in enumerate(PEOPLE.items(), start=9):
            self.people[str(number)] = {
                "id": number, "name": name, "emails": [email], "phones": [], "admin_id": 1,
                "placements": [{"offer_id": 3, "stage_id": 4}],
            }  # fmt: skip

    def answer(self, asked: Asked, parts: list[str], body: Row) -> Reply | None:
        """Answer as the reference says."""
        del body
        if len(parts) == 1:
            start, size = int(asked.query["offset"]), int(asked.query["limit"])
            return Reply(body={"candidates": list(self.people.values())[start : start + size]})
        row = self.people.get(parts[1])
        return Reply(body={"candidate": row}) if row else None
