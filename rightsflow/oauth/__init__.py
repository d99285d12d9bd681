"""Access tokens for mail servers and systems (OAuth 2.0, RFC 6749), and XOAUTH2 for the former.

Lies below the IMAP client, the sender and the web client, which log in with them.
"""

from rightsflow.oauth.account import Account, Grant, Provider
from rightsflow.oauth.refusal import Service, TokenRefused, refused
from rightsflow.oauth.source import TokenSource, slow
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
    "slow",
    "status_of",
]
