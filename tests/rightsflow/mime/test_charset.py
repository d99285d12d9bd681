"""Letters in the charset that the sender used, under the label that the sender gave."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.mail.reading.read import read_message
from rightsflow.mime.charset import decode_bytes
from rightsflow.mime.encodedwords import decode_words

# fmt: off
SENTENCES = (
    "Proszę o kopię moich danych.", "Żądam usunięcia wszystkich moich danych osobowych.",
    "Cofam zgodę na przetwarzanie danych w celach marketingowych.", "Zażółć gęślą jaźń.",
    "Wnoszę sprzeciw wobec przetwarzania moich danych.", "Proszę o sprostowanie nazwiska.",
    "Nie wyrażam zgody, proszę mnie usunąć z bazy.", "Jakie dane na mój temat Państwo mają?",
    "Ograniczcie przetwarzanie, dopóki tego nie wyjaśnicie.", "Czy mogę dostać kopię umowy?",
    "Będę wdzięczna za odpowiedź.", "Źle wpisano moją datę urodzenia.", "Kto mnie dodał?",
    "Ćwierć roku czekam na odpowiedź!", "Świadectwo pracy przyszło z błędem.",
    "Łukasz Święty-Gąska", "Są tam też zdjęcia.", "ŻĄDAM USUNIĘCIA KONTA I ŚWIADECTW",
    "Wysłałem już trzy listy.", "Ślę ukłony", "Chcę usunąć konto \u2013 „natychmiast”.",
)
# fmt: on
POLISH = ("cp1250", "iso-8859-2", "utf-8", "utf-16")
WRONG = ("", "iso-8859-1", "latin1", "us-ascii", "windows-1252", "iso-8859-15", "x-none", "utf-7")

some_letter = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12).map("\n".join)


def encoded(text: str, charset: str) -> bytes:
    """Return the text in the charset; plain signs where it has no others."""
    return (
        text.encode(charset, "replace") if charset != "iso-8859-2" else plain(text).encode(charset)
    )


def plain(text: str) -> str:
    """Return the text without the signs that iso-8859-2 lacks."""
    return text.translate(str.maketrans("\u2013„”", '-""'))


@given(some_letter, st.sampled_from(POLISH), st.sampled_from(WRONG))
def test_polish_text_is_read_to_the_same_letters_whatever_the_label_says(
    text: str, charset: str, label: str
) -> None:
    """No label, a wrong one, or one that nobody knows."""
    expected = plain(text) if charset == "iso-8859-2" else text

    assert decode_bytes(encoded(text, charset), label)[0].lstrip("\ufeff") == expected


@given(some_letter, st.sampled_from(POLISH))
def test_polish_text_is_read_under_its_right_label(text: str, charset: str) -> None:
    """A right label is believed, and is known."""
    expected = plain(text) if charset == "iso-8859-2" else text

    assert decode_bytes(encoded(text, charset), charset) == (expected, True)


@given(some_letter, st.sampled_from(["utf-8", "iso-8859-1"]), st.sampled_from(POLISH))
def test_a_whole_letter_is_read_to_the_same_letters(text: str, label: str, charset: str) -> None:
    """From base64 to the body of the reading."""
    raw = (
        f"From: a@example.com\nContent-Type: text/plain; charset={label}\n"
        "Content-Transfer-Encoding: base64\n\n"
    ).encode() + base64.encodebytes(encoded(plain(text), charset))

    assert read_message(raw).body_text == plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "Größe für Bücher, Straße, Äpfel", "Señor Muñoz, mañana", "fête, même, pêche, forêt, prêt",
        "você, três, mês, português, é à", "œuvre, cœur, sœur", "ære, træ på, smörgåsbord",
        "It\u2019s “quoted” \u2013 £5, ¼, m², 20°, cm³, 5 ± 1, word¹", "« citation » ¿Qué? ¡Hola!",
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["windows-1252", "iso-8859-1"])
def test_western_letters_stay_what_they_are(text: str, label: str) -> None:
    """The ladder must not find Polish where there is none."""
    assert decode_bytes(text.encode("cp1252"), label)[0] == text


@pytest.mark.parametrize(
    "label",
    [
        "utf_7", "u7", "unicode-1-1-utf-7", "IDNA", "PunyCode", "unicode-escape",
        "raw-unicode-escape", "undefined", "rot13", "zip", "base64", "hex", "charmap", "mbcs",
        "a" * 41, "\ud800", "\0",
    ],
)  # fmt: skip
def test_what_python_names_a_codec_is_no_charset_of_mail(label: str) -> None:
    """Some of them are slow, some run in no time at all, none is written by a mail program."""
    assert decode_bytes("\\u0041Żądam".encode("cp1250"), label) == ("\\u0041Żądam", False)


def test_ascii_under_the_label_of_a_wide_charset_is_ascii() -> None:
    """Read as UTF-16, a request would be signs of no language, and lost."""
    assert decode_bytes(b"Please delete my data.", "utf-16")[0] == "Please delete my data."
    assert decode_bytes("data".encode("utf-16-le"), "utf-16-le")[0] == "data"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?=C5=BB=C4=85dam?=", "Żądam"),
        ("Żądam =?utf-8?q?kopii?=", "Żądam kopii"),
        ("=?utf-8?q?=C5?= =?utf-8?q?=BB?=", "Ż"),
        ("=?utf-8?b?xbs?= =?iso-8859-2?q?=B1?=\n =?utf-8*pl?q?a_b?= c", "Żąa b c"),
        ("=?utf-8?b?A?= =?utf-8?q?x?=", "=?utf-8?b?A?= x"),
        ("=?utf-8?q?Czy?_tak?=", "Czy? tak"),
        ("=?x-none?q?=AF=B9dam?=", "Żądam"),
        ("a =?utf-8?x?a?= =? ?=", "a =?utf-8?x?a?= =? ?="),
    ],
)
def test_encoded_words_are_read_as_people_write_them(written: str, read: str) -> None:
    """One faulty word, or letters beside it, cost nobody the rest of the subject."""
    assert decode_words(written) == read


@given(st.text(alphabet="=?utf-8bqQB_AZ \n\u017b*"))
def test_words_in_any_state_are_read(text: str) -> None:
    """A sender may write anything."""
    assert isinstance(decode_words(text), str)
