"""The pages that are made by a tool say what the models say."""

import pytest

from rightsflow.settings import Settings
from tests.docs.pages import first_words, text_of
from tools import settings_reference as reference


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    """Make it anew: python -m tools.settings_reference."""
    assert text_of(f"reference/{name}") == reference.pages()[name]


@pytest.mark.parametrize(("name", "model"), reference.PAGES.items())
def test_every_field_has_one_meaning_and_every_meaning_a_field(
    name: str, model: type[Settings]
) -> None:
    """A field that was taken away takes its meaning along."""
    told = reference.read_meanings()[name]
    del told["page"]
    fields = {
        place or "top": {field.alias or name for name, field in inner.model_fields.items()}
        for place, inner in reference.sections(model)
    }

    assert {place: set(meanings) - {"about"} for place, meanings in told.items()} == fields


def test_the_settings_page_has_a_row_for_each_setting() -> None:
    """The rows are the fields of the models, in their order."""
    fields = [
        field.alias or name
        for _, model in reference.sections(Settings)
        for name, field in model.model_fields.items()
    ]

    assert first_words(text_of("reference/settings.md")) == fields


@pytest.mark.parametrize(
    ("setting", "row"),
    [
        ("poll_minutes", "whole number, 1 to 1440 | `5`"),
        ("bits", "whole number, 80 to 256 | `80`"),
        ("security", "`tls` or `starttls` or `plain` | `tls`"),
        ("languages", 'list of `pl` or `en` (at least one) | `["pl", "en"]`'),
        ("password", "secret | none"),
        ("register", "section | its defaults"),
        ("controller", "section | required"),
    ],
)
def test_a_row_tells_type_and_default(setting: str, row: str) -> None:
    """What a field takes is said in words, with its limits."""
    assert f"| `{setting}` | {row} |" in text_of("reference/settings.md")
