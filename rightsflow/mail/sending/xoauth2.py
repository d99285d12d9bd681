"""SMTP AUTH with XOAUTH2 (RFC 4954).

aiosmtplib's own method sends the token in the line of the command. Tokens are longer than such
a line may be: Dovecot refuses it as too long, Exchange and Gmail take it either way.
"""

import base64
from typing import Final

import aiosmtplib

_LONGEST_LINE: Final = 512
"""With its end, a line of a command has so many octets at most (RFC 5321 4.5.3.1.4)."""

_COMMAND: Final = (b"AUTH", b"XOAUTH2")
_GO_ON, _WELCOME = 334, 235


async def authenticate(smtp: aiosmtplib.SMTP, words: bytes) -> None:
    """Log in; raises `aiosmtplib.SMTPAuthenticationError` with the server's last answer."""
    encoded = base64.b64encode(words)
    if len(b" ".join((*_COMMAND, encoded, b""))) + 1 <= _LONGEST_LINE:
        answer = await smtp.execute_command(*_COMMAND, encoded)
    else:
        answer = await smtp.execute_command(*_COMMAND)
        if answer.code == _GO_ON:
            answer = await smtp.execute_command(encoded)
    if answer.code == _GO_ON:
        # The reason of a refusal, which an empty line ends.
        answer = await smtp.execute_command(b"")
    if answer.code != _WELCOME:
        raise aiosmtplib.SMTPAuthenticationError(answer.code, answer.message)
