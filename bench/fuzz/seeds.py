"""What the fuzzer starts from: ordinary letters, and hostile messages that are small."""

import re
from email.message import EmailMessage
from functools import cache
from typing import Final

from tests.rightsflow.mail.reading.hostile import content, header, patterns, structure

_LARGE: Final = re.compile(r"\d,?000|MB|kB")
"""What is large says so in its name."""

_SEED_BYTES: Final = 12_000
"""Longer messages are left out: their cost is measured one by one, in the tests."""

_PIECE_CHARS: Final = 1_500

_LETTERS: Final = (
    "Dzień dobry,\nproszę o kopię moich danych.\n\nZ poważaniem\nEwa Zmyślona\ntel. 600 100 200\n",
    "Żądam usunięcia wszystkich moich danych i cofam zgodę na marketing (art. 17 RODO).\n",
    "Wniosek\n[x] dostęp do danych\n[ ] usunięcie\n☒ ograniczenie\n\nPESEL 44051401359\n",
    "Jeśli mają Państwo moje dane, proszę je usunąć. W przeciwnym razie wniosę skargę.\n",
    "Potwierdzam.\n\nW dniu 12.01.2026 o 09:15, IOD pisze:\n> Czy to Pani?\n> Prosimy o tak.\n",
    "FYI\n\n--- Forwarded message ---\nOd: a\nDo: b\nTemat: c\n\nUsuńcie moje dane.\n",
    "Please delete my data and stop sending me the newsletter.\nI object to profiling.\n",
    "I accept the fee. Kind regards,\nAnn Other\n",
    "Bitte löschen Sie meine Daten. Ich widerspreche der Verarbeitung.\nMit freundlichen Grüßen\n",
    "Prezes Urzędu Ochrony Danych Osobowych wzywa do wyjaśnień, DKN.5131.12.2026.\n",
    "Jestem na urlopie do piątku.\n",
    "Bonjour, veuillez supprimer mes données personnelles.\n",
)
_FIELDS: Final = (
    {"Subject": "Wniosek \u2013 art. 15", "Authentication-Results": "mx.example.org; dmarc=pass"},
    {"Subject": "Re: Wniosek RF-2026-0001", "In-Reply-To": "<1@example.org>"},
    {"Subject": "Zażółć gęślą", "Return-Path": "<ewa@example.com>", "Reply-To": "b@example.net"},
    {"Subject": "Automatic reply", "Auto-Submitted": "auto-replied", "List-Id": "<l.example.net>"},
)  # fmt: skip


@cache
def seeds() -> tuple[bytes, ...]:
    """Return the messages, always in the same order."""
    ordinary = [_letter(number, text) for number, text in enumerate(_LETTERS)]
    small = [patterns.in_a_letter(piece, _PIECE_CHARS) for piece in patterns.PIECES.values()]
    hostile = structure.CASES | header.CASES | content.CASES
    made = [make() for name, make in hostile.items() if not _LARGE.search(name)]
    # Twice the letters: half of the fuzzer's work should reach the rules.
    return (*ordinary * 4, *small, *(raw for raw in made if len(raw) <= _SEED_BYTES), _report())


def _letter(number: int, text: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Ewa Zmyślona <ewa@example.com>"
    message["To"] = "iod@example.org"
    message["Message-ID"] = f"<{number}@example.com>"
    for name, value in _FIELDS[number % len(_FIELDS)].items():
        message[name] = value
    message.set_content(text, cte=("8bit", "quoted-printable", "base64")[number % 3])
    if number % 2:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        message.add_alternative(f"<div><b>{paragraphs}</b></div>", subtype="html")
    if number % 4 == 0:
        message.add_attachment(b"%PDF-1.7", "application", "pdf", filename="wniosek ż.pdf")
    return message.as_bytes()


def _report() -> bytes:
    return (
        b"From: MAILER-DAEMON@mx.example.org\nReturn-Path: <>\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        b"--B\nContent-Type: text/plain\n\nUndelivered.\n"
        b"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        b"Final-Recipient: rfc822; ewa@example.com\nAction: failed\nStatus: 5.1.1\n\n"
        b"--B\nContent-Type: message/rfc822\n\nMessage-ID: <7.1@example.org>\n\nx\n--B--\n"
    )
