"""Whether a mailbox can be asked, and may be changed where the data map says so."""

from connectors.mailbox.archive import Archive, Folder
from rightsflow.connector import Health
from rightsflow.errors import Misconfigured, NeedsPerson
from rightsflow.imap import Session
from rightsflow.imap.looking import Opened

READING, DELETING, MARKING = frozenset("lr"), frozenset("te"), frozenset("w")
"""Rights (RFC 4314 2.1): to list and read; to mark as deleted and expunge; to set keywords."""


async def health_of(archive: Archive, *, deletes: bool, keyword: str | None) -> Health:
    """Log in, list the folders, open each, and look at our rights in it.

    Raises `TryAgain` if the server does not answer.
    """
    try:
        problems = [] if not deletes else await archive.run(_deleting)
        folders = await archive.folders()
        for folder in folders:
            problems += await _of_folder(archive, folder, deletes=deletes, keyword=keyword)
    except (Misconfigured, NeedsPerson) as error:
        return Health("asked, and refused", (str(error),))
    if not folders:
        problems.append("No folder is searched. Correct folders and not_folders.")
    return Health(f"{len(folders)} folders", tuple(dict.fromkeys(problems)))


def _deleting(session: Session) -> list[str]:
    try:
        session.check_may_expunge()
    except NeedsPerson as error:
        return [str(error)]
    return []


async def _of_folder(
    archive: Archive, folder: Folder, *, deletes: bool, keyword: str | None
) -> list[str]:
    wanted = set(READING)
    wanted |= DELETING if deletes else set()
    wanted |= MARKING if keyword else set()

    def lacking(session: Session, _: Opened) -> str:
        missing = wanted - session.rights(folder.name) if session.can("ACL") else set()
        return "".join(sorted(missing))

    def keeps(_: Session, opened: Opened) -> bool:
        return not opened.keywords.isdisjoint({r"\*", keyword})

    if letters := await archive.within(folder, lacking):
        return [f"This login lacks the rights {letters} in a folder. Grant them."]
    if keyword and not await archive.within(folder, keeps, writing=True):
        return ["A folder keeps no keywords, so nothing is marked there. Ask a person."]
    return []
