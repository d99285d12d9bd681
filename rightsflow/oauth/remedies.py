"""What is missing, and what to do: tables of the codes that token servers answer with.

Sources: RFC 6749 5.2; Microsoft Entra "authentication and authorization error codes"; "Authenticate
an IMAP, POP or SMTP connection using OAuth"; "Using OAuth 2.0 to Access Google APIs".
"""

from typing import Final

from rightsflow.oauth.account import Grant

Said = tuple[str, str]
"""What is wrong, and what to do about it."""

_VALUE: Final = "Check that the secret holds the value, not the ID, of a client secret of this app"
_ID: Final = "Check client_id (Application ID of the app registration) and tenant (Directory ID)"
_AGAIN: Final = "Let the mailbox's owner agree once more and give the new refresh_token"
_CONSENT: Final = (
    "In the app registration under API permissions add the permission of Office 365 Exchange "
    "Online, then choose Grant admin consent"
)
_MAKE_ANEW: Final = (
    "Make a new one under Certificates & secrets, and put its value where client_secret names"
)
_SCOPE: Final = "Check scope; for client_credentials it is https://outlook.office365.com/.default"
OTHERWISE: Final = "Check token_url, client_id, client_secret, scope and grant."

ENTRA: Final[dict[int, Said]] = {
    50034: ("the user is not in this directory", "Check tenant and whose refresh_token it is."),
    50053: ("the account is locked", "Unlock it in Microsoft Entra."),
    50057: ("the user account is disabled", "Enable it, or let another one agree."),
    50076: ("a second factor is asked for", f"{_AGAIN}."),
    50079: ("a second factor must be set up first", f"Set it up. {_AGAIN}."),
    50173: ("the consent ended with a password change or a revocation", f"{_AGAIN}."),
    53003: (
        "a Conditional Access policy forbids it",
        "Exempt this app, or this machine's address, from the policy.",
    ),
    65001: ("nobody has agreed that the app may do this", f"{_CONSENT}."),
    70000: ("the grant is not valid any more", f"{_AGAIN}."),
    70008: ("the grant has expired", f"{_AGAIN}."),
    70011: ("the scope is not valid", f"{_SCOPE}."),
    500011: ("the scope names a service that this tenant does not have", f"{_SCOPE}."),
    700016: ("this tenant does not know the app", f"{_ID}."),
    700082: ("the refresh token was not used for too long", f"{_AGAIN}."),
    900023: ("tenant is neither an ID nor a domain", f"{_ID}."),
    90002: ("there is no such tenant", f"{_ID}."),
    1002012: ("this scope does not go with client_credentials", f"{_SCOPE}."),
    7000112: ("the app is disabled in this tenant", "Enable its enterprise application."),
    7000215: ("the client secret is wrong", f"{_VALUE}."),
    7000218: ("the app wants a client secret", f"{_MAKE_ANEW}."),
    7000222: ("the client secret has expired", f"{_MAKE_ANEW}."),
}
"""Microsoft's codes; the numbers alone are shown, never its text, which names the tenant."""

ENTRA_PASSING: Final = frozenset({50196, 90024, 90033, 90055})
"""Asked in a loop, over budget, away for a moment, tenant throttled."""

_CLIENT = ("the client is not known by this id and secret", "Check client_id and client_secret.")
_UNAUTHORIZED = (
    "the client may not use this grant",
    "Allow the grant for the client at the token server, or set another grant.",
)
_BAD_SCOPE = ("the scope is unknown or may not be had", "Check scope.")
_REQUEST = ("something is missing in what was asked", OTHERWISE)
_UNSUPPORTED = ("the token server does not know the grant", "Set the other grant.")

OAUTH: Final[dict[str, dict[Grant, Said]]] = {
    "invalid_client": {"client_credentials": _CLIENT, "refresh_token": _CLIENT},
    "invalid_grant": {
        "client_credentials": ("the client may have no token", "Check client_id and grant."),
        "refresh_token": ("the refresh token is expired, revoked or another's", f"{_AGAIN}."),
    },
    "unauthorized_client": {"client_credentials": _UNAUTHORIZED, "refresh_token": _UNAUTHORIZED},
    "invalid_scope": {"client_credentials": _BAD_SCOPE, "refresh_token": _BAD_SCOPE},
    "invalid_request": {"client_credentials": _REQUEST, "refresh_token": _REQUEST},
    "unsupported_grant_type": {"client_credentials": _UNSUPPORTED, "refresh_token": _UNSUPPORTED},
}
