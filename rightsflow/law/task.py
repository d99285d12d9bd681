"""What one of our own people is asked to do where no program can, and the words of the answer.

Sources: Articles 12(2) and 24(1) GDPR: a right is not lost because a system has no program that
reaches it, or none that can do what the right wants.
"""

from enum import StrEnum


class TaskDeed(StrEnum):
    """What somebody is asked to do in a system: search and tell, or carry something out.

    `notify`: tell recipients who can be told by nobody else (Article 19 GDPR).
    """

    locate = "locate"
    erase = "erase"
    rectify = "rectify"
    restrict = "restrict"
    release = "release"
    object = "object"
    notify = "notify"


class TaskWord(StrEnum):
    """What the first line of an answer clearly says; anything else is for a person to read.

    `nothing_here`: the system holds nothing about this person, so nothing was to be done.
    `cannot` is an answer only with its reason.
    """

    done = "done"
    nothing_here = "nothing_here"
    cannot = "cannot"
