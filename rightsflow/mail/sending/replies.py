"""What a mail server's answers mean for the letter: codes only, for its words name people."""

import ssl

import aiosmtplib

from rightsflow.errors import Misconfigured, RightsflowError
from rightsflow.mail.sending.account import account_fault
from rightsflow.mail.sending.codes import codes, is_final, is_passing
from rightsflow.mail.sending.port import Deferred, Rejected, Unclear
from rightsflow.mail.sending.throttling import over_daily_limit, wait_s

_LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""Refusals of the account, not of the letter (RFC 4954 6)."""


def letter_fault(error: Exception, host: str, *, handing_over: bool) -> RightsflowError:
    """Sort what went wrong with a letter; `handing_over` once DATA has been sent."""
    return (
        account_fault(error, host)
        or _answered_fault(error, host)
        or _unanswered_fault(error, host, handing_over=handing_over)
    )


def _answered_fault(error: Exception, host: str) -> RightsflowError | None:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = f"The mail server {host} answered {codes(error.code, error.message)}"
        if error.code in _LOGIN_WANTED:
            return Misconfigured(f"{said}: it wants a login. Set username and password.")
        if is_passing(error.code) or over_daily_limit(error.message):
            patience = wait_s(error.code, error.message)
            problem = f"{said}: it does not take the {_refused(error)} now."
            return Deferred(problem, wait_s=patience)
        if is_final(error.code):
            return Rejected(f"{said}: it refused the {_refused(error)}.")
    return None


def _unanswered_fault(error: Exception, host: str, *, handing_over: bool) -> RightsflowError:
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
    account = account_fault(error, host)
    if account is not None:
        return account
    if isinstance(error, aiosmtplib.SMTPAuthenticationError) and not is_passing(error.code):
        return Misconfigured(
            f"The mail server {host} refused the login. Check username and password, and "
            "whether the server allows logins by password; if it does not, set auth instead."
        )
    if type(error) in {aiosmtplib.SMTPException, aiosmtplib.SMTPNotSupported}:
        return Misconfigured(
            f"The mail server {host}:{port} offers no STARTTLS or no login by password. "
            "Check port and security."
        )
    if isinstance(error, ValueError):
        return Misconfigured(f"The account at {host} cannot be written in SMTP. Check its fields.")
    patience = 0.0
    if isinstance(error, aiosmtplib.SMTPResponseException):
        patience = wait_s(error.code, error.message)
    return Deferred(
        f"The mail server {host}:{port} did not answer as it should. Check that it runs, that "
        "host, port and security are right, and the network.",
        wait_s=patience,
    )


def _refused(error: aiosmtplib.SMTPResponseException) -> str:
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return "sender"
    return "recipient" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else "letter"
