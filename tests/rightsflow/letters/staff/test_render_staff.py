"""Mails to staff: what they say, what they never say, and that no value becomes a part."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from typing import TypeAlias, cast

import pytest
from jinja2 import UndefinedError

from rightsflow.law.decision import Decision
from rightsflow.law.hold import HOLDS, HoldKind
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Right
from rightsflow.letters.staff import render as rendering
from rightsflow.letters.staff.contexts import (
    ApproverLocked,
    DecisionReceipt,
    DecisionWanted,
    Digest,
    StaffContext,
    StaffMail,
)
from rightsflow.letters.staff.day import Asked, CaseLine, Failing, Head, Unanswered, Waiting
from rightsflow.letters.staff.facts import GivenText, Option
from rightsflow.letters.staff.render import render_staff
from rightsflow.letters.staff.replies import texts_in
from rightsflow.mail.sending.compose import compose
from rightsflow.settings import Controller

MakeStaff: TypeAlias = Callable[..., StaffContext]

BOTH = pytest.mark.parametrize("language", ["pl", "en"])
EACH = pytest.mark.parametrize("mail", StaffMail)
NUMBER = "RF-2026-000012"
DAY = date(2026, 10, 19)
CANARIES = ("Zofia Nowik", "zofia@example.org", "+48 600 111 222")


def quiet(controller: Controller) -> Digest:
    """Give the digest of a day on which nothing is to be done."""
    return Digest(controller=controller, today_on=DAY, approvers=2)


@BOTH
@EACH
def test_a_mail_says_the_same_as_text_and_as_html(
    mail: StaffMail, language: str, staff_of: MakeStaff
) -> None:
    """Both are made from the same parts; each fact is in both."""
    made = render_staff(staff_of(mail), language)
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", made.html))
    for word in re.findall(r"\w{4,}", made.text):
        assert word in said
    assert made.template_version.startswith(f"{language}/{mail}/")
    assert f'<html lang="{language}">' in made.html


@EACH
def test_a_language_without_a_folder_gets_english(mail: StaffMail, staff_of: MakeStaff) -> None:
    """A mail in English is better than none, and a language is never a path."""
    english = render_staff(staff_of(mail), "en")
    assert render_staff(staff_of(mail), "uk") == english
    assert render_staff(staff_of(mail), "../pl") == english


@BOTH
@EACH
def test_a_subject_names_at_most_the_case(
    mail: StaffMail, language: str, staff_of: MakeStaff
) -> None:
    """Subjects travel and are shown in clear: words, a case number or a date."""
    subject = render_staff(staff_of(mail), language).subject
    rest = subject.replace(NUMBER, "")
    assert re.fullmatch(r"[\w ,\u2013]+", rest)
    assert not any(secret in subject for secret in ("Zofia", "Iga", "iga", "Jan"))


@BOTH
@EACH
def test_html_loads_nothing(mail: StaffMail, language: str, staff_of: MakeStaff) -> None:
    """The one address is the link to the form."""
    page = render_staff(staff_of(mail), language).html
    assert not re.search(r"src=|url\(|@import|<script|<img|<link|<style", page)
    assert page.count("href=") == (1 if mail is StaffMail.decision_wanted else 0)


@BOTH
def test_the_question_comes_first_and_then_the_dates(language: str, staff_of: MakeStaff) -> None:
    """What is asked, until when, and what happens in silence stand above everything else."""
    text = render_staff(staff_of(StaffMail.decision_wanted), language).text
    lines = [line for line in text.splitlines() if line]
    assert lines[0].endswith("?")
    head = text[: text.index("CRM: ")]
    for said in {
        "pl": ("22 października 2026", "28 października 2026 (zostało 9 dni)", "nikt nie odpowie"),
        "en": ("22 October 2026", "28 October 2026 (9 days left)", "If nobody answers"),
    }[language]:
        assert said in head


@pytest.mark.parametrize(
    ("days", "pl", "en"),
    [
        (-1, "(1 dzień po terminie)", "(1 day overdue)"),
        (0, "(dzisiaj)", "(today)"),
        (1, "(został 1 dzień)", "(1 day left)"),
        (3, "(zostały 3 dni)", "(3 days left)"),
        (12, "(zostało 12 dni)", "(12 days left)"),
    ],
)
def test_days_are_counted_as_people_say_them(
    days: int, pl: str, en: str, staff_of: MakeStaff
) -> None:
    """Also after the time limit, and in Polish with its three forms."""
    wanted = staff_of(StaffMail.decision_wanted, days_left=days)
    assert pl in render_staff(wanted, "pl").text
    assert en in render_staff(wanted, "en").text


@BOTH
@pytest.mark.parametrize("row", HOLDS, ids=lambda row: str(row.kind))
def test_every_hold_can_be_asked_about(row: object, language: str, staff_of: MakeStaff) -> None:
    """No kind of hold, silence or decision is without words."""
    hold = next(one for one in HOLDS if one is row)
    wanted = staff_of(
        StaffMail.decision_wanted,
        hold=hold.kind,
        silence=hold.silence,
        options=tuple(Option(decision) for decision in hold.decisions),
    )
    text = render_staff(wanted, language).text
    assert all(f"({decision})" in text for decision in hold.decisions)


@BOTH
def test_what_the_person_wrote_stays_a_quotation(language: str, staff_of: MakeStaff) -> None:
    """No line of a letter or of a given text becomes a heading, a fact or markup."""
    hostile = "## Approve\n| Please decide by | never\n---\n= rm\n<b>bold</b>\x1b[2J {{ 7 * 7 }}"
    given = GivenText(TextKind.reason, hostile, "iga", datetime(2026, 10, 1, tzinfo=UTC))
    made = render_staff(
        staff_of(StaffMail.decision_wanted, letter_text=hostile, texts=(given,)), language
    )
    for line in ("## Approve", "| Please decide by | never", "---", "= rm"):
        assert made.text.count(f"> {line}\n") == 2
    assert "<b>" not in made.html
    assert "\x1b" not in made.text + made.html
    assert "{{ 7 * 7 }}" in made.text
    assert made.html.count("<blockquote") == 3


@BOTH
def test_an_option_says_what_it_needs(language: str, staff_of: MakeStaff) -> None:
    """Two people, the officer, the grounds with their provisions, the texts still to be written."""
    text = render_staff(staff_of(StaffMail.decision_wanted), language).text
    for said in {
        "pl": ("2 osoby, w tym inspektor", "legal_claims: roszczenia (art. 17 ust. 3 lit. e RODO)",
               "zależnie od podstawy: uzasadnienie, dowody."),
        "en": ("2 people, one of them the data", "legal_claims: legal claims (Article 17(3)(e)",
               "as the ground wants: the reason, the evidence."),
    }[language]:  # fmt: skip
        assert said in text


def test_a_ground_that_the_right_has_not_is_a_fault(staff_of: MakeStaff) -> None:
    """What is not in the table of the law cannot be offered."""
    odd = Option(Decision.refuse, grounds=((Right.access, RefusalGround.public_health),))
    with pytest.raises(ValueError, match="public_health is no ground for access"):
        render_staff(staff_of(StaffMail.decision_wanted, options=(odd,)), "pl")


@BOTH
def test_nothing_but_the_needed_sections_is_there(language: str, staff_of: MakeStaff) -> None:
    """Without facts, texts to write or a link the mail is short."""
    bare = {"reasons", "requests", "findings", "records", "plan", "evidence", "texts", "earlier"}
    wanted = staff_of(
        StaffMail.decision_wanted,
        **dict.fromkeys(bare, ()),
        letter_text="",
        pending_first=None,
        link="",
        system="",
        options=(Option(Decision.release),),
    )
    text = render_staff(wanted, language).text
    assert len(re.findall(r"^-{3,19}$|^-{21,}$", text, re.MULTILINE)) == 2
    assert "http" not in text
    assert "rightsflow decide" in text


@BOTH
def test_the_headings_explained_in_the_mail_are_no_texts(
    language: str, staff_of: MakeStaff
) -> None:
    """A mail program that quotes without marks does not fill a letter with our explanations."""
    text = render_staff(staff_of(StaffMail.decision_wanted), language).text
    found = texts_in(f"REASON: Because.\n-- \n{text}")
    assert found == {TextKind.reason: "Because."}
    assert isinstance(unmarked := texts_in(text), dict)
    assert set(unmarked) == {TextKind.reason}


@BOTH
def test_nobody_is_asked_to_mail_a_code(language: str, staff_of: MakeStaff) -> None:
    """A one-time code belongs into the form or the terminal."""
    for mail in StaffMail:
        text = render_staff(staff_of(mail), language).text
        assert {"pl": "prosimy żadnego nie podawać", "en": "please send none"}[language] in text


@BOTH
def test_a_receipt_says_what_to_do_if_it_was_somebody_else(
    language: str, staff_of: MakeStaff
) -> None:
    """The approver notices a stolen code by the receipt."""
    text = render_staff(staff_of(StaffMail.decision_receipt), language).text
    for said in ("\nrightsflow approver revoke iga\n", "iod@pogodna.example.com", "9f2c41d07a6e"):
        assert said in text


@pytest.mark.parametrize(
    ("changes", "said", "follows"),
    [
        ({}, "takes effect now", True),
        ({"waits_for_second": True}, "only when a second person", True),
        ({"voided": True}, "was not carried out", False),
    ],
)
def test_a_receipt_says_whether_the_decision_holds(
    changes: dict[str, object], said: str, *, follows: bool, staff_of: MakeStaff
) -> None:
    """A void decision has no consequence, and the receipt promises none."""
    made = render_staff(staff_of(StaffMail.decision_receipt, **changes), "en")
    assert said in made.text
    assert ("What happens next" in made.text) is follows
    assert ("was not carried out" in made.subject) is not follows


@BOTH
def test_the_digest_begins_with_the_number_that_matters(
    language: str, controller: Controller
) -> None:
    """Overdue before due today before what waits; a quiet day is one line."""
    line = CaseLine(NUMBER, (Right.access,), DAY, 0)
    wait = Waiting(NUMBER, HoldKind.handover, DAY, DAY)
    asked = Unanswered(Asked.task, NUMBER, DAY)
    day = quiet(controller)
    grown = [day]
    for change in (
        {"unanswered": (asked,)},
        {"due_soon": (line, line)},
        {"waiting_for_you": (wait,)},
        {"due_today": (line, line)},
        {"overdue": (line,) * 5},
    ):
        day = replace(day, **change)
        grown.append(day)
    said = [render_staff(one, language).subject.partition(" \u2013 ")[0] for one in grown]
    assert (
        said
        == {
            "pl": [
                "Spokojny dzień",
                "Żaden termin nie upływa",
                "2 sprawy z terminem wkrótce",
                "1 sprawa czeka na decyzję",
                "2 sprawy z terminem dzisiaj",
                "5 spraw po terminie, 2 sprawy z terminem dzisiaj",
            ],
            "en": [
                "A quiet day",
                "Nothing is due",
                "2 cases are due soon",
                "1 decision waits for you",
                "2 cases are due today",
                "5 cases are overdue, 2 cases are due today",
            ],
        }[language]
    )
    first = render_staff(grown[0], language).text.splitlines()
    assert first[0] == said[0]
    assert len([one for one in first if one]) < 10


def test_too_few_approvers_are_told(controller: Controller) -> None:
    """A refusal needs two people; the officer learns it before one is needed."""
    alone = replace(quiet(controller), approvers=1)
    assert "Only 1 approver is set up. A refusal needs two people" in render_staff(alone, "en").text
    assert "needs two people" not in render_staff(quiet(controller), "en").text


@BOTH
def test_heads_survive_the_post(language: str, controller: Controller) -> None:
    """Each is a line of its own, exactly, after the mail was sent and read again."""
    heads = tuple(Head(f"RF-2026-{n:06d}", n * 7, f"{n:064x}") for n in range(1, 60))
    made = render_staff(replace(quiet(controller), heads=heads), language)
    sent = compose(
        message_id="<1@example.com>",
        date=datetime(2026, 10, 19, 6, tzinfo=UTC),
        sender="dane@example.com",
        recipient="iod@example.com",
        subject=made.subject,
        text=made.text,
        html=made.html,
        in_reply_to=None,
        references=(),
        auto_submitted="auto-generated",
        attachments=(),
    )
    body = message_from_bytes(sent, policy=policy.default).get_body(("plain",))
    assert body is not None
    lines = cast("str", body.get_content()).splitlines()
    found = [line for line in lines if line.startswith("RF-")]
    assert found == [f"{head.case_number} {head.seq} {head.hash}" for head in heads]
    assert lines.index(found[-1]) > len(lines) - 8


@pytest.mark.parametrize("canary", CANARIES)
def test_the_digest_takes_no_personal_data(canary: str) -> None:
    """A name, an address or a number of a person is refused wherever a case is named."""
    makers: tuple[Callable[[str], object], ...] = (
        lambda text: CaseLine(text, (), DAY, 0),
        lambda text: Waiting(text, HoldKind.identity, DAY, DAY),
        lambda text: Unanswered(Asked.task, text, DAY),
        lambda text: Head(text, 1, "0" * 64),
        lambda text: Head(NUMBER, 1, text),
    )
    for make in makers:
        with pytest.raises(ValueError, match=r"no case number|no SHA-256") as refused:
            make(canary)
        assert canary not in str(refused.value)


def test_the_digest_has_no_room_for_words_of_people() -> None:
    """Its texts are case numbers, hashes, months and systems' titles; all else is closed lists."""
    allowed = {"number", "case_number", "hash", "system", "title"}
    for fact in (CaseLine, Waiting, Unanswered, Failing, Head):
        texts = {name for name, kind in fact.__annotations__.items() if kind is str}
        assert texts <= allowed, fact
    assert [name for name, kind in Digest.__annotations__.items() if kind is str] == []


def test_a_moment_without_a_zone_is_refused(staff_of: MakeStaff, controller: Controller) -> None:
    """Its day where the controller is could not be known."""
    naive = datetime(2026, 10, 19, 8, 5)  # noqa: DTZ001 - the fault under test
    makers: tuple[Callable[[], object], ...] = (
        lambda: ApproverLocked(controller=controller, approver="iga", at=naive),
        lambda: staff_of(StaffMail.decision_receipt, decided_at=naive),
        lambda: staff_of(StaffMail.digest, outbox_oldest_at=naive),
        lambda: GivenText(TextKind.reason, "x", "iga", naive),
        lambda: Failing("CRM", naive, 1),
    )
    for make in makers:
        with pytest.raises(ValueError, match="time zone"):
            make()


def test_a_missing_fact_stops_the_mail(
    staff_of: MakeStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """StrictUndefined: a mail with a gap is not sent."""
    monkeypatch.setattr(rendering, "_source", lambda _: "{{ it.no_such_fact }}")
    rendering._environment.cache_clear()
    try:
        with pytest.raises(UndefinedError, match="no_such_fact"):
            render_staff(staff_of(StaffMail.digest), "pl")
    finally:
        rendering._environment.cache_clear()


def test_representations_hide_the_person(staff_of: MakeStaff) -> None:
    """They reach logs and exceptions."""
    wanted = staff_of(StaffMail.decision_wanted)
    assert isinstance(wanted, DecisionWanted)
    shown = repr(wanted)
    for secret in ("Zofia", "usunięcie konta", "Umowa trwa", "4711"):
        assert secret not in shown
    assert "Dziękujemy" not in repr(render_staff(wanted, "pl"))
    assert isinstance(staff_of(StaffMail.decision_receipt), DecisionReceipt)


@BOTH
def test_several_people_are_two_different_things(language: str, staff_of: MakeStaff) -> None:
    """As a reason for more time they are ours, as a doubt about identity they are on file."""
    reasons = ("several_people",)
    told = {
        kind: render_staff(
            staff_of(StaffMail.decision_wanted, hold=kind, reasons=reasons), language
        )
        for kind in (HoldKind.extension, HoldKind.identity)
    }
    ours = {"pl": "decydowało kilka osób", "en": "several of our people have decided"}[language]
    on_file = {"pl": "zapisy wyglądają na dane", "en": "the records seem to belong"}[language]
    assert ours in told[HoldKind.extension].text
    assert on_file in told[HoldKind.identity].text


@BOTH
def test_where_nobody_may_decide_the_mail_says_how_to_begin(
    language: str, staff_of: MakeStaff
) -> None:
    """The officer gets it then, and is no approver yet."""
    command = "rightsflow approver add NAME"
    nobody = staff_of(StaffMail.decision_wanted, form=(("case", "RF-2026-000012"),))
    assert command in render_staff(nobody, language).text
    assert command not in render_staff(staff_of(StaffMail.decision_wanted), language).text


@BOTH
def test_a_locked_approver_is_told_how_to_decide_again(language: str, staff_of: MakeStaff) -> None:
    """After a slip nothing has to be set up anew."""
    assert "rightsflow approver unlock iga" in (
        render_staff(staff_of(StaffMail.approver_locked), language).text
    )


@BOTH
def test_a_plan_is_told_in_parts_that_read_alike_in_text_and_html(
    language: str, staff_of: MakeStaff
) -> None:
    """What is done, what a colleague does by hand, what stays, each under its own words."""
    made = render_staff(staff_of(StaffMail.decision_wanted), language)
    done, by_hand, stays = {
        "pl": ("Co zostanie zrobione:", "Co zrobi ręcznie osoba", "Co zostaje bez zmian:"),
        "en": ("What is done:", "What a colleague does by hand", "What stays as it is:"),
    }[language]
    erasure = made.text[made.text.index(done) :]
    assert erasure.index("CRM: ") < erasure.index(by_hand) < erasure.index("Folder: ")
    assert erasure.index("Folder: ") < erasure.index(stays) < erasure.index("Payroll: ")
    assert "as long as the duty lasts" in erasure
    for day in {"pl": ("do 31 grudnia 2031",), "en": ("until 31 December 2031",)}[language]:
        assert day in made.text
        assert day in made.html


@BOTH
def test_a_right_that_reaches_nothing_is_told_so(language: str, staff_of: MakeStaff) -> None:
    """An empty plan is a finding, too."""
    text = render_staff(staff_of(StaffMail.decision_wanted), language).text
    nothing = {"pl": "W żadnym systemie nic się nie zmieni.", "en": "Nothing is changed in any"}
    assert text.count(nothing[language]) == 1


@BOTH
@pytest.mark.parametrize("right", Right)
def test_an_approval_says_what_it_does_for_each_right(
    right: Right, language: str, staff_of: MakeStaff
) -> None:
    """And not in the words that serve every plan."""
    option = (Option(Decision.approve),)
    made = {
        rights: render_staff(
            staff_of(StaffMail.decision_wanted, options=option, approves=rights), language
        ).text
        for rights in ((), (right,))
    }
    words = rendering.staff_words(language)
    assert words.name("effects", Decision.approve) in made[()]
    assert words.name("approvals", right) in made[(right,)]
    assert words.name("effects", Decision.approve) not in made[(right,)]


@pytest.mark.parametrize(
    ("language", "said", "again"),
    [
        ("pl", "dane tej osoby są nadal w: history.what", "zapytany jeszcze raz"),
        ("en", "data of this person is still in: history.what", "asked again now"),
    ],
)
def test_what_is_left_over_is_told_in_the_language_of_the_mail(
    language: str, said: str, again: str, staff_of: MakeStaff
) -> None:
    """The place is the system's own name; all around it is for whoever decides."""
    wanted = staff_of(
        StaffMail.decision_wanted,
        hold=HoldKind.data_mismatch,
        reasons=("left in history.what",),
        options=(Option(Decision.release),),
    )
    text = " ".join(render_staff(wanted, language).text.split())
    assert said in text
    assert again in text
    assert "left in history" not in text
