"""What a person may decide about what may be about others, and what follows from it."""

import pytest

from rightsflow.law.third_persons import (
    CHOICES,
    WHYS,
    Choice,
    Chosen,
    Decided,
    Why,
    decided,
)

TEXT, NOTE = "crm.notes.text", "crm.notes.remark"
WAITING = frozenset({TEXT, NOTE})
BOTH = (Choice.black_out, Choice.withhold)


def test_every_reason_and_every_choice_has_one_row_with_its_provision() -> None:
    """A lawyer reads the tables; a word without a row could not be told to anybody."""
    assert [row.why for row in WHYS] == list(Why)
    assert {row.choice for row in CHOICES} == set(Choice)
    assert len(CHOICES) == len(Choice)
    assert {(row.access, row.portability) for row in WHYS} == {("15(4)", "20(4)")}
    assert [row.why for row in WHYS if row.waits] == [Why.held_back]
    assert tuple(row.choice for row in CHOICES if row.refuses) == BOTH


def test_what_nobody_has_decided_stays_held_back() -> None:
    """Silence shows nothing."""
    assert decided(WAITING, []) == Decided(held_back=WAITING)
    assert decided(WAITING, []).refuses


def test_a_release_shows_one_field_or_all() -> None:
    """After all are released nothing is refused any more."""
    one = decided(WAITING, [Chosen(Choice.release_field, frozenset({TEXT}))])
    assert one == Decided(held_back=frozenset({NOTE}))
    everything = decided(WAITING, [Chosen(Choice.release_all)])
    assert everything == Decided()
    assert not everything.refuses


def test_a_later_choice_takes_the_place_of_an_earlier_one() -> None:
    """A person may come back to what they decided, in either direction."""
    withhold = Chosen(Choice.withhold, frozenset({TEXT}))
    black_out = Chosen(Choice.black_out, frozenset({TEXT}), ("Jan",))
    release = Chosen(Choice.release_field, frozenset({TEXT}))
    held = frozenset({NOTE})
    assert decided(WAITING, [black_out, withhold]) == Decided(held, frozenset({TEXT}))
    assert decided(WAITING, [withhold, black_out]) == Decided(held, redactions={TEXT: ("Jan",)})
    assert decided(WAITING, [withhold, black_out, release]) == Decided(held)
    assert decided(WAITING, [release, withhold]).withheld == {TEXT}


def test_passages_of_several_decisions_are_all_blacked_out() -> None:
    """A second passage does not uncover the first."""
    chosen = [
        Chosen(Choice.black_out, frozenset({TEXT}), (passage,)) for passage in ("Jan", "Ewa", "Jan")
    ]
    assert decided(WAITING, chosen).redactions == {TEXT: ("Jan", "Ewa")}


def test_release_all_speaks_of_what_waits_and_of_nothing_else() -> None:
    """What was withheld or blacked out by name before is not uncovered by it."""
    chosen = [Chosen(Choice.withhold, frozenset({TEXT})), Chosen(Choice.release_all)]
    assert decided(WAITING, chosen) == Decided(withheld=frozenset({TEXT}))


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(Choice.withhold),
        Chosen(Choice.release_field),
        Chosen(Choice.release_all, frozenset({TEXT})),
        Chosen(Choice.black_out, frozenset({TEXT})),
        Chosen(Choice.black_out, passages=("Jan",)),
        Chosen(Choice.withhold, frozenset({TEXT}), ("Jan",)),
        Chosen(Choice.black_out, frozenset({TEXT}), ("Jan", " ")),
        Chosen(Choice.black_out, frozenset({TEXT}), ("Ja█",)),
    ],
)
def test_a_choice_names_what_it_needs_and_no_more(chosen: Chosen) -> None:
    """Half a decision is none; the error does not quote a passage."""
    with pytest.raises(ValueError, match=r"[a-z]") as caught:
        decided(WAITING, [chosen])
    assert "Ja" not in str(caught.value)
