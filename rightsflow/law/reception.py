"""What a message does: opens a case, joins one, goes to a person, or nothing. A table.

Sources: Article 12(2) to (4) GDPR (a request counts in whatever form it comes), EDPB Guidelines
01/2022 paragraphs 29 (a reminder is no new request) and 52 to 57 (no form, any channel).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rightsflow.law.notice import RecipientWord
from rightsflow.law.right import Right
from rightsflow.law.task import TaskWord


class Reception(StrEnum):
    """What follows from a message."""

    new_case = "new_case"
    new_case_for_person = "new_case_for_person"
    new_right = "new_right"
    confirmation = "confirmation"
    denial = "denial"
    joins = "joins"
    joins_for_person = "joins_for_person"
    letter_bounced = "letter_bounced"
    staff_text = "staff_text"
    task_answered = "task_answered"
    task_for_person = "task_for_person"
    fee_accepted = "fee_accepted"
    withdrawn = "withdrawn"
    recipient_answers = "recipient_answers"
    recipient_for_person = "recipient_for_person"
    nothing = "nothing"


class ReplyWord(StrEnum):
    """What a reply clearly says about a fee or about the request itself.

    `accepts_fee` agrees to pay (Articles 12(5)(a) and 15(3) GDPR), `withdraws_request` takes
    the request back. Which letter it answers is for the caller to know.
    """

    accepts_fee = "accepts_fee"
    withdraws_request = "withdraws_request"


@dataclass(frozen=True, slots=True)
class Received:
    """A message as the rules see it.

    `kind` is a word of the intake; `new_rights` are those that its case does not have yet;
    `only_late` that a delivery report tells of no failure, the letter is still on its way;
    `joins` says that it answers a letter of ours, `asked_for_identity` that this letter was
    the question about identity and the writer's address the one it was sent to.
    `from_recipient`: the writer's address is the one that the letter was sent to, and no server
    calls it forged. `to_staff`: the letter was for our own people, and `asked_for_decision`
    says whether it wanted one; `asked_for_fee`: a fee quote. `to_recipient`: the letter was a
    notice to a recipient of the data (Article 19), `recipient_word` what the reply clearly says.
    `asked_for_task`: it asked one of our own people to do something, and `task_word` is what the
    reply clearly says of it.
    """

    kind: str
    new_rights: tuple[Right, ...] = ()
    needs_person: bool = False
    joins: bool = False
    asked_for_identity: bool = False
    only_late: bool = False
    confirms: bool | None = None
    from_recipient: bool = False
    to_staff: bool = False
    asked_for_decision: bool = False
    asked_for_fee: bool = False
    reply_word: ReplyWord | None = None
    to_recipient: bool = False
    recipient_word: RecipientWord | None = None
    asked_for_task: bool = False
    task_word: TaskWord | None = None

    @property
    def answers_notice(self) -> bool:
        """Say whether the recipient itself answers a notice, and nothing else is in doubt."""
        ours = self.joins and self.to_recipient and self.from_recipient
        return ours and not self.needs_person and not self.new_rights


_TABLE: tuple[tuple[str, Callable[[Received], bool], Reception], ...] = (
    ("task_mail_bounced", lambda m: m.joins and m.asked_for_task and m.kind == "bounce"
     and not m.only_late, Reception.task_for_person),
    ("machine_answers_for_staff",
     lambda m: m.joins and m.to_staff and m.kind in {"bounce", "auto_reply"}, Reception.joins),
    ("colleague_answers", lambda m: m.joins and m.asked_for_task and m.from_recipient
     and m.task_word is not None, Reception.task_answered),
    ("colleague_is_unclear", lambda m: m.joins and m.asked_for_task and m.from_recipient,
     Reception.task_for_person),
    ("approver_writes",
     lambda m: m.joins and m.to_staff and m.from_recipient and m.asked_for_decision,
     Reception.staff_text),
    ("somebody_answers_for_staff", lambda m: m.joins and m.to_staff,
     Reception.joins_for_person),
    ("machine_answers_for_recipient", lambda m: m.joins and m.to_recipient
     and (m.only_late if m.kind == "bounce" else m.kind == "auto_reply" and not m.new_rights),
     Reception.joins),
    ("notice_bounced", lambda m: m.joins and m.to_recipient and m.kind == "bounce",
     Reception.recipient_for_person),
    ("recipient_answers",
     lambda m: m.answers_notice and m.recipient_word in {RecipientWord.received,
                                                         RecipientWord.done},
     Reception.recipient_answers),
    ("recipient_refuses",
     lambda m: m.answers_notice and m.recipient_word is RecipientWord.refuses,
     Reception.recipient_for_person),
    ("recipient_writes",
     lambda m: m.joins and m.to_recipient and m.from_recipient and m.kind != "auto_reply",
     Reception.recipient_for_person),
    ("somebody_answers_for_recipient", lambda m: m.joins and m.to_recipient,
     Reception.joins_for_person),
    ("our_letter_is_late", lambda m: m.kind == "bounce" and m.joins and m.only_late,
     Reception.joins),
    ("our_letter_bounced", lambda m: m.kind == "bounce" and m.joins, Reception.letter_bounced),
    ("foreign_bounce", lambda m: m.kind == "bounce", Reception.nothing),
    ("authority_writes", lambda m: m.kind == "authority", Reception.new_case_for_person),
    ("machine_asks_in_reply", lambda m: m.kind == "auto_reply" and m.joins and bool(m.new_rights),
     Reception.joins_for_person),
    ("absence_notice", lambda m: m.kind == "auto_reply" and m.joins, Reception.joins),
    ("machine_asks", lambda m: m.kind == "auto_reply" and bool(m.new_rights),
     Reception.new_case_for_person),
    ("machine_writes", lambda m: m.kind == "auto_reply", Reception.nothing),
    ("denies_having_asked", lambda m: m.joins and m.confirms is False, Reception.denial),
    ("doubtful_reply", lambda m: m.joins and m.needs_person, Reception.joins_for_person),
    ("confirms_having_asked", lambda m: m.asked_for_identity and m.confirms is True,
     Reception.confirmation),
    ("accepts_the_fee", lambda m: m.joins and m.asked_for_fee and m.from_recipient
     and m.reply_word is ReplyWord.accepts_fee and not m.new_rights, Reception.fee_accepted),
    ("takes_it_back", lambda m: m.joins and m.from_recipient
     and m.reply_word is ReplyWord.withdraws_request and not m.new_rights, Reception.withdrawn),
    ("asks_for_more", lambda m: m.joins and m.from_recipient and bool(m.new_rights),
     Reception.new_right),
    ("thanks", lambda m: m.joins and m.kind == "not_a_request" and not m.asked_for_identity
     and not m.new_rights,
     Reception.joins),
    ("reply", lambda m: m.joins, Reception.joins_for_person),
    ("clear_request", lambda m: m.kind == "request" and not m.needs_person, Reception.new_case),
    ("doubtful", lambda m: m.needs_person or m.kind in {"request", "unreadable", "follow_up"}
     or bool(m.new_rights), Reception.new_case_for_person),
    ("no_request", lambda _: True, Reception.nothing),
)  # fmt: skip
"""Rows of rule, condition, result; the first that holds decides.

A reply that denies having asked stops its case whatever letter of ours it answers: somebody
else may have written in that name. A confirmation that asks for more does both.

Nothing is thrown away by its headers: a machine's letter that asks for a right reaches a
person, and a reminder that we cannot place opens a case, for its clock may be running.

A fee is accepted, a request taken back, and a task or a notice answered, only by the address that
the letter went to. What answers a notice never acts for the person whose data it is about. A task
whose mail came back is answered by nobody, so a person has to know.
"""


def receive(message: Received) -> tuple[Reception, str]:
    """Return what the message does, and the rule that says so."""
    return next((result, name) for name, holds, result in _TABLE if holds(message))
