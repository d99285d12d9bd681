"""What systems and their fields are called in letters and mails."""

from collections.abc import Mapping

from tasks.desk import Desk


def title_of(at: Desk, system: str, language: str) -> str:
    """Return the title of a system in a language, else in English; its name if it is gone."""
    if system not in at.systems:
        return system
    return in_language(at.systems[system].title, language)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text of the data map in a language, else in English."""
    return texts.get(language, texts["en"])


def place_title(at: Desk, system: str, place: str, language: str) -> str:
    """Return what a place is called that a system names: `collection`, `collection.field`.

    What the data map does not know is told as the system names it.
    """
    collection, _, column = place.partition(".")
    of = at.systems[system].collections if system in at.systems else {}
    if collection not in of:
        return place
    about = of[collection]
    parts = [about.title, *([about.fields[column].title] if column in about.fields else [])]
    return ", ".join(in_language(one, language) for one in parts)


def collection_title(at: Desk, system: str, collection: str) -> str:
    """Return what a collection is called by our own people; its name if it is gone."""
    of = at.systems[system].collections if system in at.systems else {}
    if collection not in of:
        return collection
    return in_language(of[collection].title, at.staff_language)


def field_title(at: Desk, system: str, collection: str, column: str) -> str:
    """Return what a field is, and where, in the language of our own people.

    What the data map does not describe, such as the document of a record, is told by where it is.
    """
    of = at.systems[system]
    about = of.collections[collection]
    where = [in_language(one, at.staff_language) for one in (of.title, about.title)]
    field = about.fields.get(column)
    if field is None:
        return ", ".join(where)
    return f"{in_language(field.title, at.staff_language)} ({', '.join(where)})"
