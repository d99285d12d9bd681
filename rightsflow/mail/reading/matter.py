"""Everything that is asked about a letter when it is judged, each answer worked out once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

from rightsflow.law.reception import ReplyWord
from rightsflow.mail.reading import limits
from rightsflow.mail.reading.asides import threats, without_asides, without_threats
from rightsflow.mail.reading.auto import AUTO_REPLY, MAILING, Envelope
from rightsflow.mail.reading.confirmation import confirms
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.found import Found
from rightsflow.mail.reading.language import OTHER
from rightsflow.mail.reading.letter import Letter
from rightsflow.mail.reading.lexicon import LANGUAGES, Lexicon, lexicon
from rightsflow.mail.reading.reply import reply_word
from rightsflow.mail.reading.rights import asks_plainly, find_rights, is_notice
from rightsflow.mail.reading.sentences import Sentence, sentences, title_sentence
from rightsflow.mail.reading.weighing import read_rights, weighed

_SHORT: Final = 300
"""Length of a letter, in characters, that may be nothing but thanks or a yes."""

_IN_NO_LANGUAGE: Final = 3
"""So few words are in no language that could be counted out: "UNSUBSCRIBE"."""

_WORDS_A_SIGN: Final = 15
_MOST_SIGNS: Final = 4
"""For so many words of a letter one sign of ordinary matters is wanted, and the most signs."""

Reader: TypeAlias = Callable[[list[Sentence], Lexicon], Found]
"""How rights are looked for in the sentences of a letter."""

_CASE_TOKEN: Final = re.compile(r"\brf-20\d\d-\d{4,}", re.IGNORECASE)


@dataclass(frozen=True)
class Matter:
    """Everything the tests look at, each part worked out once and only when asked for."""

    letter: Letter
    envelope: Envelope
    facts: Mapping[str, Any]
    forbidden: frozenset[str]
    is_bounce: bool

    @cached_property
    def words(self) -> Lexicon:
        """The vocabulary of the letter's language."""
        return lexicon(self.letter.read_as)

    @cached_property
    def folded(self) -> str:
        """The subject of a new letter and the writer's words, folded."""
        subject = "" if self.letter.is_reply else self.letter.subject
        return fold_text(f"{subject}\n{self.letter.body[: limits.BODY_CHARS]}")

    @cached_property
    def own_sentences(self) -> list[Sentence]:
        """The writer's own words in sentences.

        What a company tells stands under headings, and only who speaks of themselves is no
        company.
        """
        own = list(sentences(self.letter.own))
        if not self.is_from_company:
            return own
        told = [one for one in own if self.words.own_self.search(one.folded)]
        return [replace(one, heading=False, ticked=False, lead="") for one in told]

    @cached_property
    def titles(self) -> list[Sentence]:
        """The subject, where it says what is wished: not that of an answer or a receipt."""
        is_new = not (self.letter.is_reply or self.is_reminder or self.is_from_company)
        return [title_sentence(self.letter.subject)] if is_new else []

    @cached_property
    def own_found(self) -> Found:
        """Rights in the subject and the writer's own words; a reminder speaks of those before."""
        if self.confirms is not None or self.reply_word:
            return self.own_phrases
        if not self.is_reminder:
            return self._own_weighed
        plain = self.own_phrases.only_plain()
        return self._own_weighed.only_plain() if plain.evidence else plain

    @cached_property
    def own_phrases(self) -> Found:
        """Rights that phrases alone find in the subject and the writer's own words."""
        return self._find(self._own_letter, lambda *_: self._own_first)

    @cached_property
    def _own_letter(self) -> list[Sentence]:
        return [*self.titles, *self.own_sentences]

    @cached_property
    def _own_first(self) -> Found:
        return find_rights(self._own_letter, self.words)

    @property
    def _own_weighed(self) -> Found:
        return self._find(
            self._own_letter, lambda letter, words: weighed(self._own_first, letter, words)
        )

    @cached_property
    def passed_on_found(self) -> Found:
        """Rights in a letter that the writer passes on."""
        if not self.letter.passed_on:
            return Found()
        return self._find(list(sentences(self.letter.passed_on)))

    @property
    def _is_phrased(self) -> bool:
        """Say whether phrases find a right in the letter, or the words in one passed on."""
        return bool(self.own_phrases.evidence or self.passed_on_found.evidence)

    @cached_property
    def found(self) -> Found:
        """Rights asked for; in a letter passed on only where the writer asks for none."""
        if self.own_found.evidence or self.own_found.disputed or self._reminds_of_own:
            return self.own_found
        return self.passed_on_found if self.passed_on_found.evidence else self.own_found

    def _find(self, letter: list[Sentence], by: Reader = read_rights) -> Found:
        is_other = self.letter.language == OTHER
        if is_other and not self._is_bid:
            return Found()
        found = Found() if is_other else by(letter, self.words)
        if found.evidence or found.disputed:
            return found
        # A letter in two languages, or a short one taken for the wrong language.
        wishes = [one for one in letter if not is_notice(one, self.words)]
        for other in LANGUAGES:
            if other != self.letter.language:
                elsewhere = find_rights(wishes, lexicon(other)).only_plain()
                if elsewhere.evidence:
                    return elsewhere
        return found

    def says(self, topic: str) -> bool:
        """Say whether the letter contains a phrase of the vocabulary's list `topic`."""
        return self.words.about[topic].search(self.folded) is not None

    @cached_property
    def troubling(self) -> str:
        """The folded letter without the words that only sound as if they were about data."""
        if "aside" not in self.words.about:
            return self.folded
        return without_asides(self._told, self.words)

    @cached_property
    def complains(self) -> bool:
        """Say whether the letter is a complaint, and does not only threaten one."""
        told = self.words.about["complaint"]
        return self.says("complaint") and told.search(self.calm) is not None

    @cached_property
    def complains_to_authority(self) -> bool:
        """Say whether the letter is a complaint that is meant for the authority."""
        meant = self.words.about["complaint_to_authority"]
        return self.complains and meant.search(self.calm) is not None

    @cached_property
    def calm(self) -> str:
        """The folded letter without the sentences that say what will follow if nothing is done."""
        return without_threats(self._told, self.words)

    @cached_property
    def threats(self) -> list[str]:
        """What the letter says will follow if nothing is done, each to the end of its sentence."""
        return threats(self._told, self.words)

    @cached_property
    def _told(self) -> list[Sentence]:
        """The subject of a new letter, and all its sentences."""
        subject = [] if self.letter.is_reply else [title_sentence(self.letter.subject)]
        return [*subject, *sentences(self.letter.body)]

    def hints_at(self, topic: str) -> bool:
        """Say whether what is left of the letter in `troubling` contains a phrase of `topic`."""
        return self.words.about[topic].search(self.troubling) is not None

    @cached_property
    def is_reminder(self) -> bool:
        """Say whether the letter comes back to an earlier one."""
        return self.letter.language != OTHER and self.says("follow_up")

    @property
    def _reminds_of_own(self) -> bool:
        """Say whether a reminder speaks of a request of the writer's, not of one passed on."""
        mine = self.words.about["our_case"]
        return self.is_reminder and mine.search(fold_text(self.letter.own)) is not None

    @cached_property
    def is_from_company(self) -> bool:
        """Say whether a company tells its reader something: "your account has been deleted".

        Either in words that only companies use, or of the reader's data and never of its own.
        """
        if self.letter.language == OTHER or self.says("done_for_you"):
            return self.letter.language != OTHER
        own = fold_text(self.letter.own)
        return self.says("your_data") and self.words.own_self.search(own) is None

    @cached_property
    def is_in_thread(self) -> bool:
        """Say whether the message answers another, or names a case."""
        named = _CASE_TOKEN.search(self.letter.subject) is not None
        return named or bool(self.facts["in_reply_to"] or self.facts["references"])

    @cached_property
    def confirms(self) -> bool | None:
        """Whether the writer confirms: only an answer, or a short word, is one."""
        if self.letter.language == OTHER or self._is_phrased:
            return None
        if not (self.is_in_thread or len(self.letter.own) < _SHORT):
            return None
        return confirms(self.own_sentences, self.words)

    @cached_property
    def reply_word(self) -> ReplyWord | None:
        """What the writer clearly says of a fee or of the request: an answer, or a short word."""
        if not (self.is_in_thread or len(self.letter.own) < _SHORT):
            return None
        asks = bool(self.own_phrases.evidence)
        word = reply_word(self.own_sentences, asks=asks)
        if word and self.letter.other_form:
            other = reply_word(sentences(self.letter.other_form), asks=asks)
            return word if word is other else None
        return word

    @cached_property
    def is_away(self) -> bool:
        """Say whether the subject, or a short text, is an absence notice."""
        text = fold_text(self.letter.subject)
        if len(self.letter.own) < _SHORT:
            text += "\n" + fold_text(self.letter.own)
        return any(lexicon(name).about["away"].search(text) for name in LANGUAGES)

    @cached_property
    def is_titled_by_machine(self) -> bool:
        """Say whether the subject begins as programs let it begin, and people do not."""
        title = fold_text(self.letter.subject)
        return any(lexicon(name).about["machine_title"].match(title) for name in LANGUAGES)

    @cached_property
    def is_by_machine(self) -> bool:
        """Say whether the text says that a program wrote it, and asks for no right (RFC 3834 2)."""
        if self.found.evidence:
            return False
        told = fold_text(self.letter.own)
        return any(lexicon(name).about["by_machine"].search(told) for name in LANGUAGES)

    @cached_property
    def is_thanks(self) -> bool:
        """Say whether the letter says thank you and asks for nothing."""
        short = len(self.letter.own) < _SHORT and "?" not in self.letter.own
        return (
            short and self.says("thanks") and not self.words.ask.search(fold_text(self.letter.own))
        )

    @cached_property
    def is_empty(self) -> bool:
        """Say whether there are no words at all, written or passed on."""
        return not (self.letter.own or self.letter.passed_on)

    @property
    def has_more(self) -> bool:
        """Say whether there is something besides words, or words that could not be read."""
        return self.letter.has_attachments or self.letter.is_obstructed

    @cached_property
    def is_unclear(self) -> bool:
        """Say whether the writer may want something about their data, but it is not clear what.

        A request counts in whatever words it comes, so a letter is no request only if it speaks
        of something ordinary, and of nothing that could be one.
        """
        if self.says("mailing") or self.says("employee_document"):
            return False
        if (
            self.own_found.is_heard
            or self._is_wish
            or self._asks_in_passing
            or self.hints_at("concern")
        ):
            return True
        return not (self.is_ordinary or self._is_idle)

    @cached_property
    def is_ordinary(self) -> bool:
        """Say whether the letter speaks of ordinary matters, and not by one stray word.

        The longer it is, the more signs are wanted; one in the subject counts twice.
        """
        ordinary = self.words.about["ordinary"]
        signs = len({match.group() for match in ordinary.finditer(self.folded)})
        titled = any(ordinary.search(title.folded) for title in self.titles)
        wanted = min(_MOST_SIGNS, 1 + len(self.folded.split()) // _WORDS_A_SIGN)
        return signs > 0 and signs + titled >= wanted

    @property
    def _is_wish(self) -> bool:
        """Say whether something is wished about the writer's data."""
        about = bool(self.own_found.mentioned) or self.hints_at("data_wish")
        return about and self.hints_at("own_data") and self.says("wish")

    @property
    def _asks_in_passing(self) -> bool:
        """Say whether a sentence that was taken for a notice, or the like, asks for a right."""
        return any(asks_plainly(one, self.words) for one in self.own_sentences)

    @property
    def _is_idle(self) -> bool:
        """Say whether nothing is wanted: thanks, an advertisement, no words, another machine's."""
        machine = not (MAILING | AUTO_REPLY).isdisjoint(self.forbidden)
        foreign = self.letter.language == OTHER and not self._is_bid
        return self.is_thanks or self.is_empty or machine or foreign

    @property
    def _is_bid(self) -> bool:
        """Say whether the letter is a word or two that ask in one of the languages: "abmelden"."""
        own = fold_text(self.letter.own)
        few = len(own.split()) <= _IN_NO_LANGUAGE
        return few and any(lexicon(name).heading.search(own) for name in LANGUAGES)
