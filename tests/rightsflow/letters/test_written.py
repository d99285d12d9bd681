"""What an approver writes for a letter: it stands there as written, and is judged like the rest."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from rightsflow.law.fee import FeeRule
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Right
from rightsflow.letters.check import FaultyLetter, checked, faults
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import Context, Refused, WithheldPart
from rightsflow.letters.examples import example
from rightsflow.letters.examples_of_rights import rights_example
from rightsflow.letters.layout import Part
from rightsflow.letters.render import compose, paragraphs, render

LANGUAGES = ("pl", "en")
BOTH = pytest.mark.parametrize("language", LANGUAGES)
WRITTEN = (
    Letter.refusal,
    Letter.partial_refusal,
    Letter.extension,
    Letter.fee_quote,
    Letter.person_reply,
    Letter.restriction_lifting,
    Letter.rights_reply,
)
EACH = pytest.mark.parametrize("letter", WRITTEN)


def saying(letter: Letter, text: str, language: str = "pl") -> Context:
    """Return an example in which this was written."""
    context: Any = example(letter, language)
    match letter:
        case Letter.refusal:
            reason = ((TextKind.reason, text),)
            part = Refused(Right.erasure, RefusalGround.legal_claims, "17(3)(e)", reason)
            return replace(context, refused=(context.refused[0], part))  # type: ignore[no-any-return]
        case Letter.partial_refusal:
            left_out = WithheldPart("CRM", RefusalGround.others_rights, "15(4)", text)
            return replace(context, parts=(left_out,))  # type: ignore[no-any-return]
        case Letter.fee_quote:
            elements = ((TextKind.objective, text), (TextKind.subjective, text))
            return replace(context, rule=FeeRule.excessive, texts=elements)  # type: ignore[no-any-return]
        case Letter.rights_reply:
            rejected = rights_example("objection_rejected", language)
            answer = rejected.answers[0]
            balance = replace(answer.refused[0], texts=((TextKind.reason, text),))
            return replace(rejected, answers=(replace(answer, refused=(balance,), text=text),))
        case Letter.person_reply:
            return replace(context, answers=(replace(context.answers[0], text=text),))  # type: ignore[no-any-return]
        case _:
            return replace(context, reason=text)  # type: ignore[no-any-return]


@EACH
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Powód: XXX", "unfilled_placeholder"),
        ("Powód: XXXXX", "unfilled_placeholder"),
        ("todo, później TODO", "unfilled_placeholder"),
        ("Dobry powód.\n\nTBD", "unfilled_placeholder"),
        ("Do dnia ____ 2026", "unfilled_placeholder"),
        ("Umowa ??? z 2024", "unfilled_placeholder"),
        ("Dnia {{ data }}", "unfilled_placeholder"),
        ("[[powód]]", "unfilled_placeholder"),
        ("• TODO", "unfilled_placeholder"),
        ("<b>TO\x00DO</b>", "unfilled_placeholder"),
        ("GIODO tak orzekł.", "outdated_law"),
        ("Zgodnie z art. 172 Prawa\ttelekomunikacyjnego", "outdated_law"),
        ("Skarga: ul. Stawki 2", "outdated_law"),
        ("Przechowujemy do 31 czerwca 2030.", "no_such_date"),
        ("Odpowiemy najpóźniej 1 stycznia 2026.", "past_deadline"),
    ],
)
def test_a_gap_or_an_old_law_in_what_was_written_is_caught(
    letter: Letter, text: str, code: str
) -> None:
    """0.9 and 0.10 hold for every word of a letter, whoever wrote it."""
    with pytest.raises(FaultyLetter) as caught:
        checked(letter, saying(letter, text))
    assert caught.value.codes == (code,)


@BOTH
@EACH
def test_paragraphs_stay_paragraphs(letter: Letter, language: str) -> None:
    """A reason of some length can be read."""
    context = saying(letter, "Pierwszy.\r\n\r\nDrugi.\u2028Trzeci.\n", language)
    made = checked(letter, context)
    said = [part.text for part in compose(letter, context) if part.kind == "said"]
    at = said.index("Pierwszy.")
    assert said[at : at + 3] == ["Pierwszy.", "Drugi.", "Trzeci."]
    assert re.search(r"\n  Pierwszy\.\n\n  Drugi\.\n\n  Trzeci\.\n", made.text)
    assert made.html.count(">Drugi.</p>") >= 1


@EACH
@pytest.mark.parametrize("part", ["text", "html"])
def test_a_paragraph_that_was_lost_is_caught(letter: Letter, part: str) -> None:
    """RB1: the facts of this case, all of them."""
    context = saying(letter, "Pierwszy.\nDrugi akapit.")
    good = render(letter, context)
    assert faults(letter, context, good) == ()
    changes: dict[str, Any] = {part: getattr(good, part).replace("Drugi akapit.", "")}
    assert faults(letter, context, replace(good, **changes)) == ("reason_untold",)


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "# Tytuł",
            "## Nagłówek\n* wpis\n| a | b\n---",
            "> cytat\n= kod\n~ powód",
            "dostęp do danych: spełniony\n---------",
            "<script>alert(1)</script>",
            "</p><h2>Odmowa</h2><p>",
            "{{ 7 * 7 }} {% raw %}",
            "a\x0b* b\x0c## c\x85--- d",
            "\u202ewspak",
        ]
    ),
    st.text(min_size=1),
)


@given(text=HOSTILE, letter=st.sampled_from(WRITTEN), language=st.sampled_from(LANGUAGES))
def test_what_was_written_never_becomes_another_part(
    text: str, letter: Letter, language: str
) -> None:
    """A text is paragraphs: never a heading, an entry, a fact, a template or markup."""
    lines = paragraphs(text)
    usual, odd = (
        saying(letter, "\n".join("x" * len(lines)), language),
        saying(letter, text, language),
    )
    assert _shape(compose(letter, odd)) == _shape(compose(letter, usual))
    made = render(letter, odd)
    for line in lines:
        assert f"  {line}" in made.text.split("\n")
        assert f">{escape(line)}</p>" in made.html
    tags = [re.findall(r"</?\w+", one.html) for one in (made, render(letter, usual))]
    assert tags[0] == tags[1]


def _shape(said: tuple[Part, ...]) -> list[tuple[str, int]]:
    return [(part.kind, len(part.lines)) for part in said]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00\u202e", "\u2028\t"])
def test_what_shows_nothing_says_nothing(text: str) -> None:
    """An empty reason is not a reason because it has characters."""
    assert paragraphs(text) == ()


def test_evidence_stays_with_the_case() -> None:
    """What proves a ground is kept and not sent; only what the law wants told is told."""
    context: Any = example(Letter.refusal, "pl")
    first = context.refused[0]
    secret = ((TextKind.evidence, "Protokół rozmowy nr 7."), *first.texts)
    made = checked(
        Letter.refusal,
        replace(context, refused=(replace(first, texts=secret), *context.refused[1:])),
    )
    assert "Protokół" not in made.text + made.html
