"""An invented controller, and every letter in every language."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rightsflow.letters.choose import Letter
from rightsflow.letters.context import Context, Frame
from rightsflow.letters.example_case import EXAMPLE_CONTROLLER
from rightsflow.letters.examples import example
from rightsflow.settings import Controller


@pytest.fixture(scope="session")
def controller() -> Controller:
    """Give a Polish controller with an officer who has a telephone."""
    return EXAMPLE_CONTROLLER


@pytest.fixture(scope="session")
def frame() -> Callable[..., Frame]:
    """Give a maker of frames: access and erasure, received on a winter's afternoon."""

    def make(language: str = "pl", **changes: Any) -> Frame:  # noqa: ANN401 - any field
        return replace(example(Letter.acknowledgement, language).frame, **changes)

    return make


@pytest.fixture(scope="session")
def context_of() -> Callable[..., Context]:
    """Give a maker of what a letter is told, complete and true; changes are to its frame."""

    def make(letter: Letter, language: str = "pl", **changes: Any) -> Context:  # noqa: ANN401 - as above
        context = example(letter, language)
        return replace(context, frame=replace(context.frame, **changes))

    return make
