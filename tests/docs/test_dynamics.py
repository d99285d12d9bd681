"""The page about Dynamics shows what the connector takes, and its README what it says."""

import yaml

from connectors.dynamics import deeds
from connectors.dynamics.settings import DynamicsConnection
from tests.docs.pages import ROOT, examples, first_words, text_of

README = (ROOT / "connectors" / "dynamics" / "README.md").read_text(encoding="utf-8")


def test_the_connection_that_is_shown_is_one() -> None:
    """Whoever copies it begins with a file that is accepted."""
    (shown,) = examples(text_of("how-to/dynamics.md"), "yaml")
    connection = DynamicsConnection.model_validate(yaml.safe_load(shown)["connection"])

    assert connection.write


def test_every_reason_of_a_receipt_is_explained() -> None:
    """An approver who reads a code finds what to do."""
    codes = {deeds.REFUSED, deeds.STILL_THERE, deeds.HISTORY, deeds.IN_BIN}

    assert codes <= {word.partition("`")[0] for word in first_words(README)}
