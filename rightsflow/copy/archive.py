"""An archive that only its passphrase opens: ZIP with AES-256 (WinZip AE-2), written as it comes.

AE-2 leaves out the checksum of the clear content, which would tell short contents apart; each
entry is authenticated by HMAC-SHA1 instead. Names and sizes of entries stay readable: the
names are neutral. Nothing is written twice or in clear, so the output may be a stream.

Without a passphrase the archive is an ordinary ZIP, the same bytes for the same content: it is
meant to be an entry of one with a passphrase.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol, Self
from zipfile import ZipFile, ZipInfo

import pyzipper  # type: ignore[import-untyped]
from Cryptodome.Cipher import AES
from Cryptodome.Util import Counter
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from pyzipper.zipfile_aes import (  # type: ignore[import-untyped]
    WZ_AES_V2,
    AESZipEncrypter,
    AESZipInfo,
)

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the format has no "none", and when a copy was made is in it."""

_OWNER_ONLY = 0o600 << 16
_MAY_BE_LARGE_BYTES = 1 << 30
_LEVEL = 6
_DENSE = frozenset(
    {".7z", ".docx", ".gif", ".gz", ".jpeg", ".jpg", ".mp3", ".mp4", ".odt", ".pdf", ".png",
     ".pptx", ".webp", ".xlsx", ".zip"}
)  # fmt: skip
"""What is compressed already and is stored as it is."""

_BITS_CODE, _KEY_BYTES, _SALT_BYTES, _CHECK_BYTES, _ROUNDS = 3, 32, 16, 2, 1000
_COUNTER_BITS = 128


class Output(Protocol):
    """Where the archive goes: a stream that need not be sought in."""

    def write(self, content: bytes, /) -> int:
        """Take the next bytes."""


class Archive:
    """An archive being written, entry by entry; `close` it for its table of contents."""

    def __init__(self, output: Output, passphrase: str | None) -> None:
        self._tally = Tally(output)
        make: Any = ZipFile if passphrase is None else _Zip
        self._about: Any = ZipInfo if passphrase is None else AESZipInfo
        self._zip: Any = make(self._tally, "w", compresslevel=_LEVEL)
        if passphrase is not None:
            self._zip.setpassword(passphrase.encode())

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive if all went well; a broken one is thrown away by its writer."""
        if kind is None:
            self._zip.close()
        else:
            self._zip.fp = None  # or it would write its contents when it is collected

    def add(self, name: str, content: Iterable[bytes], expected_bytes: int) -> "Tally":
        """Write one entry; returns what went in.

        `expected_bytes` decides on the large form of an entry, which is needed from 2 GiB.
        """
        with self.entry(name, expected_bytes) as tally:
            for chunk in content:
                tally.write(chunk)
        return tally

    @contextmanager
    def entry(self, name: str, expected_bytes: int) -> Iterator["Tally"]:
        """Open one entry to be written to, such as another archive; no other until it is done."""
        info = self._about(name, _LONG_AGO)
        info.external_attr = _OWNER_ONLY
        is_dense = os.path.splitext(name)[1] in _DENSE  # noqa: PTH122 - a name, no path
        info.compress_type = pyzipper.ZIP_STORED if is_dense else pyzipper.ZIP_DEFLATED
        is_large = expected_bytes > _MAY_BE_LARGE_BYTES
        with self._zip.open(info, "w", force_zip64=is_large) as entry:
            yield Tally(entry)

    @property
    def whole(self) -> "Tally":
        """Return the size and hash of the archive, once it is closed."""
        return self._tally


class Tally:
    """Counts and hashes what passes through."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, content: bytes) -> int:
        """Pass on, count and hash."""
        self._digest.update(content)
        self.bytes += len(content)
        return self._output.write(content)

    def flush(self) -> None:
        """Do nothing: the output below decides when."""

    @property
    def sha256(self) -> str:
        """Return the hash so far, in hexadecimal."""
        return self._digest.hexdigest()


class _Zip(pyzipper.AESZipFile):  # type: ignore[misc]  # untyped
    """The archive of pyzipper, its keys made by OpenSSL: three times as fast per entry."""

    def get_encrypter(self) -> "_Encrypter":
        """Return what encrypts the next entry."""
        return _Encrypter(self.pwd)


class _Encrypter(AESZipEncrypter):  # type: ignore[misc]  # untyped
    """The encryption of one entry, as WinZip describes AE-2 with 256 bits."""

    def __init__(self, passphrase: bytes) -> None:
        self.force_wz_aes_version = WZ_AES_V2
        self.conditionally_include_crc = None
        self.aes_strength = _BITS_CODE
        self.salt = os.urandom(_SALT_BYTES)
        length = 2 * _KEY_BYTES + _CHECK_BYTES
        kdf = PBKDF2HMAC(SHA1(), length, self.salt, _ROUNDS)  # noqa: S303 - the format's
        made = kdf.derive(passphrase)
        self.encpwdverify = made[2 * _KEY_BYTES :]
        counter = Counter.new(nbits=_COUNTER_BITS, little_endian=True)
        self.encrypter = AES.new(made[:_KEY_BYTES], AES.MODE_CTR, counter=counter)
        self.hmac: Any = hmac.new(made[_KEY_BYTES : 2 * _KEY_BYTES], digestmod="sha1")
