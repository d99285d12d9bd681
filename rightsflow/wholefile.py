"""A file that is there wholly or not at all, whenever we are killed."""

import contextlib
import os
import secrets
from pathlib import Path

_PRIVATE = 0o600


def replace_file(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads; on return it survives a power cut."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        draft.touch(mode=_PRIVATE, exist_ok=False)
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
