"""Every letter with facts of an invented case: for looking at it, and for testing it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rightsflow.law.extension import Criterion
from rightsflow.law.fee import FeeRule, Tariff, quote
from rightsflow.law.refusal import RefusalGround, TextKind
from rightsflow.law.right import Outcome, Right
from rightsflow.letters.choose import Letter
from rightsflow.letters.context import (
    AccessReply,
    Acknowledgement,
    Answered,
    Context,
    Doubt,
    Extension,
    FeeQuote,
    Frame,
    IdentityQuery,
    NothingHeld,
    NotIdentified,
    OverdueApology,
    PartialRefusal,
    Pending,
    PendingText,
    PersonReply,
    Refusal,
    Refused,
    Reminder,
    RequestWithdrawn,
    RestrictionLifting,
    ScopeQuery,
    SystemAnswer,
    WithheldPart,
)
from rightsflow.letters.example_case import EXAMPLE_CONTROLLER, example_frame
from rightsflow.letters.examples_of_rights import three_rights
from rightsflow.letters.words import FALLBACK

_ERASURE_LATER = Pending(Right.erasure, PendingText.by_person, date(2026, 2, 20))
_HANDOVER = EXAMPLE_CONTROLLER.officer.phone
_SCOPE = 1250
_TARIFF = Tariff("PLN", copy=Decimal("12.50"), hundred_records=Decimal("0.50"))

_TEXTS: dict[str, dict[str, str]] = {
    "pl": {
        "mail": "Poczta firmowa",
        "archive": "Archiwum",
        "extension": "Część korespondencji leży w archiwum. Odczytamy ją do połowy marca.",
        "objective": "Od 3 listopada 2025 odpowiedzieliśmy pełną kopią na siedem wniosków o tej "
        "samej treści. W danych nic się od tego czasu nie zmieniło i żadna z wiadomości nie "
        "dotyczyła treści kopii.",
        "subjective": "Wiadomość z 5 stycznia 2026 zapowiada kolejne wnioski, dopóki nie "
        "zapłacimy 2000 zł.",
        "why_not_a_fee": "Opłata nie zmieniłaby celu tych wniosków, a pełną kopię już wysłaliśmy.",
        "claims": "Umowę i korespondencję z rekrutacji przechowujemy do 30 września 2028, bo do "
        "tego dnia obie strony mogą dochodzić z nich roszczeń.\n"
        "Dostęp do nich mają tylko dwie osoby. Pozostałe dane usunęliśmy 2 lutego 2026.",
        "others": "Trzy wiadomości mówią o sprawach innej osoby. Po zasłonięciu samych nazwisk "
        "nadal można by ją rozpoznać, a te sprawy nie mają związku z Panią/Panem.",
        "pay": "Przelewem na rachunek, którego numer podamy po otrzymaniu zgody.",
        "answer": "Usunęliśmy Pani/Pana profil i zgłoszenia z 2023 roku z systemu CRM 9 lutego "
        "2026.\nKopie zapasowe wygasną do 11 marca 2026.",
        "lifting": "Adres, którego dotyczył spór, poprawiliśmy 20 lutego 2026 tak, jak podano we "
        "wniosku. Dane są więc prawidłowe.",
    },
    "en": {
        "mail": "Company mail",
        "archive": "Archive",
        "extension": "A part of the correspondence is in the archive. We will have read it by the "
        "middle of March.",
        "objective": "Since 3 November 2025 we have answered seven requests of the same wording "
        "with a full copy. Nothing in the data has changed since, and none of the messages was "
        "about what the copy says.",
        "subjective": "The message of 5 January 2026 announces further requests until we pay "
        "PLN 2000.",
        "why_not_a_fee": "A fee would not change what these requests are for, and we have sent a "
        "full copy already.",
        "claims": "We keep the contract and the correspondence about the recruitment until "
        "30 September 2028, because until then either side can bring claims on them.\n"
        "Only two people can see them. We erased the other data on 2 February 2026.",
        "others": "Three messages are about the affairs of another person. With only the names "
        "blacked out they could still be recognised, and these affairs do not concern you.",
        "pay": "By bank transfer, to an account that we will name once you have accepted.",
        "answer": "We erased your profile and your applications of 2023 from the CRM on "
        "9 February 2026.\nBackups expire by 11 March 2026.",
        "lifting": "On 20 February 2026 we corrected the disputed address as your request says. "
        "So the data is accurate.",
    },
}


def example(letter: Letter, language: str) -> Context:
    """Return what a letter is told in an invented case; it may go out."""
    frame = example_frame(language)
    return _MAKERS[letter](frame, _TEXTS.get(language, _TEXTS[FALLBACK]))


def _access_reply(frame: Frame, _: dict[str, str]) -> Context:
    systems = (SystemAnswer("CRM", 3), SystemAnswer("Newsletter", 0))
    return AccessReply(frame, systems, (_ERASURE_LATER,), 30, _HANDOVER)


def _partial_refusal(frame: Frame, texts: dict[str, str]) -> Context:
    systems = (
        SystemAnswer("CRM", 3),
        SystemAnswer(texts["mail"], 41),
        SystemAnswer("Newsletter", 0),
    )
    return PartialRefusal(
        frame,
        systems,
        (_ERASURE_LATER,),
        30,
        _HANDOVER,
        parts=(WithheldPart(texts["mail"], RefusalGround.others_rights, "15(4)", texts["others"]),),
    )


def _nothing_held(frame: Frame, _: dict[str, str]) -> Context:
    given, systems = ("zofia@example.org", "Zofia Nowik"), ("CRM", "Newsletter")
    return NothingHeld(frame, given, systems, (_ERASURE_LATER,), 3 * 365)


def _scope_query(frame: Frame, texts: dict[str, str]) -> Context:
    systems = (SystemAnswer("CRM", 1840), SystemAnswer(texts["mail"], 5230))
    return ScopeQuery(frame, systems, date(2026, 1, 28))


def _reminder(frame: Frame, _: dict[str, str]) -> Context:
    around = replace(frame, today_on=date(2026, 1, 21))
    return Reminder(around, Letter.identity_query, date(2026, 1, 14), date(2026, 1, 28))


def _extension(frame: Frame, texts: dict[str, str]) -> Context:
    return Extension(
        replace(frame, today_on=date(2026, 2, 5)),
        due_on=date(2026, 4, 13),
        months=2,
        criteria=((Criterion.several_systems, 4), (Criterion.several_people, 3)),
        reason=texts["extension"],
        done=(
            SystemAnswer("CRM", 3),
            SystemAnswer(texts["mail"], 41),
            SystemAnswer(texts["archive"], None),
        ),
        pending=(
            Pending(Right.access, PendingText.copy_being_made, date(2026, 3, 20)),
            Pending(Right.erasure, PendingText.by_person, date(2026, 4, 13)),
        ),
        disclose=True,
    )


def _fee_quote(frame: Frame, texts: dict[str, str]) -> Context:
    return FeeQuote(
        frame,
        rule=FeeRule.further_copy,
        right=Right.access,
        first_copy_on=date(2025, 11, 20),
        quote=quote(_TARIFF, _SCOPE),
        records=_SCOPE,
        systems=("CRM", texts["mail"]),
        valid_until_on=date(2026, 2, 4),
        how_to_pay=texts["pay"],
        texts=(),
        pending=(_ERASURE_LATER,),
    )


def _refusal(frame: Frame, texts: dict[str, str]) -> Context:
    abuse = (TextKind.objective, TextKind.subjective, TextKind.why_not_a_fee)
    return Refusal(
        replace(frame, today_on=date(2026, 2, 3)),
        refused=(
            Refused(
                Right.access,
                RefusalGround.excessive,
                "12(5)(b)",
                tuple((kind, texts[kind]) for kind in abuse),
            ),
            Refused(
                Right.erasure,
                RefusalGround.legal_claims,
                "17(3)(e)",
                ((TextKind.reason, texts["claims"]),),
            ),
        ),
        done=(),
        pending=(),
    )


def _overdue_apology(frame: Frame, _: dict[str, str]) -> Context:
    around = replace(frame, today_on=frame.due_on)
    return OverdueApology(around, ((Right.access, Outcome.granted),), (_ERASURE_LATER,))


def _person_reply(frame: Frame, texts: dict[str, str]) -> Context:
    return PersonReply(
        replace(frame, today_on=date(2026, 2, 10)),
        answers=(Answered(Right.erasure, texts["answer"]),),
        done=((Right.access, Outcome.granted),),
        pending=(),
    )


def _request_withdrawn(frame: Frame, _: dict[str, str]) -> Context:
    copy = Pending(Right.access, PendingText.copy_being_made, frame.due_on)
    return RequestWithdrawn(frame, (Right.erasure,), (copy,))


def _restriction_lifting(frame: Frame, texts: dict[str, str]) -> Context:
    around = replace(frame, rights=(Right.restriction,), today_on=date(2026, 3, 2))
    return RestrictionLifting(around, date(2026, 3, 12), texts["lifting"])


_MAKERS: dict[Letter, Callable[[Frame, dict[str, str]], Context]] = {
    Letter.acknowledgement: lambda frame, _: Acknowledgement(frame, sure=True),
    Letter.identity_query: lambda frame, _: IdentityQuery(
        frame, Doubt.sender_not_authenticated, date(2026, 1, 28)
    ),
    Letter.access_reply: _access_reply,
    Letter.nothing_held: _nothing_held,
    Letter.scope_query: _scope_query,
    Letter.extension: _extension,
    Letter.fee_quote: _fee_quote,
    Letter.refusal: _refusal,
    Letter.partial_refusal: _partial_refusal,
    Letter.not_identified: lambda frame, _: NotIdentified(
        replace(frame, today_on=date(2026, 2, 10)), date(2026, 1, 14), ()
    ),
    Letter.reminder: _reminder,
    Letter.overdue_apology: _overdue_apology,
    Letter.person_reply: _person_reply,
    Letter.request_withdrawn: _request_withdrawn,
    Letter.restriction_lifting: _restriction_lifting,
    Letter.rights_reply: lambda frame, _: three_rights(frame),
}
