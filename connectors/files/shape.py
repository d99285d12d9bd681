"""What the data map has to say of documents that no record refers to."""

from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured

FIELDS = frozenset({"path", "size_bytes", "modified_at"})
"""What is told of a document besides the document itself."""


def without_loose(system: SystemMap, name: str | None) -> SystemMap:
    """Return the map of the index alone.

    Raises `Misconfigured` if the collection of loose documents has not their shape.
    """
    if name is None:
        return system
    collection = system.collections.get(name)
    if (
        collection is None
        or not collection.identity
        or collection.document != "path"
        or not collection.document_may_name_others
        or not {"path"} <= collection.fields.keys() <= FIELDS
    ):
        message = (
            f"The collection {name} of {system.system} (loose) needs identity, document: path, "
            f"document_may_name_others: true, and of fields path, size_bytes, modified_at."
        )
        raise Misconfigured(message)
    rest = {key: one for key, one in system.collections.items() if key != name}
    return system.model_copy(update={"collections": rest})
