"""Some thousand messages changed at random: the short form of `make fuzz`."""

import time
from multiprocessing.connection import wait

import pytest

from bench.fuzz.direct import _Worker, read_all, read_one
from bench.fuzz.figures import Figures
from bench.fuzz.mutate import message
from bench.fuzz.pooled import read_in_pool
from bench.fuzz.seeds import seeds
from rightsflow.mail.reading import limits

DIRECT = 1_500
POOLED = 150


def silent(_: Figures) -> None:
    """Say nothing of what was counted."""


def test_the_same_seed_makes_the_same_message() -> None:
    """What is found can be looked at."""
    made = [[message(f"{seed}:{n}", seeds()) for n in range(50)] for seed in (1, 1, 2)]

    assert made[0] == made[1] != made[2]


def test_no_changed_message_makes_the_reader_fail() -> None:
    """What the reader catches as a last resort is a defect here, too."""
    figures = Figures()
    for number in range(DIRECT):
        read_one(f"7:{number}", figures)

    assert figures.messages == DIRECT
    assert figures.offending == []


def test_no_changed_message_kills_a_child_or_stops_the_queue() -> None:
    """Each is followed by a good letter, which is read."""
    figures = read_in_pool(8, POOLED, 1, silent)

    assert (figures.messages, figures.deaths, figures.stuck) == (POOLED, 0, 0)
    assert figures.offending == []


def test_a_process_of_the_fuzzer_reads_every_message_once() -> None:
    """Shares are handed out until nothing is left, the last one smaller."""
    figures = read_all(9, 601, 1, silent)

    assert (figures.messages, figures.is_clean) == (601, True)


@pytest.mark.parametrize(
    "figures",
    [
        Figures(peak_bytes=limits.CHILD_MEMORY_BYTES + 1),
        Figures(deaths=1),
        Figures(stuck=1),
        Figures(offending=[("1:1", "ended the process")]),
    ],
)
def test_what_is_found_is_not_clean(figures: Figures) -> None:
    """The exit status of a campaign tells it, and shares keep it."""
    total = Figures()
    total.merge(figures)

    assert (total.is_clean, Figures().is_clean) == (False, True)


def test_a_message_that_ends_its_process_is_named() -> None:
    """The rest of its share is left for the next process."""
    worker = _Worker(9)
    end = worker.begin(0, 500)
    while worker._number.value < 0:
        time.sleep(0.05)
    worker._process.kill()
    wait([worker.answers])
    figures, resume_at = worker.take(end)
    worker.stop()

    assert 0 < resume_at < end
    assert figures.offending == [(f"9:{resume_at - 1}", "ended the process")]


def test_what_the_reader_catches_as_a_last_resort_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is told, and not the words of the exception: they may be somebody's."""
    monkeypatch.setattr("rightsflow.mail.reading.read.judge", lambda *_, **__: int("Ewa"))
    figures = Figures()
    read_one("7:1", figures)

    ((seed, what),) = figures.offending
    assert seed == "7:1"
    assert "ValueError" in what
    assert "Ewa" not in what
