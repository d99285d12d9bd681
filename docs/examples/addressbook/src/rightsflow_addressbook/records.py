"""Which collection an entry of the system belongs to, what it is called, what it hangs below."""

from collections.abc import Mapping

PEOPLE, NOTES = "people", "notes"
"""The collections: people, and notes that hang below them."""

PARENT = "person_id"
"""The column by which a note says whose it is; people have none."""


def collection_of(entry: Mapping[str, object]) -> str:
    """Return the collection of an entry."""
    return NOTES if PARENT in entry else PEOPLE


def record_of(entry: Mapping[str, object]) -> str:
    """Return the name of a record: collection and key, nothing personal, and no position."""
    return f"{collection_of(entry)}:{entry['id']}"


def root_of(entry: Mapping[str, object]) -> str:
    """Return the person that an entry hangs below; for a person the record itself."""
    return f"{PEOPLE}:{entry.get(PARENT, entry['id'])}"
