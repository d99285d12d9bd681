"""What is wrong with a message that cannot be read, or not as a whole."""

from enum import StrEnum


class Flaw(StrEnum):
    """Why a message was not read, or not all of it."""

    encrypted = "encrypted"
    encrypted_pgp = "encrypted_pgp"
    header_too_large = "header_too_large"
    html_too_large = "html_too_large"
    message_too_large = "message_too_large"
    opaque_signature = "opaque_signature"
    parser_failed = "parser_failed"
    text_too_long = "text_too_long"
    too_many_parts = "too_many_parts"
    unknown_charset = "unknown_charset"
