"""The contract is passed by an honest connector, and each lie is caught by the rule it breaks."""

from pathlib import Path

import pytest

from rightsflow.conformance import ConnectorContract, Stage, asking
from tests.rightsflow.conformance.memory import (
    Accentless,
    Cutting,
    Dump,
    Empty,
    Forgetful,
    Generous,
    Hanging,
    Hoarding,
    Like,
    Memory,
    MemoryStage,
    Mixing,
    Once,
    Optimistic,
    Pausing,
    Silent,
    Strict,
    Talking,
    Untidy,
    Whole,
)


class TestHonest(ConnectorContract):
    """A connector without fault, with emoji in names and a note of ten million letters."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage; it needs no folder."""
        del folder
        return MemoryStage()


class Control(ConnectorContract):
    """The contract without a stage, to run single rules of."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an honest stage."""
        del folder
        return MemoryStage()


LIES: list[tuple[type[Memory], str, str]] = [
    (Like, "each_is_found_by_their_own_address_and_by_no_other", "no two people are led to one"),
    (Accentless, "each_is_found_by_their_own_address_and_by_no_other", "no two people"),
    (Strict, "each_is_found_by_their_own_address_and_by_no_other", "everybody planted is found"),
    (Generous, "a_stranger_is_not_found", "nobody is found by an address that is nobody's"),
    (Like, "a_stranger_is_not_found", "nobody is found by an address that is nobody's"),
    (Dump, "nobody_asked_about_is_nobody_found", "asked for nothing, nothing is gathered"),
    (Mixing, "a_batch_keeps_people_apart", "a case is given"),
    (Accentless, "a_batch_keeps_people_apart", "a case is given nobody else's data"),
    (Mixing, "two_cases_about_one_person_are_both_given_everything", "both cases are given"),
    (Once, "asking_again_gives_the_same", "asked again, a system answers the same"),
    (Forgetful, "every_wanted_record_comes_with_all_below_it", "each note comes once"),
    (Untidy, "findings_are_plain_values_of_mapped_collections", "values are plain"),
    (Cutting, "a_very_large_value_comes_whole", "a large value comes as it is stored"),
    (Hoarding, "many_records_take_bounded_memory", "10000 records are streamed, not collected"),
    (Forgetful, "many_records_take_bounded_memory", "every record is gathered"),
    (Silent, "a_record_that_is_gone_is_said_to_be_gone", "Incomplete names the case"),
    (Whole, "a_document_is_read_in_pieces", "in pieces of 64 KiB at most"),
    (Optimistic, "a_wrong_credential_is_a_problem_and_not_a_pause", "check reports a wrong"),
    (Pausing, "a_wrong_credential_is_a_problem_and_not_a_pause", "a refusal is not tried again"),
    (Talking, "a_wrong_credential_is_a_problem_and_not_a_pause", "an error names nobody"),
    (Empty, "a_wrong_credential_is_a_problem_and_not_a_pause", "locate does not answer for"),
    (Empty, "a_dead_system_is_tried_again_later", "a system that does not answer is asked later"),
    (Talking, "a_dead_system_is_tried_again_later", "an error names nobody"),
    (Hanging, "a_dead_system_is_tried_again_later", "does not hang"),
]


@pytest.mark.parametrize(("liar", "test", "caught_by"), LIES)
async def test_each_lie_is_caught(
    liar: type[Memory], test: str, caught_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that nothing can break proves nothing."""
    monkeypatch.setattr(asking, "LONGEST_S", 1 if liar is Hanging else asking.LONGEST_S)
    with pytest.raises(AssertionError, match=caught_by):
        await getattr(Control(), f"test_{test}")(MemoryStage(liar))


async def test_feeling_well_while_dead_is_caught() -> None:
    """A check of a dead system raises."""
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await Control().test_a_dead_system_is_tried_again_later(MemoryStage(Optimistic))


def test_every_rule_is_broken_by_somebody() -> None:
    """All but the check of a well system, which says no more than that it is well."""
    rules = {name.removeprefix("test_") for name in dir(Control) if name.startswith("test_")}

    assert rules - {test for _, test, _ in LIES} == {"a_system_that_answers_is_well"}
