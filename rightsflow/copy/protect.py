"""The report encrypted for its reader: AES-256 as any PDF reader opens it."""

import secrets
from datetime import datetime
from io import BytesIO
from typing import Final

import pikepdf

_OWNER_BYTES = 16
_REVISION: Final = 6
"""ISO 32000-2: AES-256 with a hardened derivation; 5 was a draft with a weak one."""


def encrypt_pdf(clear: bytes, passphrase: str, made_at: datetime) -> bytes:
    """Return the PDF encrypted, its metadata too; nobody knows the owner's password."""
    with pikepdf.open(BytesIO(clear)) as pdf:
        moment = pikepdf.models.metadata.encode_pdf_date(made_at)
        pdf.docinfo["/CreationDate"] = moment
        pdf.docinfo["/ModDate"] = moment
        out = BytesIO()
        encryption = pikepdf.Encryption(
            owner=secrets.token_urlsafe(_OWNER_BYTES),
            user=passphrase,
            R=_REVISION,
            aes=True,
            metadata=True,
        )
        # The streams are compressed already.
        pdf.save(out, encryption=encryption, compress_streams=False)
    return out.getvalue()
