"""A message parsed within limits: the parser is stopped when it meets what costs too much.

What the standard library makes of a message is looked at while it is made. Afterwards would be
too late: 100,000 empty blocks of a delivery report, 200 kB, cost it more than ten seconds.
"""

import re
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32, compat32
from itertools import count
from typing import Any, Final

from rightsflow.mime import limits
from rightsflow.mime.flaw import Flaw

_FAULTY: Final = (LookupError, TypeError, ValueError)
"""What the standard library raises for parameters that contradict one another (RFC 2231)."""

_NAMES: Final = ("filename", "name")
_NOT_ASCII: Final = re.compile("[^\\x00-\\x7f]")
_SOME_NAME: Final = "?"
"""Stands for a file name that cannot be decoded: a part that has one is attached."""


class Unreadable(ValueError):  # noqa: N818 - named by what is wrong
    """The message is beyond a limit, or is no message; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        """Keep the flaw; nothing of the message."""
        self.flaw = flaw
        super().__init__(flaw)


class BoundedMessage(Message):
    """A message, or a part of one, whose header is within the limits and never fails."""

    _payload: Any
    """What the library keeps, and types as little."""

    def set_raw(self, name: str, value: Any) -> None:  # noqa: ANN401 - as in the library
        """Add a field as it is met; raises Unreadable beyond a limit."""
        is_too_long = len(value) > limits.HEADER_BYTES or (
            name.lower().startswith("content-") and value.count(";") > limits.PARAMETERS
        )
        if is_too_long or len(self) >= limits.HEADER_FIELDS:
            raise Unreadable(Flaw.header_too_large)
        super().set_raw(name, value)

    def get_payload(self, i: int | None = None, decode: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - as in the library
        """Return the parts or the content; what is not decoded has ASCII letters only.

        The library would decode it in the declared charset, whatever that is and costs.
        """
        payload = self._payload
        if decode or not isinstance(payload, str) or payload.isascii():
            return super().get_payload(i, decode)  # type: ignore[call-overload]
        return _NOT_ASCII.sub("\ufffd", payload)

    def get_param(
        self,
        param: str,
        failobj: Any = None,  # noqa: ANN401 - as in the library
        header: str = "content-type",
        unquote: bool = True,  # noqa: FBT001, FBT002 - as in the library
    ) -> Any:  # noqa: ANN401 - as in the library
        """Return a parameter; as if it were missing where it cannot be decoded.

        A file name that cannot be decoded is still one.
        """
        try:
            return super().get_param(param, failobj, header, unquote)
        except _FAULTY:
            is_named = param in _NAMES and "name" in str(self.get(header, "")).lower()
            return _SOME_NAME if is_named else failobj

    def get_boundary(self, failobj: Any = None) -> Any:  # noqa: ANN401 - as in the library
        """Return the boundary; as if it were missing where it cannot be decoded."""
        try:
            return super().get_boundary(failobj)
        except _FAULTY:
            return failobj

    def get_filename(self, failobj: Any = None) -> Any:  # noqa: ANN401 - as in the library
        """Return the file name; one that cannot be decoded is still one."""
        try:
            return super().get_filename(failobj)
        except _FAULTY:
            return _SOME_NAME


def parse(raw: bytes) -> Message:
    """Return the parsed message; raises Unreadable beyond a limit."""
    number = count()

    def make(policy: Compat32 = compat32) -> BoundedMessage:
        if next(number) > limits.BLOCKS:
            raise Unreadable(Flaw.too_many_parts)
        return BoundedMessage(policy=policy)

    try:
        return BytesParser(make, policy=compat32).parsebytes(raw)
    except Unreadable:
        raise
    except (RecursionError, MessageError, *_FAULTY) as problem:
        raise Unreadable(Flaw.parser_failed) from problem


def parse_header(head: bytes) -> list[tuple[str, Any]]:
    """Return the fields of a header, cut at the limits."""
    message = BytesParser(policy=compat32).parsebytes(head + b"\n\n", headersonly=True)
    return list(message.raw_items())[: limits.HEADER_FIELDS]
