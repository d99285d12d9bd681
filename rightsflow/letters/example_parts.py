"""What was done, kept and told in the invented answers to rights."""

from datetime import date

from rightsflow.law.duty import Duty
from rightsflow.law.ground import Treatment
from rightsflow.law.right import AskedRight, Ground, Outcome
from rightsflow.letters.example_texts import texts_of
from rightsflow.letters.frame import Frame
from rightsflow.letters.parts import KeptTold, PartTold, PurposeTold
from rightsflow.letters.rights import NoticeTold, RightAnswer, ToldRecipient

DONE_ON = date(2026, 2, 5)
AT_ONCE_ON = date(2026, 1, 13)
TODAY_ON = date(2026, 2, 9)
BY_HAND_ON = date(2026, 2, 20)


class Said:
    """The titles of the invented systems, and makers of parts, in one language."""

    def __init__(self, frame: Frame) -> None:
        self._texts = texts_of(frame.language)

    def __getitem__(self, name: str) -> str:
        """Return a title or a text by its name."""
        return self._texts[name]

    def purpose(self, name: str, ground: Ground, **more: bool) -> PurposeTold:
        """Return a purpose by its name, with what ends for the person with it."""
        ends = self._texts.get(f"{name}_ends", "")
        return PurposeTold(self[name], ground, ends=ends, **more)

    @property
    def newsletter(self) -> PurposeTold:
        """Return the newsletter, which rests on consent."""
        return self.purpose("newsletter", Ground.consent, marketing=True)

    @property
    def recruiting(self) -> PurposeTold:
        """Return future recruitments, which rest on consent."""
        return self.purpose("recruiting", Ground.consent)

    @property
    def relations(self) -> PurposeTold:
        """Return the contact with clients, which rests on an interest."""
        return self.purpose("relations", Ground.legitimate_interest)

    @property
    def matching(self) -> PurposeTold:
        """Return the profiling, which rests on an interest."""
        return self.purpose("matching", Ground.legitimate_interest, profiling=True)

    @property
    def training(self) -> PurposeTold:
        """Return the training, which rests on a contract."""
        return self.purpose("training", Ground.contract)


def told(said: Said) -> tuple[ToldRecipient, ...]:
    """Return three recipients: one confirmed, one was told, one is no more."""
    return (
        ToldRecipient("Nadwiślańskie Biuro Handlowe sp. z o.o.", NoticeTold.confirmed, TODAY_ON),
        ToldRecipient("Brightfold Insights, Inc.", NoticeTold.told, date(2026, 2, 6)),
        ToldRecipient("Kadry Trzy s.c.", NoticeTold.impossible, None, said["closed_down"]),
    )


def contacts(said: Said) -> PartTold:
    """Return what was erased in the CRM."""
    what = (said["contacts"], said["notes"])
    return PartTold(Treatment.erase, "CRM", what, (said.relations,), "17(1)(c)", 3, DONE_ON)


def subscriptions(said: Said) -> PartTold:
    """Return what was erased in the newsletter."""
    what = (said["subscriptions"],)
    return PartTold(Treatment.erase, "Newsletter", what, (said.newsletter,), "17(1)(b)", 1, DONE_ON)


def group_post(said: Said) -> PartTold:
    """Return what a colleague erases by hand."""
    return PartTold(
        Treatment.erase, said["group"], (said["posts"],), (said.relations,), "17(1)(c)", 1,
        by_person_on=BY_HAND_ON,
    )  # fmt: skip


def applications(said: Said) -> PartTold:
    """Return applications of which a few fields stay for claims."""
    claims = KeptTold(Duty.candidate_claims, "", "17(3)(e)", date(2028, 9, 30))
    cleared, stays = (
        tuple(said[name].split(", ")) for name in ("application_fields", "kept_fields")
    )
    return PartTold(
        Treatment.blank, said["ats"], (said["applications"],), (said.recruiting,), "17(1)(b)", 2,
        DONE_ON, fields=cleared, stays=stays, kept=(claims,),
    )  # fmt: skip


def invoices(said: Said) -> PartTold:
    """Return invoices that two duties keep."""
    books = KeptTold(Duty.accounting, "", "17(3)(b)", date(2030, 12, 31))
    taxes = KeptTold(Duty.tax, "", "17(3)(b)", date(2030, 12, 31))
    return PartTold(
        Treatment.keep, "CRM", (said["invoices"],), (said.training,), "17(3)(b)", 1,
        kept=(books, taxes),
    )  # fmt: skip


def partly_erased(said: Said) -> RightAnswer:
    """Return an erasure with all that can become of data."""
    parts = (contacts(said), subscriptions(said), applications(said), invoices(said))
    return RightAnswer(
        AskedRight.erasure, Outcome.partly_granted, (*parts, group_post(said)), text=said["kept"]
    )


def withdrawn(said: Said) -> RightAnswer:
    """Return two consents that were withdrawn, and a contract that goes on."""
    stops = tuple(
        PartTold(
            Treatment.stop, system, (what,), (purpose,), "7(3)", 1, AT_ONCE_ON, given_on=given_on
        )
        for system, what, purpose, given_on in (
            ("Newsletter", said["subscriptions"], said.newsletter, date(2024, 3, 3)),
            (said["ats"], said["candidates"], said.recruiting, None),
        )
    )
    goes_on = PartTold(Treatment.go_on, "CRM", (said["contracts"],), (said.training,), "6(1)", 1)
    return RightAnswer(AskedRight.consent_withdrawal, Outcome.granted, (*stops, goes_on))


def restricted(said: Said, article: str) -> PartTold:
    """Return what was restricted in the CRM, and by which provision."""
    what = (said["contacts"], said["notes"])
    return PartTold(
        Treatment.restrict, "CRM", what, (said.relations,), article, 3, date(2026, 1, 15)
    )
