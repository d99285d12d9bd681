"""The second channel for passphrases: found by name, or the start stops."""

import pytest

from rightsflow.copy.handover import load_handover
from rightsflow.errors import Misconfigured


def test_the_operator_is_no_plug_in() -> None:
    """By default a person reads the passphrase out."""
    assert load_handover("operator") is None


def test_a_channel_that_is_not_installed_stops_the_start() -> None:
    """A copy without a way to hand over its passphrase would be useless to the person."""
    with pytest.raises(Misconfigured, match="pigeon, which is not installed"):
        load_handover("pigeon")
