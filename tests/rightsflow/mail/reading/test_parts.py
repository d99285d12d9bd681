"""The parts of reading: charset, HTML, quotes, rules, results, identifiers, bounces."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.law.right import Right
from rightsflow.mail.reading.authentication import parse_results
from rightsflow.mail.reading.beside import UNSURE
from rightsflow.mail.reading.folding import fold_text
from rightsflow.mail.reading.identifiers import is_pesel
from rightsflow.mail.reading.language import detect_language
from rightsflow.mail.reading.lexicon import LANGUAGES, lexicon, load_toml
from rightsflow.mail.reading.phrases import BadPhrase, Phrases
from rightsflow.mail.reading.quotes import split_quotes
from rightsflow.mail.reading.read import read_message
from rightsflow.mime import limits
from rightsflow.mime.charset import decode_bytes
from rightsflow.mime.html import TooMuchHtml, html_to_text

PANGRAM = "Żądam, Państwo, zażółć gęślą jaźń"


@given(st.text())
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    """A span found in the folded text is shown in the original."""
    assert len(text) == len(fold_text(text))


def test_folding_takes_off_diacritics() -> None:
    """Half of all letters are typed without them."""
    assert fold_text(PANGRAM) == "zadam, panstwo, zazolc gesla jazn"


@pytest.mark.parametrize(
    ("charset", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", None),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "x-mac-ce-foo"),
        ("cp1250", "windows-1250"),
        ("cp1250", "iso-8859-1"),
        ("cp1250", None),
        ("iso-8859-2", "iso-8859-2"),
        ("iso-8859-2", "us-ascii"),
        ("iso-8859-2", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_polish_letters_are_read_under_a_missing_or_wrong_label(
    charset: str, label: str | None
) -> None:
    """The ladder: declared, UTF-8, then the charset that makes more Polish letters."""
    assert decode_bytes(PANGRAM.encode(charset), label)[0] == PANGRAM


def test_western_text_stays_western() -> None:
    """A right label is believed."""
    assert decode_bytes("für Größe".encode("cp1252"), "iso-8859-1")[0] == "für Größe"


def test_an_unknown_charset_is_told() -> None:
    """A person sees that the text was guessed."""
    assert [decode_bytes(b"x", label)[1] for label in ("utf-8", "x-foo")] == [True, False]


@given(st.binary(), st.text(max_size=12))
def test_decoding_never_fails(raw: bytes, label: str) -> None:
    """Labels are whatever the sender wrote."""
    assert isinstance(decode_bytes(raw, label)[0], str)


def test_html_becomes_lines_without_what_cannot_be_seen() -> None:
    """Scripts, styles, hidden and zero-sized text are no words of the writer."""
    markup = (
        "<html><head><title>t</title><style>p{}</style></head><body><div>One<br>two</div>"
        "<p hidden>no</p><p style='font-size:0px'>no</p><p style='font-size:0.9em'>yes</p>"
        "<script>no()</script><ul><li>item</li></ul><!-- no --></body></html>"
    )

    assert html_to_text(markup).split() == ["One", "two", "yes", "item"]


def test_html_quotations_are_marked_as_in_plain_text() -> None:
    """One rule tells quotations apart in both forms."""
    assert "> quoted" in html_to_text("mine<blockquote><div>quoted</div></blockquote>")


def test_tick_boxes_of_a_form_keep_their_state() -> None:
    """A box that is not ticked asks for nothing."""
    markup = "<p><input type=checkbox checked> a</p><p><input type=checkbox> b</p>"

    assert html_to_text(markup) == "[x] a\n\n[ ] b"


@pytest.mark.parametrize(
    "markup", ["<div>" * 1_000, "<" * (limits.HTML_TAGS + 1), "a" * (limits.TEXT_BYTES + 1)]
)
def test_html_beyond_the_limits_is_refused(markup: str) -> None:
    """Deep nesting costs the parser seconds (measured)."""
    with pytest.raises(TooMuchHtml):
        html_to_text(markup)


@given(st.text(alphabet="<>/abdivp \"'=!-&;\n"))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    """Broken markup is common."""
    assert isinstance(html_to_text(markup), str)


ATTRIBUTIONS = {
    "Gmail pl": "pon., 12 sty 2026 o 09:15 IOD <iod@example.org> napisał(a):",
    "Gmail pl, wrapped": "pon., 12 sty 2026 o 09:15 Inspektor <iod@example.org>\nnapisał(a):",
    "Gmail en": "On Mon, Jan 12, 2026 at 9:15 AM IOD <iod@example.org> wrote:",
    "Gmail de": "Am Mo., 12. Jan. 2026 um 09:15 Uhr schrieb IOD <iod@example.org>:",
    "Thunderbird pl": "W dniu 12.01.2026 o 09:15, IOD pisze:",
    "Thunderbird en": "On 12/01/2026 09:15, IOD wrote:",
    "Thunderbird de": "Am 12.01.26 um 09:15 schrieb IOD:",
    "Apple pl": "Wiadomość napisana przez IOD <iod@example.org> w dniu 12 sty 2026, o godz. 09:15:",
    "Apple pl, newer": "Dnia 12 sty 2026, o godz. 09:15, IOD <iod@example.org> napisał(a):",
    "Onet": "W dniu 2026-01-12 09:15:00 użytkownik IOD <iod@example.org> napisał:",
    "WP, o2": "Dnia 12 stycznia 2026 09:15 IOD <iod@example.org> napisał(a):",
}


@pytest.mark.parametrize("client", ATTRIBUTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_the_quotation_below_a_reply_is_cut_off(client: str, mark: str) -> None:
    """Mail programs in use in Poland, with and without quotation marks."""
    own = "Potwierdzam.\n\nZ poważaniem\nEwa Zmyślona"
    split = split_quotes(f"{own}\n\n{ATTRIBUTIONS[client]}\n{mark}Prosimy o tak.\n")

    assert split.own == own
    assert "Prosimy o tak." in split.quoted


@pytest.mark.parametrize(
    "block",
    [
        "Od: IOD <iod@example.org>\nWysłano: poniedziałek, 12 stycznia 2026\nDo: Ewa\nTemat: Odp",
        "From: IOD <iod@example.org>\nSent: Monday\nTo: Ewa\nSubject: Re",
        "Von: IOD <iod@example.org>\nGesendet: Montag\nAn: Ewa\nBetreff: AW",
        '-----Oryginalna wiadomość-----\nOd: "IOD" <iod@example.org>\nDo: Ewa\nTemat: Odp',
        "________________________________\nOd: IOD <iod@example.org>\nData: dziś\nDo: E\nTemat: x",
        "*From:* IOD\n*Sent:* Monday\n*To:* Ewa\n*Subject:* Re",
    ],
)
def test_the_header_block_of_outlook_and_interia_is_cut_off(block: str) -> None:
    """These programs mark the quotation by its header alone."""
    split = split_quotes(f"Potwierdzam.\n\n{block}\n\nNasz list.\n", "RE: x")

    assert (split.own, split.passed_on) == ("Potwierdzam.", "")


def test_a_letter_passed_on_is_kept_apart_from_a_quotation() -> None:
    """A request that the personnel department forwards must not be lost."""
    split = split_quotes(
        "Do IOD\n\nOd: Jan <jan@example.com>\nWysłano: dziś\nDo: HR\nTemat: dane\n\nUsuńcie dane.",
        "PD: dane",
    )

    assert (split.own, split.passed_on) == ("Do IOD", "Usuńcie dane.")


def test_replies_between_quoted_lines_are_the_writers_own() -> None:
    """Some answer below each question."""
    split = split_quotes(
        "W dniu 12.01.2026 o 9:15, IOD pisze:\n> Czy to Pani?\nTak, to ja.\n> Kiedy?\n"
    )

    assert split.own == "Tak, to ja."


@given(st.text(alphabet="> On1.pisze:\nOdDoTemat-"))
def test_no_line_is_lost_by_splitting(text: str) -> None:
    """Every word stays in one of the three, but for the header of a quotation."""
    split = split_quotes(text)

    assert len(split.own) + len(split.passed_on) + len(split.quoted) <= len(text)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "mx.example.org; dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=x.com",
            [("mx.example.org", "dmarc", "pass"), ("mx.example.org", "spf", "pass")],
        ),
        (
            (
                "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=none (no);"
                "dmarc=bestguesspass action=none header.from=example.com"
            ),
            [(None, "spf", "pass"), (None, "dkim", "none"), (None, "dmarc", "bestguesspass")],
        ),
        ('"mx.example.org" 1; auth=pass reason="a; b"', [("mx.example.org", "auth", "pass")]),
        ("mx.example.org; none", []),
        ("", []),
        (";;;=;(((", []),
    ],
)
def test_authentication_results_are_read_in_both_forms(
    field: str, expected: list[tuple[str | None, str, str]]
) -> None:
    """RFC 8601 2.2, and Microsoft's form that names no server."""
    assert expected == [(r.authserv_id, r.method, r.result) for r in parse_results([field])]


def test_results_keep_the_order_and_number_of_their_fields() -> None:
    """The topmost field is the last written: whom to believe is decided by place."""
    results = parse_results(["a.example; dmarc=fail", "b.example; dmarc=pass header.from=e.com"])

    assert [(r.field, r.authserv_id) for r in results] == [(0, "a.example"), (1, "b.example")]
    assert results[1].properties == {"header.from": "e.com"}


@given(st.text())
def test_any_authentication_results_field_is_read(field: str) -> None:
    """Anyone may write such a field."""
    assert isinstance(parse_results([field]), tuple)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ("Return-Path: <>", "null_return_path"),
        ("Return-Path: <MAILER-DAEMON>", "null_return_path"),
        *[
            (f"Sender: {robot}@example.com", "robot_sender")
            for robot in ("no-reply", "noreply", "postmaster", "MAILER-DAEMON", "bounces+1")
        ],
        *[
            (f"Auto-Submitted: {word}", "auto_submitted")
            for word in ("auto-replied", "auto-generated", "auto-notified; x=y", "anything")
        ],
        *[
            (f"{field}: {word}", "bulk_precedence")
            for field in ("Precedence", "X-Precedence")
            for word in ("bulk", "junk", "list", "auto_reply")
        ],
        ("X-Auto-Response-Suppress: All", "auto_response_suppress"),
        ("X-Auto-Response-Suppress: DR, OOF", "auto_response_suppress"),
        ("X-Auto-Response-Suppress: AutoReply", "auto_response_suppress"),
        *[
            (f"{field}: x", "auto_reply_field")
            for field in (
                "X-Autoreply",
                "X-Autorespond",
                "X-Autoresponse",
                "X-AutoReply-From",
                "X-Mail-Autoreply",
                "X-FC-Machinegenerated",
                "X-Loop",
            )
        ],
        *[
            (f"{field}: <x>", "list_field")
            for field in ("List-Id", "List-Unsubscribe", "List-Post")
        ],
        ("X-Rightsflow-Loop: example.org", "own_loop"),
        ("Message-ID: <1@example.org>", "own_loop"),
        ("Authentication-Results: mx; dmarc=fail header.from=example.com", "dmarc_fail"),
        ("From: other@example.net", "no_single_sender"),
    ],
)
def test_each_rule_alone_forbids_an_automatic_answer(fields: str, rule: str) -> None:
    """RFC 3834 and what helpdesks learned: one mark is enough."""
    raw = f"From: ewa@example.com\n{fields}\n\nProsze o kopie moich danych.\n".encode()
    reading = read_message(raw, own_addresses=["iod@example.org"])

    assert (rule,) == reading.why_not_auto
    assert reading.rights == ("access",)


def test_mail_from_ourselves_is_not_answered() -> None:
    """A mailbox that writes to itself would never stop."""
    raw = b"From: RODO@example.org\n\nProsze o kopie moich danych.\n"

    assert read_message(raw, own_addresses=["rodo@example.org"]).why_not_auto == ("own_address",)


@pytest.mark.parametrize(
    "fields", ["Auto-Submitted: no", "Precedence: normal", "X-Auto-Response-Suppress: DR, RN"]
)
def test_harmless_values_forbid_nothing(fields: str) -> None:
    """RFC 3834 5: `no` is what a person's mail may say; DR and RN concern receipts only."""
    raw = f"From: ewa@example.com\n{fields}\n\nProsze o kopie moich danych.\n".encode()

    assert read_message(raw).may_auto_answer


def identifiers(text: str) -> set[tuple[str, str, str]]:
    """Return kind, value and place of the identifiers in a letter from eve@example.com."""
    raw = f"From: Eve <eve@example.com>\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()
    found = read_message(raw).identifiers
    return {(str(i.identifier.kind), i.identifier.value, str(i.where)) for i in found} - {
        ("email", "eve@example.com", "from")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mój e-mail to Ewa.Z@Example.ORG.", {("email", "ewa.z@example.org", "body")}),
        ("tel. 600-111-222", {("phone", "+48600111222", "body")}),
        ("Dzwonić: (22) 531 03 00", {("phone", "+48225310300", "body")}),
        ("+44 20 7946 0018", {("phone", "+442079460018", "body")}),
        ("nr sprawy 123456789", set()),
        ("NIP 5213017881", set()),
        ("z dnia 2026-01-12 i 12.01.2026", set()),
        ("konto 61 1090 1014 0000 0712 1981 2874", set()),
        ("PESEL 44051401359", {("pesel", "44051401359", "body")}),
        ("PESEL 44051401358", set()),
        ("Imię i nazwisko: Ewa Zmyślona", {("name", "ewa zmyslona", "body")}),
        ("Prośba.\n\nZ poważaniem,\nJan Wymyślny", {("name", "jan wymyslny", "signature")}),
        (
            "Prośba.\nPozdrawiam\nEwa Zmyślona\n600 111 222",
            {("name", "ewa zmyslona", "signature"), ("phone", "+48600111222", "signature")},
        ),
        ("> Zmyślony Jan, 600 111 222\n> z@example.net", set()),
    ],
)
def test_identifiers_are_found_with_their_place(
    text: str, expected: set[tuple[str, str, str]]
) -> None:
    """Addresses, telephones, PESEL and names; not case numbers, dates, accounts, quotations."""
    assert expected == identifiers(text)


@pytest.mark.parametrize("digits", ["44051401359", "02070803628"])
def test_a_pesel_is_known_by_its_check_digit(digits: str) -> None:
    """Weights 1 3 7 9 1 3 7 9 1 3; 44051401359 is the usual example."""
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)

    assert (is_pesel(digits), is_pesel(wrong)) == (True, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("potwierdzam", True),
        ("Tak, to ja.", True),
        ("tak", True),
        ("I confirm that I sent this request.", True),
        ("Yes, it was me.", True),
        ("Ja, das war ich.", True),
        ("Nie potwierdzam.", False),
        ("To nie ja!", False),
        ("Nic nie wysyłałem, proszę o wyjaśnienie.", False),
        ("It wasn't me.", False),
        ("I did not send this request.", False),
        ("Das war ich nicht.", False),
        ("Potwierdzam otrzymanie wiadomości.", None),
        ("Please confirm that you got this.", None),
        ("Czy mam potwierdzić?", None),
        ("Jeśli potwierdzam, to co dalej?", None),
        ("Potwierdzam. To nie ja pisałam poprzednio.", None),
        ("Nie mogę potwierdzić, że to ja wysłałam.", None),
        ("Dziękuję za informację.", None),
        ("Pomyślę.\n\nW dniu 12.01.2026 o 9:15, IOD pisze:\n> Proszę odpisać: potwierdzam\n", None),
    ],
)
def test_only_clear_words_of_the_writers_own_confirm(text: str, expected: bool | None) -> None:  # noqa: FBT001 - the expected value
    """Data may depend on it: doubt, questions, receipts and quotations confirm nothing."""
    raw = (
        "From: ewa@example.com\nSubject: Re: x\nIn-Reply-To: <1@example.org>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}"
    )

    assert read_message(raw.encode()).confirms is expected


def report(action: str, status: str) -> bytes:
    """Return a delivery report as Postfix writes it."""
    return (
        "From: MAILER-DAEMON@mx.example.org\nReturn-Path: <>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nProsze usunac moje dane.\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; ewa@example.com\nAction: {action}\nStatus: {status}\n\n"
        "--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <7.1@example.org>\n\n--B--\n"
    ).encode()


def test_a_delivery_report_names_the_address_and_the_letter() -> None:
    """RFC 3464: read from the machine's part, not from its prose."""
    reading = read_message(report("failed", "5.1.1"))

    assert reading.bounce is not None
    assert (
        reading.kind,
        reading.bounce.permanent,
        reading.bounce.statuses,
        reading.bounce.message_id,
        reading.rights,
    ) == ("bounce", ("ewa@example.com",), ("5.1.1",), "7.1@example.org", ())


def test_a_delay_is_no_failure() -> None:
    """RFC 3464 2.3.3: `delayed` says that the server goes on trying."""
    bounce = read_message(report("delayed", "4.4.1")).bounce

    assert bounce is not None
    assert (bounce.permanent, bounce.temporary) == ((), ("ewa@example.com",))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("prosze o kopie danych", "pl"),
        ("Please delete my account", "en"),
        ("Bitte löschen Sie meine Daten", "de"),
        ("Je vous prie de supprimer mes données", "other"),
        ("Žádám o výmaz osobních údajů podle článku 17", "other"),
        ("Ik verzoek u mijn gegevens te verwijderen", "other"),
        ("Прошу видалити мої дані", "other"),
        ("12345", "other"),
    ],
)
def test_the_language_is_known_by_its_frequent_words(text: str, language: str) -> None:
    """Polish, English and German are read; all others go to a person."""
    assert language == detect_language(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_vocabulary_file_knows_every_right(language: str) -> None:
    """A right without words would never be found."""
    assert len(lexicon(language).rights) == 8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("right", UNSURE)
def test_a_right_that_is_easily_misread_has_words_that_are_sure(
    language: str, right: Right
) -> None:
    """Without any it would never count beside another."""
    assert load_toml(language)["right"][right]["sure"]


def phrases_of(told: object) -> Iterator[Phrases]:
    """Yield all phrases of a lexicon."""
    if isinstance(told, Phrases):
        yield told
    elif isinstance(told, Mapping):
        for inner in told.values():
            yield from phrases_of(inner)
    elif is_dataclass(told):
        for one in fields(told):
            yield from phrases_of(getattr(told, one.name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_vocabulary_is_in_its_language(language: str) -> None:
    """They become expressions as they are wanted, and a faulty one would stop a letter."""
    every = list(phrases_of(lexicon(language)))
    assert len(every) > 40
    for one in every:
        one.check()


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("usun* ..2 dane", "usuncie prosze moje dane", True),
        ("usun* ..1 dane", "usuncie prosze moje dane", False),
        ("kopie|kopii ?moich danych", "o kopii danych", True),
        ("{my} dane", "nasze dane", True),
        ("dane", "danego", False),
        ("usun* <>1 {my} dane", "nasze dane prosze usunac", True),
        ("usun* <>1 {my} dane", "nasze dane prosze jutro usunac", False),
    ],
)
def test_a_phrase_finds_what_its_language_says(phrase: str, text: str, *, found: bool) -> None:
    """Stems, gaps, choices, words that may be missing, lists, either order."""
    phrases = Phrases([phrase], {"my": ["moje", "nasze"]})

    assert found == (phrases.search(text) is not None)


@pytest.mark.parametrize("phrase", ["", "a ..", "{none} a", "a (b)", "a* b*c", "?a", "a <>2"])
def test_a_faulty_phrase_is_refused(phrase: str) -> None:
    """A lawyer's slip shows when the file is loaded, not when a letter is missed."""
    with pytest.raises(BadPhrase):
        Phrases([phrase], {}).check()
