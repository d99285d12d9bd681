"""What a reply says of a fee or of the request, and what marketing is. All people are invented."""

import pytest

from rightsflow.law.reception import ReplyWord
from rightsflow.law.right import Right
from rightsflow.mail.reading.model import Kind, Reading
from rightsflow.mail.reading.pool import ReadingPool
from rightsflow.mail.reading.read import read_message

ACCEPTS = [
    "Zgadzam się na opłatę.",
    "zgadzam sie na oplate",
    "Dzień dobry,\nzgadzam się na opłatę.\nPozdrawiam\nEwa Zmyślona",
    "Akceptuję opłatę",
    "Akceptuję koszt.",
    "Akceptuję wskazaną przez Państwa opłatę. Proszę o numer konta.",
    "Opłatę akceptuję.",
    "Wyrażam zgodę na poniesienie kosztów.",
    "Zapłacę.",
    "Zapłacę tę kwotę przelewem.",
    "Zgadzam się zapłacić 45 zł.",
    "Akceptuję koszt i proszę o przesłanie kopii moich danych.",
    "Zgadzam się na opłatę, nie mam pytań.",
    "Zgadzam się na opłatę. Jak mogę zapłacić?",
    "zgadzam się",
    "Akceptuję!",
    "Tak, zgadzam się.",
    "OK",
    "Ok, dziękuję",
    "Dzień dobry,\n\nzgadzam się.\n\nZ poważaniem\nEwa Zmyślona\ntel. 600 100 200\nkadry",
    "akceptuję\n\nWysłane z iPhone'a",
    "I accept the fee.",
    "Dear Sir or Madam,\nI hereby accept the charge.\nKind regards\nEve Example",
    "I agree to pay.",
    "I agree to the costs.",
    "I will pay the fee.",
    "I'll pay it",
    "The fee is fine.",
    "I accept",
    "Thanks. I agree.\nEve Example",
    (
        "I accept the fee.\n\nThis message is intended only for the recipient and may be"
        " confidential, but who knows."
    ),
    "Ich akzeptiere die Gebühr.",
    "Mit den Kosten bin ich einverstanden.",
    "Ich stimme der Gebühr zu.",
    "Ich übernehme die Kosten.",
    "Einverstanden.",
]

WITHDRAWS = [
    "Wycofuję wniosek.",
    "wycofuje wniosek",
    "Wycofuję mój wniosek, nie jest mi już potrzebny.",
    "Dziękuję, wycofuję swój wniosek.",
    "Cofam żądanie.",
    "Rezygnuję z wniosku.",
    "Rezygnuję z mojego żądania. Dziękuję.",
    "Proszę nie rozpatrywać mojego wniosku.",
    "Prosze o wycofanie mojego wniosku",
    "Chciałabym wycofać swój wniosek.",
    "Wniosek wycofuję.",
    "Nie zgadzam się na opłatę i wycofuję wniosek.",
    "Nie akceptuję opłaty. Wycofuję wniosek.",
    "Wycofuję wniosek o usunięcie moich danych",
    "Proszę wycofać mój wniosek o kopię danych.",
    "Proszę nie rozpatrywać mojego wniosku o dostęp do danych z art. 15 RODO.",
    "I withdraw my request.",
    "I would like to withdraw my request.",
    "Please disregard my request.",
    "Please disregard my request to delete my data.",
    "I withdraw my request for access to my personal data, it is no longer needed.",
    "I do not accept the fee. I withdraw my request.",
    "Please do not process my request.",
    "Please consider my request withdrawn.",
    "Ich ziehe meinen Antrag zurück.",
    "Hiermit ziehe ich meine Anfrage zurueck.",
    "Ich möchte meinen Antrag auf Löschung meiner Daten zurückziehen.",
    "Bitte bearbeiten Sie meinen Antrag nicht.",
]

UNCLEAR = [
    "Nie zgadzam się na opłatę.",
    "Nie akceptuję kosztów.",
    "Nie zapłacę.",
    "Nie wycofuję wniosku.",
    "Zgadzam się, ale tylko na kopię danych z 2025 roku.",
    "Zgadzam się na opłatę, ale tylko 20 zł.",
    "Zgadzam się na opłatę. Jednak proszę ograniczyć ją do połowy.",
    "OK.\nAle tylko za 2024 rok",
    "Czy mam zapłacić opłatę?",
    "Zgadzam się na opłatę?",
    "Jeśli to konieczne, zapłacę opłatę.",
    "Akceptuję opłatę, o ile dostanę fakturę.",
    "Chyba wycofuję wniosek.",
    "Zgadzam się na opłatę. Wycofuję wniosek.",
    "Zgadzam się na opłatę. Jeśli jest wyższa, rezygnuję z wniosku.",
    "Wycofuję wniosek w części.",
    "Wycofuję zgodę.",
    "Wycofuję zgodę na marketing.",
    "Wycofuję zgodę i składam wniosek o usunięcie danych.",
    "Rezygnuję z newslettera.",
    "Rezygnuję z subskrypcji, proszę mnie wypisać.",
    "Rezygnuję.",
    "Sprzeciwiam się przetwarzaniu moich danych.",
    "Sprzeciwiam się opłacie.",
    "Zgadzam się na przetwarzanie danych.",
    "Wyrażam zgodę na przetwarzanie danych w rekrutacji.",
    "Wycofuję aplikację na stanowisko magazyniera.",
    "Odwołuję się od odmowy mojego wniosku.",
    "Wycofuję wniosek o kopię danych i proszę o usunięcie moich danych.",
    "Ok, przyjęłam do wiadomości, proszę o cierpliwość.",
    "OK, dziękuję za informację.",
    "Zgadzam się z Państwem, że sprawa jest trudna.",
    "Dziękuję za informację.",
    "Zapłacę fakturę w piątek.",
    "I do not accept the fee.",
    "I won't pay.",
    "I never agreed to pay.",
    "I accept the fee, but only for the data of 2025.",
    "I would accept a lower fee.",
    "If the fee is that high, I withdraw my request.",
    "Should I withdraw my request?",
    "I do not withdraw my request.",
    "I withdraw my consent.",
    "I withdraw my consent and my request.",
    "I refuse to pay the fee.",
    "Please do not disregard my request.",
    "Unsubscribe me from the newsletter.",
    "Thanks for the information, I accept that this takes time.",
    "Ich akzeptiere die Gebühr nicht.",
    "Ich ziehe meinen Antrag nicht zurück.",
    "Ich widerrufe meine Einwilligung.",
    "Ich akzeptiere die Kosten, aber nur für 2025.",
]


def reply(text: str, head: str = "Subject: Re: x\nIn-Reply-To: <1@example.org>\n") -> bytes:
    """Return an answer to a letter of ours as it arrives."""
    fields = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    return f"From: Ewa <ewa@example.com>\n{head}{fields}\n{text}".encode()


@pytest.mark.parametrize("text", ACCEPTS)
def test_a_clear_word_accepts_a_fee(text: str) -> None:
    """Articles 12(5)(a) and 15(3): a charge needs the person's agreement, in any clear words."""
    assert read_message(reply(text)).reply_word is ReplyWord.accepts_fee


@pytest.mark.parametrize("text", WITHDRAWS)
def test_a_clear_word_takes_the_request_back(text: str) -> None:
    """What is taken back is not asked for again by the words that name it."""
    reading = read_message(reply(text))

    assert (ReplyWord.withdraws_request, (), Kind.follow_up) == (
        reading.reply_word,
        reading.rights,
        reading.kind,
    )


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_doubtful_word_neither_accepts_nor_takes_back(text: str) -> None:
    """Money or an answer depends on it: a no, a condition, "but only" and a question are none."""
    assert read_message(reply(text)).reply_word is None


def test_words_quoted_below_a_reply_are_not_the_writers() -> None:
    """Our own letter tells people what they may answer."""
    quoted = "W dniu 12.01.2026 o 9:15, IOD pisze:\n> Zgadzam się na opłatę.\n> Wycofuję wniosek.\n"

    assert read_message(reply(f"Pomyślę.\n\n{quoted}")).reply_word is None
    assert read_message(reply(f"Wycofuję wniosek.\n\n{quoted}")).reply_word is (
        ReplyWord.withdraws_request
    )


def test_a_long_letter_that_answers_nothing_says_no_word() -> None:
    """Only an answer, or a short letter, is searched for a word."""
    story = "Wczoraj kupiłem u Państwa buty i jestem z nich zadowolony. " * 8
    new = "Subject: Buty\n"

    assert read_message(reply(f"{story}Zgadzam się na opłatę.", new)).reply_word is None
    assert read_message(reply("Zgadzam się na opłatę.", new)).reply_word is not None


def test_plain_and_html_forms_that_say_different_words_say_none() -> None:
    """The writer has seen one form, and nobody knows which."""
    parts = (
        "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=B\n\n"
        "--B\nContent-Type: text/plain\n\nI withdraw my request.\n"
        "--B\nContent-Type: text/html\n\n<p>{html}</p>\n--B--\n"
    )
    head = "From: ewa@example.com\nIn-Reply-To: <1@example.org>\n"
    words = [
        read_message(f"{head}{parts.format(html=html)}".encode()).reply_word
        for html in ("I withdraw my request.", "I do not withdraw my request.")
    ]

    assert [ReplyWord.withdraws_request, None] == words


@pytest.mark.parametrize(
    ("right", "text"),
    [
        (Right.consent_withdrawal, "Wycofuję zgodę i składam wniosek o usunięcie moich danych."),
        (Right.consent_withdrawal, "Wycofuję wniosek i zgodę na przetwarzanie cofam."),
        (Right.erasure, "Wycofuję wniosek o kopię danych i proszę o usunięcie moich danych."),
        (Right.erasure, "Wycofuję wniosek o kopię, żądam usunięcia danych z art. 17."),
        (Right.erasure, "I withdraw my request for a copy. Please delete my data."),
        (Right.erasure, "I withdraw my request to you, delete my data."),
        (Right.erasure, "Ich möchte meinen Antrag auf Löschung meiner Daten stellen, nicht mehr."),
    ],
)
def test_taking_a_request_back_hides_no_right_that_is_asked_for_beside_it(
    right: Right, text: str
) -> None:
    """Only what is taken back goes unheard; and with a request beside it, nothing is clear."""
    reading = read_message(reply(text))

    assert (right in reading.rights, reading.reply_word) == (True, None)


@pytest.mark.parametrize(
    ("marketing", "text"),
    [
        (True, "Sprzeciwiam się przetwarzaniu moich danych w celach marketingowych."),
        (True, "sprzeciwiam sie marketingowi"),
        (True, "Wypiszcie mnie z newslettera"),
        (True, "Nie życzę sobie więcej ofert. Proszę przestać do mnie dzwonić."),
        (True, "Przestańcie do mnie dzwonić."),
        (True, "Sprzeciwiam się profilowaniu."),
        (True, "Cofam zgodę na otrzymywanie ofert handlowych."),
        (True, "Proszę o wycofanie mojej zgody marketingowej."),
        (True, "Wciąż dostaję od was reklamy. Sprzeciwiam się przetwarzaniu moich danych."),
        (True, "I object to direct marketing."),
        (True, "Please stop sending me emails."),
        (True, "I object to the processing of my data for profiling related to advertising."),
        (True, "I withdraw my consent to receive the newsletter."),
        (True, "Ich widerspreche der Nutzung meiner Daten für Werbung."),
        (True, "Bitte nehmen Sie mich aus dem Verteiler."),
        (False, "Sprzeciwiam się przetwarzaniu moich danych."),
        (False, "Wnoszę sprzeciw na podstawie art. 21 RODO ze względu na moją sytuację."),
        (False, "Cofam zgodę na przetwarzanie danych w przyszłych rekrutacjach."),
        (False, "Proszę o kopię danych używanych do marketingu."),
        (
            False,
            (
                "Proszę o kopię danych używanych do marketingu. Pracowałam u Państwa dwa lata."
                " Sprzeciwiam się przetwarzaniu moich danych."
            ),
        ),
        (
            False,
            (
                "Sprzeciwiam się przetwarzaniu moich danych. Newsletter: zgodę można wycofać w"
                " każdej chwili."
            ),
        ),
        (False, "I object to the processing of my data because of my situation."),
        (False, "I withdraw my consent to the processing of my application."),
        (False, "Ich widerspreche der Verarbeitung meiner Daten."),
    ],
)
def test_an_objection_that_may_be_about_marketing_is(text: str, *, marketing: bool) -> None:
    """Article 21(3): it can never be refused, so in doubt it is one; others are weighed."""
    assert read_message(reply(text, "Subject: Pismo\n")).marketing is marketing


def test_the_subject_may_say_that_an_objection_is_about_marketing() -> None:
    """Article 21(2): a writer names the matter where they like."""
    text = "Dzień dobry,\nEwa.\nSprzeciwiam się przetwarzaniu moich danych."

    assert read_message(reply(text, "Subject: Newsletter\n")).marketing


@pytest.mark.parametrize(
    ("text", "word", "marketing"),
    [
        ("Zgadzam się na opłatę.", ReplyWord.accepts_fee, False),
        ("Wycofuję wniosek.", ReplyWord.withdraws_request, False),
        ("Sprzeciwiam się marketingowi.", None, True),
    ],
)
async def test_what_a_reply_says_comes_out_of_the_child_process(
    text: str, word: ReplyWord | None, *, marketing: bool
) -> None:
    """A reading travels and is stored as JSON, and is printed by `rightsflow read --json`."""
    async with ReadingPool(1) as pool:
        (reading,) = await pool.read_many([reply(text)])
    public = reading.public()

    assert (word, marketing) == (reading.reply_word, reading.marketing)
    assert (word, marketing) == (public["reply_word"], public["marketing"])
    assert reading == Reading.from_json(reading.to_json())


def test_a_reading_stored_before_replies_were_read_still_loads() -> None:
    """What was stored without these fields says nothing of fee, request or marketing."""
    reading = Reading.from_json('{"kind":"request","rights":["objection"],"confirms":null}')

    assert (reading.reply_word, reading.marketing) == (None, False)
