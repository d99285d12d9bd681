"""What a message narrows its requests to: the purposes that it names beside its rights."""

from collections.abc import Mapping

from rightsflow.datamap.model import SystemMap
from rightsflow.datamap.named import REACHED, purposes_in
from rightsflow.law.right import Right
from rightsflow.mail.reading.model import Reading
from rightsflow.mail.reading.sentences import sentences, title_sentence


def purposes_named(
    reading: Reading, systems: Mapping[str, SystemMap]
) -> dict[Right, tuple[str, ...]]:
    """Return the purposes that a message names, by right; a right without any means all.

    An objection to direct marketing ends all of it (Article 21(3) GDPR): none is named for it.
    """
    written = [title_sentence(reading.subject_line), *sentences(reading.body_text)]
    narrowed = {}
    for right in REACHED:
        if right is Right.objection and reading.marketing:
            continue
        spans = [one.span for one in reading.evidence if one.right is right]
        asking = [one.folded for one in written if any(span in one.text for span in spans)]
        if named := purposes_in(asking, right, systems):
            narrowed[right] = named
    return narrowed
