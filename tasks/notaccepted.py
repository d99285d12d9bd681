"""Why a decision was not accepted, in a sentence that says what to do. A table."""

from enum import StrEnum

from rightsflow.errors import NeedsPerson


class Why(StrEnum):
    """What stands against a decision."""

    no_such_case = "no_such_case"
    hold_moved_on = "hold_moved_on"
    changed_meanwhile = "changed_meanwhile"
    not_for_this_hold = "not_for_this_hold"
    code_unknown = "code_unknown"
    code_revoked = "code_revoked"
    code_locked = "code_locked"
    code_wrong = "code_wrong"
    code_used = "code_used"
    code_too_old = "code_too_old"
    second_person = "second_person"
    officer_wanted = "officer_wanted"
    ground_missing = "ground_missing"
    no_ground = "no_ground"
    ground_for_part_only = "ground_for_part_only"
    no_such_right = "no_such_right"
    no_such_system = "no_such_system"
    no_such_record = "no_such_record"
    text_missing = "text_missing"
    no_address = "no_address"
    several_addresses = "several_addresses"
    another_copy = "another_copy"
    answered_already = "answered_already"
    no_extension = "no_extension"
    no_tariff = "no_tariff"
    nothing_to_charge = "nothing_to_charge"
    copy_is_free = "copy_is_free"
    not_much_data = "not_much_data"
    asked_too_late = "asked_too_late"
    refused_too_late = "refused_too_late"
    no_plan = "no_plan"
    nothing_left_over = "nothing_left_over"
    no_correction = "no_correction"
    no_black_out = "no_black_out"
    no_such_passage = "no_such_passage"
    letter_faulty = "letter_faulty"


_SAYS: dict[Why, str] = {
    Why.no_such_case: "There is no such case.",
    Why.hold_moved_on: "What was to be decided has moved on. Open the newest mail about it.",
    Why.changed_meanwhile: "What you were shown has changed meanwhile. Open the newest mail "
    "about it and decide on that.",
    Why.not_for_this_hold: "This cannot be decided here: see what can.",
    Why.code_unknown: "There is no approver of this name. See: rightsflow approver list",
    Why.code_revoked: "This approver may not decide any more.",
    Why.code_locked: "This approver is locked after five wrong codes. On the machine: "
    "rightsflow approver unlock",
    Why.code_wrong: "The code does not fit. Take the one that is shown now and try again.",
    Why.code_used: "This code was used already. Wait for the next one, half a minute.",
    Why.code_too_old: "This run was made more than a day ago. Decide anew.",
    Why.second_person: "You have approved this already: a second person has to.",
    Why.officer_wanted: "One of the two approvers has to be the data protection officer.",
    Why.ground_missing: "Name a ground: one of those that the right has.",
    Why.no_ground: "This is no ground for refusing this right.",
    Why.ground_for_part_only: "This ground limits the answer and never refuses the whole: "
    "refuse a part.",
    Why.no_such_right: "Name rights that are asked for in this case and still open.",
    Why.no_such_system: "Name systems of the plan, and leave at least one.",
    Why.no_such_record: "Name records by the numbers that the mail lists.",
    Why.text_missing: "Something has to be written first. Reply to the mail, or use: "
    "rightsflow say",
    Why.no_address: "There is no address to which this letter may go. Answer by post, and then "
    "release the hold.",
    Why.several_addresses: "These records carry several addresses, or none that is verified. "
    "Name records of one address.",
    Why.another_copy: "A copy is planned already, for other records or to another address. Say "
    "that identity is not confirmed, and open a new case for the right person.",
    Why.answered_already: "This right is answered already in this case. Open a new case for what "
    "is asked again: rightsflow case open.",
    Why.no_extension: "The time limit cannot be prolonged: it takes several open requests, "
    "systems with data or people to consult, and a notice in the first month.",
    Why.no_tariff: "No tariff is set: write the section fee into controller.yaml.",
    Why.nothing_to_charge: "By the tariff this copy costs nothing.",
    Why.copy_is_free: "This copy is free: nothing of the same scope was sent within a year.",
    Why.not_much_data: "Scope may be asked about only where much data is held.",
    Why.asked_too_late: "Identity was not asked about within three working days, so the time "
    "limit cannot rest.",
    Why.refused_too_late: "A plain refusal has to go out within the first month.",
    Why.no_plan: "There is no plan in this case that could be carried out.",
    Why.nothing_left_over: "Nothing was left over here that this decision could be about: let the "
    "system be asked again.",
    Why.no_correction: "Write each correction on a line of its own: system.collection.field = "
    "new value, with names of the data map.",
    Why.no_black_out: "Write each passage on a line of its own, with a field as the mail lists "
    "it: system.collection.field = passage. A field without a passage is left out whole, and so is "
    "a document.",
    Why.no_such_passage: "A passage to be blacked out stands nowhere in its field. Copy it from "
    "the system, letter by letter.",
    Why.letter_faulty: "The letter would not be complete or true.",
}


class NotAccepted(NeedsPerson):
    """A decision was not accepted; nothing of it was done."""

    def __init__(self, why: Why, *details: str) -> None:
        self.why = why
        more = f" ({', '.join(details)})" if details else ""
        super().__init__(f"{_SAYS[why]}{more}")
