"""The contract is passed by an honest connector, and each lie is caught by the rule it breaks."""

from pathlib import Path

import pytest

from rightsflow.conformance import ConnectorContract, Stage, asking
from tests.rightsflow.conformance.control import Control
from tests.rightsflow.conformance.faltering import (
    Careless,
    Chatty,
    Credulous,
    Deaf,
    First,
    Half,
    Holding,
    Locked,
    Neighbourly,
    Quoting,
    Revealing,
    Shorter,
    Sweeping,
    Unforgiving,
    Unsure,
    Waiting,
)
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
    Naming,
    Once,
    Optimistic,
    Pausing,
    Silent,
    Strict,
    Talking,
    Untidy,
    Whole,
)
from tests.rightsflow.conformance.remembering import (
    Alarmed,
    Boastful,
    Boasting,
    Brave,
    ChangingStage,
    Claiming,
    Clearing,
    EmptyReceipts,
    Final,
    Gossiping,
    Indiscreet,
    Miscounting,
    Modest,
    Narrow,
    OneReceipt,
    Spreading,
    Trampling,
    Trusting,
    Unread,
    Untouching,
    Unverified,
)
from tests.rightsflow.conformance.test_parts import MIXED_UP, SILENT


class TestHonest(ConnectorContract):
    """A connector without fault, with emoji in names and a note of ten million letters."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage; it needs no folder."""
        del folder
        return MemoryStage()


class TestChanging(ConnectorContract):
    """A connector that can be told to change things, and does what it is told."""

    async def make_stage(self, folder: Path) -> Stage:
        """Return an empty stage; it needs no folder."""
        del folder
        return ChangingStage()


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
    (Naming, "findings_are_plain_values_of_mapped_collections", "holds no personal data"),
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
    (First, "an_address_of_two_people_leads_to_both", "leads to both"),
    (Neighbourly, "only_what_is_wanted_or_hangs_below_it_is_gathered", "that nobody wanted"),
    (Waiting, "a_slow_system_is_not_waited_for", "does not hang"),
    (Shorter, "a_slow_system_is_not_waited_for", "from a system that is slow"),
    (Shorter, "an_answer_that_breaks_off_is_none", "from a system that is broken"),
    (Shorter, "a_truncated_page_is_no_answer", "from a system that is truncated"),
    (Shorter, "a_page_of_somebody_else_is_no_answer", "from a system that is strange"),
    (Optimistic, "a_page_of_somebody_else_is_no_answer", "check does not call a system well"),
    (Pausing, "a_system_that_limits_us_is_left_alone", "says how long"),
    (Deaf, "a_system_that_limits_us_is_left_alone", "says how long"),
    (Talking, "trouble_makes_nobody_talk", "an error names nobody"),
]

ERASING = "erasing_takes_what_is_named_and_nothing_else"
VERIFYING = "verifying_finds_all_before_and_nothing_after"
SETTING = "every_other_deed_sets_what_is_ordered"
DEAD = "a_dead_system_is_changed_later"
CUT_OFF = "a_deed_that_is_cut_off_is_finished_by_repeating"
TWO = "of_two_people_with_one_address_one_can_go"
FALSE_DEEDS: list[tuple[type[Memory], str, str]] = [
    (Unverified, "what_can_be_changed_can_be_verified", "who changes can verify"),
    (Boastful, "what_can_be_changed_can_be_verified", "says what it can do"),
    (Claiming, ERASING, "who was erased is not found"),
    (Trampling, ERASING, "nobody else loses or gains anything"),
    (EmptyReceipts, "a_receipt_counts_every_record", "counts every record of its order once"),
    (OneReceipt, "a_receipt_counts_every_record", "each order has its receipt"),
    (Modest, "a_receipt_counts_every_record", "what was deleted counts as removed"),
    (Boasting, "erasing_again_finds_nothing_any_more", "counts as gone"),
    (Trusting, VERIFYING, "what is still there is found"),
    (Alarmed, VERIFYING, "after erasing, nothing is left"),
    (Claiming, VERIFYING, "after erasing, nothing is left"),
    (Indiscreet, VERIFYING, "a residue names nobody"),
    (Narrow, "verifying_finds_a_person_who_is_there_again", "a person who is there again"),
    (Narrow, "verifying_finds_what_lies_elsewhere", "a trace elsewhere is found"),
    (Miscounting, "erasing_can_blank_and_keep_the_record", "counts as set, and as nothing else"),
    (Untouching, "erasing_can_blank_and_keep_the_record", "what is set stands there"),
    (Untouching, SETTING, "what is set stands there"),
    (Miscounting, SETTING, "counts as set, and as nothing else"),
    (Unread, SETTING, "verifying reads what stands there"),
    (Trusting, SETTING, "verifying reads what stands there"),
    (Spreading, SETTING, "nobody else loses or gains anything"),
    (Clearing, "nothing_ordered_is_nothing_done", "ordered nothing, nothing is done"),
    (Brave, DEAD, "is asked later"),
    (Gossiping, DEAD, "an error names nobody"),
    (Final, DEAD, "is asked later"),
    (Unsure, "a_deed_whose_answer_breaks_off_is_finished_by_repeating", "has no receipt"),
    (Credulous, "a_deed_that_is_only_claimed_is_found_out", "only claimed is found out"),
    (Locked, CUT_OFF, "can be repeated"),
    (Half, CUT_OFF, "repeated, a deed is finished"),
    (Sweeping, TWO, "who has the same address loses nothing"),
    (Unforgiving, TWO, "what is kept is not left over"),
    (Narrow, TWO, "and what is not kept, is"),
    (Chatty, "nothing_personal_and_no_secret_is_logged", "a log names nobody"),
    (Careless, "nothing_personal_and_no_secret_is_logged", "a log shows no secret"),
    (Chatty, "trouble_makes_nobody_talk", "a log names nobody"),
    (Quoting, "trouble_makes_nobody_talk", "an error names nobody"),
    (Revealing, "no_secret_shows_in_repr", "repr shows no secret"),
    (Holding, "no_secret_shows_in_repr", "repr shows no secret"),
]


@pytest.mark.parametrize(("liar", "test", "caught_by"), FALSE_DEEDS)
async def test_each_false_deed_is_caught(liar: type[Memory], test: str, caught_by: str) -> None:
    """What was not done, not counted or not looked at is never taken for done."""
    with pytest.raises(AssertionError, match=caught_by):
        await getattr(Control(), f"test_{test}")(ChangingStage(liar))


@pytest.mark.parametrize(("liar", "test", "caught_by"), LIES)
async def test_each_lie_is_caught(
    liar: type[Memory], test: str, caught_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that nothing can break proves nothing."""
    monkeypatch.setattr(asking, "LONGEST_S", 1 if liar in {Hanging, Waiting} else asking.LONGEST_S)
    with pytest.raises(AssertionError, match=caught_by):
        await getattr(Control(), f"test_{test}")(MemoryStage(liar))


async def test_feeling_well_while_dead_is_caught() -> None:
    """A check of a dead system raises."""
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await Control().test_a_dead_system_is_tried_again_later(MemoryStage(Optimistic))


def test_every_rule_is_broken_by_somebody() -> None:
    """All but the check of a well system, which says no more than that it is well."""
    rules = {name.removeprefix("test_") for name in dir(Control) if name.startswith("test_")}

    assert rules - {test for _, test, _ in (*LIES, *FALSE_DEEDS, *MIXED_UP)} - {SILENT} == {
        "a_system_that_answers_is_well"
    }
