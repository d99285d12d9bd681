"""What a system is called in a letter."""

from typing import Any

from tasks.desk import Desk


def title_of(at: Desk, system: str, language: str) -> str:
    """Return the title of a system in a language, else in English; its name if it is gone."""
    if system not in at.systems:
        return system
    titles: dict[str, Any] = at.systems[system].title
    return str(titles.get(language, titles["en"]))
