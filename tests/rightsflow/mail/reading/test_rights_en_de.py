"""English and German letters: which rights they ask for. All people and firms are invented."""

import pytest

from rightsflow.mail.reading.read import read_message

ENGLISH = [
    ("access", "Please send me a copy of my account data."),
    ("access", "What personal data do you hold about me?"),
    ("access", "This is a subject access request under the GDPR."),
    ("access", "I would like to see all the information you have on me, please."),
    ("access", "Do you have any of my data?"),
    ("access", "Where did you get my email address from?"),
    (
        "access",
        (
            "I request access to my personal data, and information about:\n1. the purposes\n2. the"
            " existence of the right to request erasure, restriction or to object\n3. the existence"
            " of automated decision-making under Article 22"
        ),
    ),
    ("rectification", "My surname is misspelled. Please correct my name to Fictiva."),
    ("rectification", "I request that my address be updated: 5 Example Road."),
    ("erasure", "Please delete all my data."),
    ("erasure", "Kindly remove my CV from your database."),
    ("erasure", "I am writing to exercise my right to erasure."),
    ("erasure", "I'd like my account deleted and my details wiped."),
    ("erasure", "If you do not need my data any more, please erase it."),
    ("restriction", "I request restriction of processing while you check the facts."),
    ("restriction", "Do not delete my data; please restrict the processing instead."),
    ("portability", "Please provide my data in a structured, machine-readable format."),
    ("portability", "I want you to transfer my data to another company, Example Ltd."),
    ("objection", "I object to the processing of my data for direct marketing."),
    ("objection", "Stop sending me emails."),
    ("objection", "Please take me off your mailing list."),
    ("automated_decision", "I contest the automated decision and request human intervention."),
    ("automated_decision", "I do not want to be subject to a decision made by an algorithm."),
    ("consent_withdrawal", "I hereby withdraw my consent to the processing of my data."),
    ("consent_withdrawal", "I revoke all permissions and consents I gave you."),
    ("access erasure", "Please send me a copy of my data and then delete it."),
    (
        "erasure consent_withdrawal",
        (
            "I want all my personal data erased. If I ever gave consent, I hereby withdraw my"
            " consent. If you object to the erasure, please give reasons."
        ),
    ),
]

GERMAN = [
    ("access", "Bitte teilen Sie mir mit, welche Daten Sie über mich gespeichert haben."),
    ("access", "Ich bitte um Auskunft nach Art. 15 DSGVO und um eine Kopie meiner Daten."),
    ("rectification", "Bitte berichtigen Sie meine Anschrift: Beispielweg 2, Musterstadt."),
    ("erasure", "Bitte löschen Sie alle meine Daten."),
    ("erasure", "hiermit beantrage ich die loeschung meiner personenbezogenen daten"),
    ("restriction", "Ich verlange die Einschränkung der Verarbeitung meiner Daten."),
    ("portability", "Bitte senden Sie mir meine Daten in einem maschinenlesbaren Format."),
    ("objection", "Ich widerspreche der Nutzung meiner Daten zu Werbezwecken."),
    ("objection", "Hiermit lege ich Widerspruch gegen die Verarbeitung meiner Daten ein."),
    ("consent_withdrawal", "Hiermit widerrufe ich meine Einwilligung."),
    ("automated_decision", "Ich möchte, dass meine Bewerbung von einem Menschen geprüft wird."),
    (
        "erasure consent_withdrawal",
        "Ich widerrufe meine Einwilligung und bitte um Löschung meiner Daten.",
    ),
]

NOT_ASKED = [
    "I attach my CV. I consent to the processing of my data and know I can withdraw it.",
    "Thank you very much for your help!",
    "Join our webinar on data subjects' right of access and right to erasure.",
    "Could you tell me whether the warehouse job is still open?",
    "Anbei meine Bewerbung. Ich willige in die Verarbeitung meiner Daten widerruflich ein.",
    "Unser Seminar behandelt das Recht auf Löschung und das Recht auf Auskunft.",
]


def message(text: str) -> bytes:
    """Return a plain letter as it arrives."""
    head = (
        "From: Eva <eva@example.com>\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return (head + text).encode()


@pytest.mark.parametrize(
    ("language", "rights", "text"),
    [("en", *row) for row in ENGLISH] + [("de", *row) for row in GERMAN],
)
def test_a_letter_is_read_for_exactly_the_rights_it_asks_for(
    language: str, rights: str, text: str
) -> None:
    """Articles 15 to 22: what is asked is found, what is only mentioned is not."""
    reading = read_message(message(text))

    assert (set(rights.split()), "request", language) == (
        set(reading.rights),
        reading.kind,
        reading.language,
    )


@pytest.mark.parametrize("text", NOT_ASKED)
def test_mail_that_asks_for_no_right_is_no_request(text: str) -> None:
    """Words of rights in offers, notices and applications ask for nothing."""
    reading = read_message(message(text))

    assert (reading.rights, reading.kind) == ((), "not_a_request")
