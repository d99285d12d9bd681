"""Messages that a stranger wrote, taken apart within limits: header, texts, parts.

Nothing is judged here. Used by the reader of the mailbox and by connectors that search mail.
"""
