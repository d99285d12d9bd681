"""Which purposes a letter names when it withdraws consent or objects."""

from typing import Any

import pytest

from rightsflow.datamap.model import Purpose, SystemMap
from rightsflow.datamap.named import purposes_in
from rightsflow.law.right import Right

TEXT = {"en": "x"}


def purpose(ground: str, *called: str) -> dict[str, Any]:
    """Return a purpose with the words that people have for it."""
    of: dict[str, Any] = {
        "title": TEXT, "ground": ground, "retention": {"criteria": TEXT}, "called": called,
    }  # fmt: skip
    return of | ({"interest": TEXT} if ground == "legitimate_interest" else {})


MAILING = SystemMap.model_validate(
    {
        "system": "mailing", "title": TEXT, "connector": "sql", "answers_for": "Marketing",
        "purposes": {
            "news": purpose("consent", "newsletter", "biuletyn"),
            "contests": purpose("consent", "konkurs", "contest"),
            "profiles": purpose("legitimate_interest", "profil"),
            "books": purpose("legal_obligation", "faktur"),
        },
        "collections": {
            "people": {
                "title": TEXT, "identity": [{"column": "email", "kind": "email"}],
                "purpose": "news", "fields": {},
            }
        },
    }
)  # fmt: skip
SYSTEMS = {"mailing": MAILING}
NEWS, CONTESTS, PROFILES = "mailing.news", "mailing.contests", "mailing.profiles"


@pytest.mark.parametrize(
    ("sentences", "named"),
    [
        (["wycofuje zgode na newsletter."], [NEWS]),
        (["wycofuje zgode na biuletyny i udzial w konkursach."], [CONTESTS, NEWS]),
        (["wycofuje zgode na newsletter.", "i withdraw my consent to the contest."],
         [CONTESTS, NEWS]),
        (["wycofuje zgode na przetwarzanie moich danych."], []),
        (["wycofuje wszystkie zgody, takze na newsletter."], []),
        (["i withdraw my consent to the newsletter and everything else."], []),
        (["wycofuje zgode na newsletter.", "wycofuje zgode na przetwarzanie."], []),
        (["i withdraw my consent, but not to the newsletter."], []),
        (["wycofuje zgody oprocz zgody na newsletter."], []),
        (["wycofuje zgode na faktury i profilowanie."], []),
        ([], []),
    ],
)  # fmt: skip
def test_a_withdrawal_is_for_the_consents_that_it_names(
    sentences: list[str], named: list[str]
) -> None:
    """None, which means all, where a sentence names none, speaks of all, or of an exception."""
    assert list(purposes_in(sentences, Right.consent_withdrawal, SYSTEMS)) == named


def test_an_objection_is_against_the_interest_that_it_names() -> None:
    """Consent is not objected to but withdrawn, so its words do not narrow an objection."""
    said = ["sprzeciwiam sie profilowaniu i newsletterowi."]
    assert purposes_in(said, Right.objection, SYSTEMS) == (PROFILES,)


def test_no_other_right_is_narrowed() -> None:
    """Erasure and access are for everything."""
    assert purposes_in(["usuncie mnie z newslettera."], Right.erasure, SYSTEMS) == ()


@pytest.mark.parametrize("word", ["Newsletter", "wysyłka", "cv", " news"])
def test_a_word_of_the_map_is_folded_and_long_enough(word: str) -> None:
    """A word that no folded text has would never be found, and a short one everywhere."""
    with pytest.raises(ValueError, match="called"):
        Purpose.model_validate(purpose("consent", word))
