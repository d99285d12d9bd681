"""Phrases that are looked for one by one find what one expression of all of them would."""

import re

from hypothesis import given
from hypothesis import strategies as st

from rightsflow.mail.reading.phrases import Phrases, source_of

LISTS = {"it": ["ab", "a* ba", "?b aa"], "deep": ["{it} b", "bb"]}
WORDS = st.sampled_from(["a", "b", "ab", "ba", "aa", "bb", "aab"])
CHOICES = st.one_of(WORDS, WORDS.map("{}*".format), st.sampled_from(["{it}", "{deep}"]))
TOKENS = st.lists(CHOICES, min_size=1, max_size=2).map("|".join)
INNER = st.one_of(TOKENS, TOKENS.map("?{}".format), st.sampled_from(["..", "..1"]))
PHRASES = st.tuples(st.lists(INNER, max_size=2), TOKENS).map(lambda p: " ".join([*p[0], p[1]]))
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", ", ", "-", ". "])), max_size=14
).map(lambda words: "".join(word + joint for word, joint in words))  # fmt: skip


def spans(matches: object) -> list[tuple[int, int]]:
    """Return where matches begin and end."""
    return [match.span() for match in matches]  # type: ignore[attr-defined]  # any iterable


@given(phrases=st.lists(PHRASES, min_size=1, max_size=6), text=TEXTS, at=st.integers(0, 20))
def test_they_find_what_one_expression_of_all_finds(phrases: list[str], text: str, at: int) -> None:
    """The leftmost place, of the phrase that is written first; the same pieces, from left on."""
    whole = re.compile(rf"\b(?:{'|'.join(source_of(one, LISTS) for one in phrases)})")
    ours = Phrases(phrases, LISTS)

    for theirs, mine in (
        (whole.search(text, at), ours.search(text, at)),
        (whole.match(text), ours.match(text)),
        (whole.fullmatch(text), ours.fullmatch(text)),
    ):
        assert (theirs and theirs.span()) == (mine and mine.span())
    assert spans(ours.finditer(text)) == spans(whole.finditer(text))
    assert ours.sub(lambda match: "#" * len(match.group()), text) == whole.sub(
        lambda match: "#" * len(match.group()), text
    )


def test_no_gap_skips_what_begins_another_thought() -> None:
    """What follows "because" is no part of the wish before it."""
    phrase = Phrases(["delete ..5 it"], {"turn": ["because"]})
    assert phrase.search("delete my old number and it goes") is not None
    assert phrase.search("do not delete because it is mine") is None
