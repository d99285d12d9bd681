"""What every connector for a system behind HTTP shares: asking, credentials, turns, pages."""

from rightsflow.web.auth import Auth
from rightsflow.web.client import WebClient
from rightsflow.web.connector import WebConnector
from rightsflow.web.credential import Credential, basic
from rightsflow.web.exchange import Answer, Question
from rightsflow.web.in_order import in_order
from rightsflow.web.settings import AuthConnection, WebConnection
from rightsflow.web.strange import StrangeFormat, is_field_name, made_of, strange
from rightsflow.web.trouble import STRANGE_FORMAT, refuse_trouble, trouble_of

__all__ = [
    "STRANGE_FORMAT",
    "Answer",
    "Auth",
    "AuthConnection",
    "Credential",
    "Question",
    "StrangeFormat",
    "WebClient",
    "WebConnection",
    "WebConnector",
    "basic",
    "in_order",
    "is_field_name",
    "made_of",
    "refuse_trouble",
    "strange",
    "trouble_of",
]
