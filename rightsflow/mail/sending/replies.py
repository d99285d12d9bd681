"""What a mail server's answers mean for the letter: codes only, for its words name people."""

import re
import ssl

import aiosmtplib

from rightsflow.errors import Misconfigured, RightsflowError
from rightsflow.mail.sending.port import Deferred, Rejected, Unclear

_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?=\s|$)")
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""Refusals of the account, not of the letter (RFC 4954 6)."""


def codes(code: int, text: str) -> str:
    """Return the reply code and, if there is one, the enhanced status code (RFC 3463)."""
    enhanced = _ENHANCED.match(text.strip())
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def letter_fault(error: Exception, host: str, *, handing_over: bool) -> RightsflowError:
    """Sort what went wrong with a letter; `handing_over` once DATA has been sent."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"The mail server {host} answered {codes(error.code, error.message)}"
        if error.code in _LOGIN_WANTED:
            return Misconfigured(f"{said}: it wants a login. Set username and password.")
        if _is_passing(error.code):
            return Deferred(f"{said}: it does not take the {_refused(error)} now.")
        if _is_final(error.code):
            return Rejected(f"{said}: it refused the {_refused(error)}.")
    if handing_over:
        return Unclear()
    if isinstance(error, (ValueError, aiosmtplib.SMTPNotSupported)):
        return Rejected(f"The mail server {host} cannot be given this address.")
    return Deferred(f"The mail server {host} closed the connection or was silent.")


def connection_fault(error: Exception, host: str, port: int) -> RightsflowError:
    """Sort what went wrong before any letter was announced."""
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Misconfigured(
            f"The certificate of the mail server {host} was not accepted: "
            f"{cause.verify_message}. Set cafile to the authority that signed it."
        )
    if isinstance(error, aiosmtplib.SMTPAuthenticationError) and not _is_passing(error.code):
        return Misconfigured(
            f"The mail server {host} refused the login. Check username and password, and "
            "whether the server allows logins by password."
        )
    if type(error) in {aiosmtplib.SMTPException, aiosmtplib.SMTPNotSupported}:
        return Misconfigured(
            f"The mail server {host}:{port} offers no STARTTLS or no login by password. "
            "Check port and security."
        )
    if isinstance(error, ValueError):
        return Misconfigured(f"The account at {host} cannot be written in SMTP. Check its fields.")
    return Deferred(
        f"The mail server {host}:{port} did not answer as it should. Check that it runs, that "
        "host, port and security are right, and the network."
    )


def _refused(error: aiosmtplib.SMTPResponseException) -> str:
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return "sender"
    return "recipient" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else "letter"


def _is_passing(code: int) -> bool:
    return code // 100 == 4  # noqa: PLR2004 - RFC 5321 4.2.1: 4yz is transient


def _is_final(code: int) -> bool:
    return code // 100 == 5  # noqa: PLR2004 - RFC 5321 4.2.1: 5yz is permanent
