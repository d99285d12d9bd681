"""What every connector for a system behind HTTP shares: asking, credentials, turns, pages."""

from rightsflow.web.auth import Auth
from rightsflow.web.client import WebClient
from rightsflow.web.connector import WebConnector
from rightsflow.web.credential import Credential, basic
from rightsflow.web.exchange import Answer, Question
from rightsflow.web.in_order import in_order
from rightsflow.web.settings import AuthConnection, WebConnection
from rightsflow.web.trouble import STRANGE_FORMAT, refuse_trouble, trouble_of

__all__ = [
    "STRANGE_FORMAT",
    "Answer",
    "Auth",
    "AuthConnection",
    "Credential",
    "Question",
    "WebClient",
    "WebConnection",
    "WebConnector",
    "basic",
    "in_order",
    "refuse_trouble",
    "trouble_of",
]
