"""A confined process that reads letters and documents: `python -m rightsflow.texts.child`."""

import json
from collections.abc import Callable

from rightsflow.confined.serving import Allowance, serve
from rightsflow.texts import limits
from rightsflow.texts.documents import read_document
from rightsflow.texts.letter import letter_in
from rightsflow.texts.wire import DOCUMENT, SEARCHED

_WARM_UP = b"From: a@example.com\n\n<p>text</p>\n"


def _prepare(_: bytes) -> Callable[[bytes], bytes]:
    letter_in(_WARM_UP)
    return _answer


def _answer(question: bytes) -> bytes:
    kind, content = question[:1], question[1:]
    if kind == DOCUMENT:
        suffix, _, raw = content.partition(b"\0")
        reading = read_document(suffix.decode("utf-8", "replace"), raw)
        told: dict[str, object] = {"state": reading.state, "text": reading.text}
    else:
        letter = letter_in(content, all_forms=kind == SEARCHED)
        told = {"flaws": letter.flaws, "text": letter.text, "attached": letter.attached}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    serve(_prepare, Allowance(limits.MEMORY_BYTES, limits.SECONDS))
