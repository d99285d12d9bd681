"""Access tokens for mail servers (OAuth 2.0, RFC 6749), and how they are shown (XOAUTH2).

Lies below the IMAP client and the sender, which both log in with them.
"""

from rightsflow.oauth.account import Account, Grant, Provider
from rightsflow.oauth.refusal import Service, TokenRefused, refused
from rightsflow.oauth.source import TokenSource
from rightsflow.oauth.xoauth2 import initial_response, status_of

__all__ = [
    "Account",
    "Grant",
    "Provider",
    "Service",
    "TokenRefused",
    "TokenSource",
    "initial_response",
    "refused",
    "status_of",
]
