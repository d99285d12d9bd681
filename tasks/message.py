"""A message on its way into the register."""

from dataclasses import dataclass

from rightsflow.law.reception import Reception
from rightsflow.mail.reading.model import Reading
from rightsflow.register.messages import StoredMessage
from rightsflow.register.written import Known


@dataclass(frozen=True, slots=True)
class Message:
    """A message with all that is known of it: where it lies, what it says, what it does."""

    stored: StoredMessage
    digest: str
    reading: Reading
    key: bytes
    letter: Known | None = None
    reception: Reception = Reception.nothing
    rule: str = ""
