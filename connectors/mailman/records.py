"""Names for records that hold no address: Mailman's own ids, or marks where it has none.

| record | key |
|---|---|
| `user:`, `membership:` | Mailman's id, 32 hexadecimal digits |
| `address:` | mark of the moment of registration (to the microsecond) and the address |
| `pending:` | list and mark of the token; the token itself would let its reader confirm |
| `held:` | list and mark of number, date and message id; numbers alone are used again |
| `ban:` | list (empty: whole site) and a keyed mark of the address |
"""

import hashlib
import hmac
import re

from connectors.mailman.rest import Row
from rightsflow.canonical import canonical_email
from rightsflow.errors import TryAgain

MARK_CHARACTERS = 32
SCRYPT_COST, SCRYPT_BLOCK = 2**14, 8
"""RFC 7914; about 50 ms, paid once: the key must not make guessing the password cheap."""

_ID = re.compile(r"[0-9a-f]{32}")


def mark(*parts: object) -> str:
    """Return a digest of the parts that stands for them."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_CHARACTERS]


def ban_key(password: str) -> bytes:
    """Return the key for marks of banned addresses.

    A ban is an address and nothing else; a mark without a key could be found by trying
    addresses. After a change of the password such records must be located anew.
    """
    return hashlib.scrypt(
        password.encode(), salt=b"rightsflow mailman ban", n=SCRYPT_COST, r=SCRYPT_BLOCK, p=1
    )


def keyed_mark(key: bytes, *parts: object) -> str:
    """Return a digest that nobody without the key can make."""
    text = "\0".join(str(part) for part in parts)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:MARK_CHARACTERS]


def address_record(row: Row) -> str:
    """Name an address that Mailman gives no id."""
    return f"address:{mark(row.get('registered_on'), row.get('email'))}"


def is_id(text: str) -> bool:
    """Tell whether a text is an id as Mailman makes them, and may stand in a URL."""
    return _ID.fullmatch(text) is not None


def id_in(link: object) -> str:
    """Return the id at the end of one of Mailman's links; raises `TryAgain` if none is there."""
    last = str(link).rpartition("/")[2]
    if not is_id(last):
        message = "Mailman gave a link without an id. It is asked again later."
        raise TryAgain(message)
    return last


def canonical(text: object) -> str:
    """Return the canonical form of a stored address, the text itself if it is none."""
    return canonical_email(str(text)) or str(text).strip().lower()
