"""What a mail server says of an account that may not send, and what to do about it."""

import re
from typing import Final

import aiosmtplib

from rightsflow.errors import Misconfigured
from rightsflow.mail.sending.codes import codes, is_final

_NOT_AS_US: Final = (
    "this login may not send as controller.email. In Exchange Online PowerShell: "
    "Add-RecipientPermission -Identity MAILBOX -Trustee OBJECT_ID -AccessRights SendAs."
)
_ACCOUNT: Final[dict[str, str]] = {
    "SmtpClientAuthentication is disabled for the Tenant": (
        "logins for sending are switched off for the whole organisation. In Exchange Online "
        "PowerShell: Set-CASMailbox MAILBOX -SmtpClientAuthenticationDisabled $false (for this "
        "mailbox alone)."
    ),
    "SmtpClientAuthentication is disabled for the Mailbox": (
        "logins for sending are switched off for this mailbox. In Exchange Online PowerShell: "
        "Set-CASMailbox MAILBOX -SmtpClientAuthenticationDisabled $false."
    ),
    "5.7.139": (
        "basic logins are switched off, or a policy forbids this one. Set auth instead of "
        "password, and in Exchange Online PowerShell: Set-CASMailbox MAILBOX "
        "-SmtpClientAuthenticationDisabled $false."
    ),
    "5.7.57": (
        "it wants a login before it takes letters. Set username with auth or password, and "
        "host to smtp.office365.com, port 587."
    ),
    "5.7.60": _NOT_AS_US,
    "SendAsDenied": _NOT_AS_US,
}
"""What Exchange Online says of an account that may not send, and what to do about it."""


def account_fault(error: Exception, host: str) -> Misconfigured | None:
    """Return what is missing if the server says that the account may not send, else None."""
    if not isinstance(error, aiosmtplib.SMTPResponseException) or not is_final(error.code):
        return None
    for words, remedy in _ACCOUNT.items():
        if re.search(rf"(?<![\d.]){re.escape(words)}(?!\d)", error.message, re.IGNORECASE):
            said = f"The mail server {host} answered {codes(error.code, error.message)}"
            return Misconfigured(f"{said}: {remedy}")
    return None
