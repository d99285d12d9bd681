"""What the `connection` section of a system of people may say."""

from typing import Literal

from pydantic import Field

from rightsflow.connector import Connection
from rightsflow.law.task import TaskDeed


class PeopleConnection(Connection):
    """How long somebody has to answer, in which language they are asked, and for what.

    `deeds`: what is asked of them; without `locate` nobody is asked to search. `language`: that
    of all our own people if none is given. `patience_s` and `timeout_s` are not used.
    """

    days: int = Field(default=7, ge=1, le=21)
    language: Literal["pl", "en"] | None = None
    deeds: frozenset[TaskDeed] = frozenset(TaskDeed)
