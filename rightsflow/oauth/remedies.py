"""What is missing, and what to do: tables of the codes that token servers answer with.

A mailbox and a system are opened by tokens of the same servers; what to do differs in some words.

Sources: RFC 6749 5.2; Microsoft Entra "authentication and authorization error codes"; "Authenticate
an IMAP, POP or SMTP connection using OAuth"; "Using OAuth 2.0 to Access Google APIs"; Microsoft
Dataverse "Use OAuth authentication", "Use single-tenant server-to-server authentication".
"""

from typing import Final, NamedTuple

from rightsflow.oauth.account import Grant, Use

Said = tuple[str, str]
"""What is wrong, and what to do about it."""


class _Words(NamedTuple):
    """What differs: how consent is given anew or for the first time, scope, grant, all fields."""

    again: str
    consent: str
    scope: str
    another_user: str
    grant: str
    fields: str


_WORDS: Final[dict[Use, _Words]] = {
    "mail": _Words(
        again="Let the mailbox's owner agree once more and give the new refresh_token.",
        consent="In the app registration under API permissions add the permission of Office 365 "
        "Exchange Online, then choose Grant admin consent.",
        scope="Check scope; for client_credentials it is https://outlook.office365.com/.default.",
        another_user="Check tenant and whose refresh_token it is.",
        grant="Set the other grant.",
        fields="Check token_url, client_id, client_secret, scope and grant.",
    ),
    "system": _Words(
        again="Check client_id and client_secret: the system is asked in the name of the app, by "
        "client_credentials, and no person agrees to it.",
        consent="In the app registration under API permissions add the application permission that "
        "the system's documentation names, then choose Grant admin consent.",
        scope="Check scope; it is the address of the system with /.default, such as "
        "https://contoso.crm4.dynamics.com/.default.",
        another_user="Check tenant and client_id: the system is asked in the name of the app, not "
        "of a user.",
        grant="Allow client_credentials at the token server; a system is asked by no other grant.",
        fields="Check token_url, client_id, client_secret and scope in connection.",
    ),
}

_VALUE: Final = "Check that the secret holds the value, not the ID, of a client secret of this app."
_ID: Final = "Check client_id (Application ID of the app registration) and tenant (Directory ID)."
_MAKE_ANEW: Final = (
    "Make a new one under Certificates & secrets, and put its value where client_secret names."
)


def otherwise(use: Use) -> str:
    """Return what to do where no code tells more."""
    return _WORDS[use].fields


def entra(code: int, use: Use) -> Said | None:
    """Return what one of Microsoft's codes means; None if it is not known.

    The numbers alone are shown, never its text, which names the tenant.
    """
    words = _WORDS[use]
    return {
        50034: ("the user is not in this directory", words.another_user),
        50053: ("the account is locked", "Unlock it in Microsoft Entra."),
        50057: ("the user account is disabled", "Enable it, or let another one agree."),
        50076: ("a second factor is asked for", words.again),
        50079: ("a second factor must be set up first", f"Set it up. {words.again}"),
        50173: ("the consent ended with a password change or a revocation", words.again),
        53003: (
            "a Conditional Access policy forbids it",
            "Exempt this app, or this machine's address, from the policy.",
        ),
        65001: ("nobody has agreed that the app may do this", words.consent),
        70000: ("the grant is not valid any more", words.again),
        70008: ("the grant has expired", words.again),
        70011: ("the scope is not valid", words.scope),
        500011: ("the scope names a service that this tenant does not have", words.scope),
        700016: ("this tenant does not know the app", _ID),
        700082: ("the refresh token was not used for too long", words.again),
        900023: ("tenant is neither an ID nor a domain", _ID),
        90002: ("there is no such tenant", _ID),
        1002012: ("this scope does not go with client_credentials", words.scope),
        7000112: ("the app is disabled in this tenant", "Enable its enterprise application."),
        7000215: ("the client secret is wrong", _VALUE),
        7000218: ("the app wants a client secret", _MAKE_ANEW),
        7000222: ("the client secret has expired", _MAKE_ANEW),
    }.get(code)


ENTRA_PASSING: Final = frozenset({50196, 90024, 90033, 90055})
"""Asked in a loop, over budget, away for a moment, tenant throttled."""


def standard(error: str, grant: Grant, use: Use) -> Said | None:
    """Return what a code of RFC 6749 5.2 means; None if it is none of them."""
    words = _WORDS[use]
    own = ("the client may have no token", f"Check client_id. {words.grant}")
    persons = ("the refresh token is expired, revoked or another's", words.again)
    return {
        "invalid_client": (
            "the client is not known by this id and secret",
            "Check client_id and client_secret.",
        ),
        "invalid_grant": own if grant == "client_credentials" else persons,
        "unauthorized_client": (
            "the client may not use this grant",
            f"Allow the grant for the client at the token server. {words.grant}"
            if use == "mail"
            else words.grant,
        ),
        "invalid_scope": ("the scope is unknown or may not be had", "Check scope."),
        "invalid_request": ("something is missing in what was asked", words.fields),
        "unsupported_grant_type": ("the token server does not know the grant", words.grant),
    }.get(error)
