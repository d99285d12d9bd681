"""What reading a message yields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from rightsflow.law.reception import ReplyWord
from rightsflow.law.right import Right
from rightsflow.law.subject import Identifier, IdentifierKind
from rightsflow.mail.reading.attached import AttachmentInfo, ScanSign


class Kind(StrEnum):
    """What a message is."""

    request = "request"
    follow_up = "follow_up"
    bounce = "bounce"
    auto_reply = "auto_reply"
    not_a_request = "not_a_request"
    authority = "authority"
    unreadable = "unreadable"


class PersonReason(StrEnum):
    """Why a person has to look at a message."""

    attached_message = "attached_message"
    attachment_only = "attachment_only"
    authority = "authority"
    breach_report = "breach_report"
    complaint = "complaint"
    e_delivery = "e_delivery"
    employee_document = "employee_document"
    empty = "empty"
    encrypted = "encrypted"
    encrypted_pgp = "encrypted_pgp"
    forwarded = "forwarded"
    header_repeated = "header_repeated"
    header_too_large = "header_too_large"
    html_too_large = "html_too_large"
    image_only = "image_only"
    locked_attachment = "locked_attachment"
    message_too_large = "message_too_large"
    minor = "minor"
    no_sender = "no_sender"
    opaque_signature = "opaque_signature"
    other_language = "other_language"
    outlook_item = "outlook_item"
    parser_died = "parser_died"
    parser_failed = "parser_failed"
    representative = "representative"
    request_attached = "request_attached"
    several_senders = "several_senders"
    text_and_html_differ = "text_and_html_differ"
    text_too_long = "text_too_long"
    tnef = "tnef"
    too_many_parts = "too_many_parts"
    unclear_request = "unclear_request"
    unknown_charset = "unknown_charset"


class Where(StrEnum):
    """Where in a message an identifier stands."""

    sender = "from"
    body = "body"
    signature = "signature"
    subject = "subject"


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier and where it stands; only `Where.sender` may be authenticated."""

    identifier: Identifier
    where: Where


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words by which a right was recognised, and the rule (`pl/erasure/asks`)."""

    right: Right
    span: str
    rule: str

    def __repr__(self) -> str:
        """Hide the words of the letter."""
        return f"Evidence({self.right}, {self.rule})"


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """One result of an Authentication-Results field (RFC 8601 2.2).

    `authserv_id` is None where the field names no server (Microsoft's form). `field` counts
    the fields of the message from 0, the topmost. Whom to believe is the reader's decision:
    anyone may write such a field.
    """

    authserv_id: str | None
    method: str
    result: str
    properties: Mapping[str, str]
    field: int = 0


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says: addresses failed for good, failed for now, and about what.

    `message_id` is the Message-ID of the returned message, or None. `statuses` are the codes
    of RFC 3463 in the order of the report (`5.1.1`). `addressed_to` are the addresses to which the
    report itself came: an envelope sender of ours names the letter that it is about.
    """

    permanent: tuple[str, ...]
    temporary: tuple[str, ...]
    statuses: tuple[str, ...]
    message_id: str | None
    addressed_to: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Hide the addresses."""
        return f"Bounce({len(self.permanent)} permanent, {len(self.temporary)} temporary)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One message, read. Everything in it was written by a stranger.

    `sender` is the canonical address of the only author, None where there is none or are
    several. `body_text` is what the writer wrote, with the body of a message passed on;
    `quoted_text` is what the writer answers to. `confirms` says whether the writer's own
    words clearly confirm (True) or deny (False) having asked, `reply_word` whether they clearly
    accept a fee or take the request back. `marketing` says that an objection or a withdrawal of
    consent is, at least also, about direct marketing (Article 21(2) and (3) GDPR).
    `passes_on`: a message stands in it, of which `body_text` has the body and not the header.
    `may_auto_answer` covers what the message itself shows (rules in `auto`); how often one
    address is answered is the caller's rule.
    """

    kind: Kind
    language: str = "other"
    rights: tuple[Right, ...] = ()
    identifiers: tuple[FoundIdentifier, ...] = ()
    may_auto_answer: bool = False
    why_not_auto: tuple[str, ...] = ()
    needs_person: tuple[PersonReason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sender: str | None = None
    sender_name: str = ""
    reply_to: str | None = None
    subject_line: str = ""
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date_header: str | None = None
    return_path: str | None = None
    authentication: tuple[AuthenticationResult, ...] = ()
    body_text: str = ""
    quoted_text: str = ""
    attachments: tuple[AttachmentInfo, ...] = ()
    confirms: bool | None = None
    reply_word: ReplyWord | None = None
    marketing: bool = False
    passes_on: bool = False
    bounce: Bounce | None = None

    def __repr__(self) -> str:
        """Say what it is, and nothing of what it says."""
        return f"Reading({self.kind}, {self.language}, {len(self.rights)} rights)"

    def to_json(self) -> str:
        """Return the whole reading as one line of JSON; it holds personal data."""
        return json.dumps(self, default=_plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Reading":
        """Return the reading that `to_json` wrote.

        Raises ValueError, KeyError or TypeError where the text is none.
        """
        stored: dict[str, Any] = json.loads(text)
        return cls(**{name: _FROM_PLAIN.get(name, _same)(value) for name, value in stored.items()})

    def public(self) -> dict[str, Any]:
        """Return what `rightsflow read --json` prints: the judgement, not the letter."""
        return {
            "kind": str(self.kind),
            "language": self.language,
            "rights": [str(right) for right in self.rights],
            "identifiers": [
                {"kind": str(i.identifier.kind), "value": i.identifier.value, "where": str(i.where)}
                for i in self.identifiers
            ],
            "may_auto_answer": self.may_auto_answer,
            "why_not_auto": list(self.why_not_auto),
            "needs_person": [str(reason) for reason in self.needs_person],
            "evidence": [
                {"right": str(e.right), "span": e.span, "rule": e.rule} for e in self.evidence
            ],
            "confirms": self.confirms,
            "reply_word": None if self.reply_word is None else str(self.reply_word),
            "marketing": self.marketing,
        }


def _plain(value: Any) -> dict[str, Any]:  # noqa: ANN401 - json hands over whatever it does not know
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _same(value: Any) -> Any:  # noqa: ANN401 - as stored
    return tuple(value) if isinstance(value, list) else value


def _identifier(value: dict[str, Any]) -> FoundIdentifier:
    inner = value["identifier"]
    return FoundIdentifier(
        Identifier(IdentifierKind(inner["kind"]), inner["value"]), Where(value["where"])
    )


def _attachment(row: dict[str, Any]) -> AttachmentInfo:
    sign = row.get("sign")
    return AttachmentInfo(row["size_bytes"], row["content_type"], sign and ScanSign(sign))


_FROM_PLAIN: dict[str, Any] = {
    "kind": Kind,
    "rights": lambda rows: tuple(map(Right, rows)),
    "identifiers": lambda rows: tuple(map(_identifier, rows)),
    "needs_person": lambda rows: tuple(map(PersonReason, rows)),
    "evidence": lambda rows: tuple(
        Evidence(Right(row["right"]), row["span"], row["rule"]) for row in rows
    ),
    "authentication": lambda rows: tuple(AuthenticationResult(**row) for row in rows),
    "attachments": lambda rows: tuple(map(_attachment, rows)),
    "reply_word": lambda word: word and ReplyWord(word),
    "bounce": lambda row: row and Bounce(**{name: _same(value) for name, value in row.items()}),
}
