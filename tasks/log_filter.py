"""What a log record may tell: its own words, never the details of an exception."""

import logging


class WithoutDetails(logging.Filter):
    """Removes exception and stack from a record; the type of the exception stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the details off the record; it is told without them."""
        if record.exc_info is not None:
            kind = record.exc_info[0]
            record.msg = f"{record.getMessage()} ({kind.__name__ if kind else 'no exception'})"
            record.args = ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
