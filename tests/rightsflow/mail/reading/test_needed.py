"""Which words a phrase cannot do without, and what looking for them costs."""

from rightsflow.mail.reading.needed import needs_met, needs_of


def test_a_text_meets_its_words_and_their_beginnings() -> None:
    """A word is written with a blank behind it."""
    assert needs_met("no data") == {"n", "no", "no ", "d", "da", "dat", "data", "data "}


def test_a_long_beginning_is_met_by_a_word_that_has_it() -> None:
    """Beyond what is compared no word is told from another, and no phrase is missed."""
    long = "donaudampfschifffahrtsgesellschaftskapitaen"
    needs = needs_of([f"{long}*"], lambda _: ())
    assert needs & needs_met(f"der {long}s")
    assert not needs & needs_met("der donaudampfer")


def test_one_endless_word_costs_no_more_than_its_length() -> None:
    """Its beginnings would be as many as its letters, and together their square."""
    length = 1_000_000
    assert sum(map(len, needs_met("a" * length))) < 2 * length
