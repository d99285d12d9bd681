"""Which question of ours a reminder repeats: told by the key that queues it once for a case."""

_MARK = ":reminder:"


def reminder_once(question: str) -> str:
    """Return what, after the number of its case, queues the reminder of a question only once."""
    return _MARK.removeprefix(":") + question


def question_reminded(once: str | None) -> str:
    """Return the question that a queued letter repeats; nothing if it is no reminder."""
    return (once or "").partition(_MARK)[2]
