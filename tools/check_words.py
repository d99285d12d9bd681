"""Prove that no file tells where it was written, or from where its packages came.

Forbidden in every file of the project: names of package registry hosts, paths of a
developer's machine, lock files (they carry addresses), addresses and hashes in
constraints.txt.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# In parts, so that this file passes its own check.
REGISTRIES = "pypi|pythonhosted|debian|npmjs|anaconda"
MACHINE_FOLDERS = r"work|farm|root|home/\w+"
FORBIDDEN = {
    "names a package registry": re.compile(rf"\b({REGISTRIES})\.(org|com)\b", re.IGNORECASE),
    "names a path of one machine": re.compile(rf"(?<![\w.}}/])/({MACHINE_FOLDERS})/"),
}
LOCK_FILES = {
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "Pipfile.lock",
    "package-lock.json",
}
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][a-z0-9.!+]*", re.IGNORECASE)


def faults(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield line and fault for each forbidden thing in one file."""
    if name in LOCK_FILES:
        yield 1, "is a lock file with addresses: constraints.txt is enough"
    for number, line in enumerate(text.splitlines(), start=1):
        for fault, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield number, fault
        if name == "constraints.txt" and line and line[0] != "#" and not PIN.fullmatch(line):
            yield number, "is not a plain name==version pin"


def project_files(root: Path) -> list[Path]:
    """List the files that are, or would be, committed; all but hidden ones without git."""
    git = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, check=False, capture_output=True, text=True)
    if listed.returncode == 0:
        names = filter(None, listed.stdout.split("\0"))
        return sorted(path for name in names if (path := root / name).is_file())
    visible = (path for path in root.rglob("*") if path.is_file())
    return sorted(
        p for p in visible if not any(part[0] == "." for part in p.relative_to(root).parts)
    )


def main(root: Path) -> None:
    """Exit with the list of faults, if there are any, in the files of `root`."""
    problems = []
    for path in project_files(root):
        content = path.read_bytes()
        if b"\0" in content:
            continue  # a font or a picture
        found = faults(path.name, content.decode("utf-8", errors="replace"))
        problems += [f"{path.relative_to(root)}:{line}: {fault}" for line, fault in found]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
