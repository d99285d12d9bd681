"""What the pool asks its confined processes: the first byte of a frame says what is in it.

An answer is JSON, or the bytes of an attachment.
"""

from typing import Final

FULL: Final = b"F"
"""First byte of a frame that holds a message to read."""

HEADER: Final = b"H"
"""First byte of a frame that holds a reason, a zero byte, and the head of a message."""

TITLES: Final = b"T"
"""First byte of a frame that holds a message whose attachments are to be named."""

ATTACHED: Final = b"A"
"""First byte of a frame that holds the number of an attachment, as `LENGTH`, and a message."""

WITHOUT: Final = b"O"
"""First byte of a frame that holds the length of a note, as `LENGTH`, the note, and a message.

The note is a JSON object: a line of text for each number of an attachment to be taken out."""
