"""A mail server refuses a token that the token server gave: which permission is missing."""

from typing import Final, Literal

from pydantic import SecretStr

from rightsflow.errors import Misconfigured
from rightsflow.oauth.account import Account
from rightsflow.oauth.xoauth2 import permissions

Service = Literal["IMAP", "SMTP"]

_ROLE: Final[dict[Service, str]] = {"IMAP": "IMAP.AccessAsApp", "SMTP": "SMTP.SendAsApp"}
_SCOPE: Final[dict[Service, str]] = {"IMAP": "IMAP.AccessAsUser.All", "SMTP": "SMTP.Send"}
_SWITCH: Final[dict[Service, str]] = {
    "IMAP": "Set-CASMailbox MAILBOX -ImapEnabled $true.",
    "SMTP": "Set-CASMailbox MAILBOX -SmtpClientAuthenticationDisabled $false.",
}
_END: Final = {True: ".", False: ", and let the owner agree again."}


class TokenRefused(Misconfigured):
    """The mail server refuses an access token, a renewed one, too."""


def refused(account: Account, service: Service, token: SecretStr, said: str) -> TokenRefused:
    """Return the error with its remedy; `said` is the server's code, such as 401 or 535 5.7.3.

    What the token says of itself tells a missing permission of the app from a missing right
    to the mailbox.
    """
    code = f" ({said})" if said else ""
    start = f"The {service} server refused the access token{code}"
    if account.provider == "microsoft":
        return TokenRefused(f"{start}: {_microsoft(account, service, token)}")
    if account.provider == "google":
        return TokenRefused(
            f"{start}: the token is not for this username, its scope is not "
            f"https://mail.google.com/, or {service} is switched off for the mailbox. Let the "
            "owner of exactly this mailbox agree to that scope; for Workspace, allow the app "
            "under Security > API controls."
        )
    return TokenRefused(
        f"{start}: it is for another user than username, or its scope does not cover {service}. "
        "Check username, scope and client_id at the token server."
    )


def _microsoft(account: Account, service: Service, token: SecretStr) -> str:
    own_name = account.grant == "client_credentials"
    wanted = (_ROLE if own_name else _SCOPE)[service]
    named = permissions(token)
    if named is not None and wanted not in named:
        kind, where = ("application", "roles") if own_name else ("delegated", "scp")
        return (
            f"{wanted} is missing in its {where}. In the app registration choose API permissions "
            f"> Add > APIs my organization uses > Office 365 Exchange Online, add the {kind} "
            f"permission {wanted}, then Grant admin consent" + _END[own_name]
        )
    if not own_name:
        return (
            "the account that agreed is not the mailbox in username and has no right to it, or "
            f"{service} is switched off for it: {_SWITCH[service]}"
        )
    return (
        "the app is not let into this mailbox. In Exchange Online PowerShell: "
        "New-ServicePrincipal -AppId CLIENT_ID -ObjectId OBJECT_ID (that of the enterprise "
        "application), then Add-MailboxPermission -Identity MAILBOX -User OBJECT_ID "
        f"-AccessRights FullAccess; or {service} is switched off for it: {_SWITCH[service]}"
    )
