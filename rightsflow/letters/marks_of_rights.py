"""Which words an answer to a mix of rights must contain, so that nothing of it can be lost."""

from collections.abc import Iterator

from rightsflow.law.ground import Treatment
from rightsflow.letters.context import RightsReply
from rightsflow.letters.render import one_line
from rightsflow.letters.words import Words, words


def due_in(it: RightsReply) -> Iterator[str]:
    """Yield provisions, days and names: why, until when, where, and who was told."""
    spoken = words(it.frame.language)
    if it.negative:
        yield from spoken.marks("reasons")
    if it.copy and it.copy.withheld:
        yield from spoken.marks("withheld")
    yield from (spoken.article(part.article) for part in it.withheld)
    for answer in it.answers:
        yield from (spoken.article(part.article) for part in answer.refused)
        yield from (one_line(place) for part in answer.refused for _, place in part.stays)
        days = [answer.resumes_on or answer.review_on]
        yield from (spoken.day(day) for day in days if day)
    yield from _parts(it, spoken)
    if it.names_recipients:
        unnamed = spoken.name("recipients", "unnamed")
        yield from (one_line(one.name) or unnamed for one in it.told)
    if it.export:
        yield it.export.sha256


def written_in(it: RightsReply) -> Iterator[str]:
    """Yield what a person wrote for it."""
    yield from (part.reason for part in it.withheld)
    yield from (one.why for one in it.told)
    for answer in it.answers:
        yield answer.text
        yield from (text for part in answer.refused for _, text in part.said)


def corrected(it: RightsReply) -> tuple[str, ...]:
    """Return the lines that repeat what the person gave: fields with their old and new values."""
    spoken = words(it.frame.language)
    return tuple(
        spoken.change(change.title, change.old, change.new)
        for part in it.all_parts()
        for change in part.changes
    )


def _parts(it: RightsReply, spoken: Words) -> Iterator[str]:
    for part in it.all_parts():
        if part.treatment is not Treatment.disclose:
            yield one_line(part.system)
        yield from (spoken.day(day) for day in (part.on, part.by_person_on) if day)
        for kept in part.kept:
            yield spoken.article(kept.article)
            yield spoken.day(kept.until_on) if kept.until_on else one_line(kept.criteria)
