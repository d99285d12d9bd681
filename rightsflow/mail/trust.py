"""What our own receiving server says of a sender: the only voice that is believed.

Sources: RFC 8601 section 5 (fields of other servers are ignored), RFC 7489 (DMARC).
"""

from collections.abc import Collection

from rightsflow.canonical import domain_of
from rightsflow.law.identity import Authentication
from rightsflow.mail.reading.model import Reading

_BY_RESULT = {"pass": Authentication.passed, "fail": Authentication.failed}


def may_answer(reading: Reading, authentication: Authentication) -> bool:
    """Say whether a machine may answer the From address of this message.

    The message itself must allow it (RFC 3834); and where the domain is not authentic, From
    and Return-Path must name the same one: else the answer might go to a bystander.
    """
    if not reading.may_auto_answer or reading.sender is None:
        return False
    if authentication is Authentication.passed or reading.return_path is None:
        return authentication is not Authentication.failed
    domain = domain_of(reading.return_path.strip("<> ")).lower()
    return authentication is not Authentication.failed and domain == domain_of(reading.sender)


def authentication_of(reading: Reading, authserv_ids: Collection[str]) -> Authentication:
    """Return the verdict on the single From address; `unknown` without a clear one.

    Only the topmost field counts, and only if one of our servers has written it: whatever
    stands below came in with the message.
    """
    if reading.sender is None:
        return Authentication.unknown
    ours = {one.lower() for one in authserv_ids}
    domain = domain_of(reading.sender)
    for result in reading.authentication:
        if result.field != 0 or result.authserv_id not in ours or result.method != "dmarc":
            continue
        verdict = _BY_RESULT.get(result.result, Authentication.unknown)
        aligned = result.properties.get("header.from", "").lower().strip(".") == domain
        if verdict is Authentication.passed and not aligned:
            return Authentication.unknown
        return verdict
    return Authentication.unknown
