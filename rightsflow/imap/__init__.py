"""A small typed IMAP client: the standard library's imaplib in one thread of its own.

imaplib is the fastest client measured, needs no dependency, and its one weakness, that it
blocks, is cured by a thread. Used by the mailbox port and by connectors that search mail.
"""

from rightsflow.imap.client import ImapClient
from rightsflow.imap.server import ImapServer
from rightsflow.imap.session import Overview, Selected, Session

__all__ = ["ImapClient", "ImapServer", "Overview", "Selected", "Session"]
