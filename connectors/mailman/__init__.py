"""GNU Mailman 3: mailing lists, who is on them, and what waits for a moderator."""

from connectors.mailman.kind import CONNECTOR

__all__ = ["CONNECTOR"]
