"""All data of the example: five databases and a folder of documents."""

from datetime import date
from pathlib import Path

from deployments.examples.we_support.crm import crm_tables
from deployments.examples.we_support.draw import Draw
from deployments.examples.we_support.mailing import mailing_tables
from deployments.examples.we_support.papers import write_papers
from deployments.examples.we_support.people import HOW_MANY, Person, make_people
from deployments.examples.we_support.portal import portal_tables
from deployments.examples.we_support.recruitment import recruitment_tables
from deployments.examples.we_support.trainings import trainings_tables

_PRIVATE = 0o700


def make_data(folder: Path, *, seed: int, today: date, how_many: int = HOW_MANY) -> list[Person]:
    """Make `data/` of an instance in `folder`; return the people in it.

    Equal seeds give equal data for one day, to the byte of each document; what a duty has to
    keep, or not any more, is dated from `today`. Raises `FileExistsError` if there is data
    already.
    """
    draw = Draw(seed)
    people = make_people(draw, how_many)
    data = folder / "data"
    data.mkdir(mode=_PRIVATE)
    crm_tables(people, draw).write(data / "crm.sqlite", "crm")
    recruitment, papers = recruitment_tables(people, draw, today)
    recruitment.write(data / "recruitment.sqlite", "recruitment")
    portal_tables(people, draw).write(data / "portal.sqlite", "portal")
    trainings_tables(people, draw, today).write(data / "trainings.sqlite", "trainings")
    mailing_tables(people, draw).write(data / "mailing.sqlite", "mailing")
    (data / "cv").mkdir(mode=_PRIVATE)
    write_papers(papers, data / "cv", draw)
    return people
