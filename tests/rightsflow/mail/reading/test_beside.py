"""What stands beside a right in a letter and is none itself. All people and firms are invented.

A threat, the data described, the format of a copy, what Article 15 lets one ask about, a company's
own receipt, a quarrel about money. Every text was written for this file.
"""

import pytest

from rightsflow.mail.reading.model import PersonReason, Reading
from rightsflow.mail.reading.read import read_message

THREATS = [
    ("access", "I ask for a copy of my data. If you stay silent, I will complain to the ICO."),
    (
        "erasure",
        "Please delete my profile. Otherwise I shall lodge a complaint with the authority.",
    ),
    (
        "erasure",
        (
            "I demand the erasure of my data under Article 17 GDPR. Failure to act within a month"
            " will lead to an official complaint to the Data Protection Commission."
        ),
    ),
    (
        "access",
        (
            "Kindly tell me what data you hold about me. I reserve the right to lodge a complaint"
            " under Article 77 GDPR."
        ),
    ),
    (
        "access",
        (
            "Ich bitte um Auskunft nach Art. 15 DSGVO. Anderenfalls, also ansonsten, folgt eine"
            " Beschwerde nach Art. 77 DSGVO."
        ),
    ),
    (
        "erasure",
        (
            "Bitte löschen Sie mein Profil. Sollte ich bis Monatsende nichts hören, reiche ich eine"
            " Beschwerde gegen Sie bei der Datenschutzbehörde ein."
        ),
    ),
    (
        "access",
        (
            "Bitte um Auskunft über meine Daten. Eine Beschwerde gemäß Art. 77 DSGVO behalte ich"
            " mir vor."
        ),
    ),
    (
        "erasure",
        (
            "Proszę o usunięcie mojego konta. W razie braku odpowiedzi złożę skargę do Prezesa"
            " Urzędu Ochrony Danych Osobowych."
        ),
    ),
    (
        "access",
        (
            "Proszę o kopię moich danych. Zastrzegam sobie prawo do wniesienia skargi na"
            " administratora do UODO."
        ),
    ),
]

JOINED = [
    (
        "erasure consent_withdrawal",
        "I hereby revoke my consent and request the removal of my file.",
    ),
    ("erasure consent_withdrawal", "I revoke my permission and demand deletion of my photographs."),
    ("access consent_withdrawal", "I withdraw my agreement and ask for a copy of my records."),
    ("erasure objection", "I object to the processing and request erasure of my account."),
    (
        "erasure consent_withdrawal",
        "Ich widerrufe meine Zustimmung und verlange die Löschung der gespeicherten Daten.",
    ),
    ("erasure objection", "Ich widerspreche der Nutzung und verlange Löschung meines Profils."),
    (
        "erasure restriction",
        "Ich verlange die Löschung meiner Notizen; hilfsweise die Einschränkung der Verarbeitung.",
    ),
    ("erasure objection", "Wnoszę sprzeciw i żądam usunięcia moich danych."),
    ("erasure objection", "Zgłaszam sprzeciw oraz proszę o niezwłoczne usunięcie mojego konta."),
    ("erasure objection", "Sprzeciwiam się przetwarzaniu i żądam usunięcia moich danych."),
    ("erasure consent_withdrawal", "Odwołuję zgodę i żądam usunięcia całego mojego profilu."),
]

DESCRIBED = [
    ("erasure", "I request the deletion of all the information you hold about me."),
    ("rectification", "The details you keep about me are wrong. I request that you correct them."),
    ("rectification", "I ask for the rectification of incorrect data held about me."),
    ("restriction", "I request restriction of processing of the data you store about me."),
    ("erasure", "Ich verlange die Löschung sämtlicher gespeicherten personenbezogenen Daten."),
    ("erasure", "Bitte löschen Sie alle Informationen, die Sie über mich gesammelt haben."),
    (
        "rectification",
        "Ich fordere Sie auf, die zu meiner Person gespeicherten falschen Angaben zu berichtigen.",
    ),
    ("erasure", "Żądam usunięcia wszystkich danych osobowych, które na mój temat posiadacie."),
    ("erasure", "Proszę o usunięcie danych, które przechowują Państwo na mój temat."),
    # whom to tell of an erasure, and that it was done, is no question about the data
    ("erasure", "Erase my file and inform every partner to whom you have sold any of my details."),
    ("erasure", "Please delete my profile, and write to me once you have erased all of my photos."),
    ("access", "Please tell me the names of all partners to whom you have sold my details."),
    # the same words where nothing else is asked, or where both are
    ("access", "Please send me the information you hold about me."),
    ("access", "I would like the personal data that you hold about me."),
    ("access", "Ich möchte die zu meiner Person gespeicherten Daten sehen."),
    ("access", "Bitte übermitteln Sie mir die gespeicherten personenbezogenen Daten."),
    ("access", "Proszę o przesłanie danych, które na mój temat posiadacie."),
    ("access erasure", "Please tell me what data you hold about me and then delete it."),
    ("access erasure", "Proszę o usunięcie konta i o kopię danych, które o mnie macie."),
]

FORMATS = [
    (
        "access",
        "I make a subject access request. Please answer in a commonly used electronic format.",
    ),
    (
        "access",
        "What data do you hold about me? Please send a copy, preferred format: machine-readable.",
    ),
    (
        "access",
        (
            "Ich bitte um Auskunft nach Art. 15 DSGVO. Die Kopie hätte ich gern"
            " in einem gängigen und elektronischen Format."
        ),
    ),
    (
        "access",
        (
            "Proszę o kopię moich danych na podstawie art. 15 RODO. Kopię proszę przesłać w"
            " powszechnie używanym formacie elektronicznym."
        ),
    ),
    # sent on is not sent to the writer
    (
        "portability",
        (
            "Transfer my data to my next agency, please. Can you send them my profile with the"
            " certificates this week?"
        ),
    ),
    # where it is more than the format
    (
        "access portability",
        (
            "I make a subject access request. I also want my data in a structured, machine-readable"
            " format."
        ),
    ),
    (
        "access portability",
        (
            "Ich bitte um Auskunft über meine Daten. Außerdem bitte ich, meine Daten an einen"
            " anderen Verantwortlichen zu übertragen."
        ),
    ),
    (
        "access portability",
        (
            "Proszę o kopię akt na podstawie art. 15 RODO. Proszę też o przeniesienie moich danych"
            " do innej agencji."
        ),
    ),
]

WISHED = [
    # which data a wish is about
    ("rectification", "I request that you correct any wrong personal data you hold about me."),
    ("erasure", "I request that you delete all the information you hold about me."),
    # what shall be sent on is not asked to be seen
    (
        "portability",
        (
            "I exercise my right to data portability. I request that you provide all personal data"
            " concerning me in a structured, machine-readable format."
        ),
    ),
    # the format of this copy
    (
        "access",
        (
            "I request a copy of all personal data you hold about me. Please provide this"
            " information in a structured, commonly used, and machine-readable format."
        ),
    ),
    # whom an objection is to be passed on to (Article 19)
    (
        "objection",
        "I object to your mailings. If you have shared my address, kindly pass that on.",
    ),
    ("consent_withdrawal", "I withdraw my consent. This is not a request to close my account."),
    # what objections are against
    (
        "objection",
        "I object to processing for the following:\n- Marketing\n- Automated decision-making",
    ),
    # what an access request wants to be told under a heading of its own
    (
        "access",
        (
            "I make a subject access request. Send me:\n1. A copy of my data\n\n"
            "Additionally, regarding automated decision-making:\n"
            "2. Whether any automated decision-making is applied to my data\n"
            "3. The logic involved in such processing"
        ),
    ),
    (
        "access erasure",
        (
            "Delete my account. I also request confirmation of:\n"
            "1. What personal data you hold about me\n2. Confirmation of deletion"
        ),
    ),
]

CITED = [
    (
        "access rectification portability",
        (
            "Forderungen gem. DSGVO\n\nAn den Verantwortlichen\n\n"
            "1) Auskunft über alle zu meiner Person gespeicherten Daten, Art. 15 DSGVO.\n"
            "2) Berichtigung meines Geburtsortes, Art. 16.\n"
            "3) Herausgabe der von mir bereitgestellten Daten in maschinenlesbarem Format, Art. 20."
        ),
    ),
    (
        "access portability",
        (
            "Składam dwa wnioski:\n\nI. z art. 15 RODO: o kopię wszystkich moich danych,\n\n"
            "II. z art. 20 RODO: o plik w formacie CSV z danymi, które sam podałem."
        ),
    ),
    (
        "access erasure",
        (
            "REQUEST 1 (Art. 15): Provide me with a copy of my personal data.\n\n"
            "REQUEST 2 (Art. 17): After that, erase all my personal data."
        ),
    ),
]
"""Lists in which each item names a right and its article, and no word asks."""

EXERCISED = [
    (
        "erasure consent_withdrawal objection",
        (
            "Löschen Sie meine Daten. Gleichzeitig übe ich folgende Rechte aus:\n"
            "1. Widerruf der Einwilligung (Art. 7 Abs. 3 DSGVO)\n"
            "2. Widerspruch gegen die Verarbeitung (Art. 21 DSGVO)"
        ),
    ),
]
"""A list under a line that a notice could have, too, but for who speaks."""

SCOPE = [
    (
        "access",
        (
            "I request access to my data. If you are taking any automated decisions about me,"
            " please provide me with the logic of such automated decisions."
        ),
    ),
    (
        "access",
        (
            "Ich verlange Auskunft über meine Daten. Sollte eine automatisierte"
            " Entscheidungsfindung stattfinden, bitte ich um Informationen über die Logik."
        ),
    ),
    (
        "access",
        (
            "Ich bitte um Auskunft über meine Daten.\nDie Auskunft soll umfassen:\n"
            "- die Empfänger\n- das Vorliegen automatisierter Entscheidungen"
        ),
    ),
    ("access", "I request access to my data.\nPlease state:\n- the source\n- your deletion policy"),
    (
        "access automated_decision",
        (
            "I request access to my data. I also contest the automated decision and want a human"
            " review."
        ),
    ),
    ("access", "I exercise my right of access to my file, my marketing preferences and invoices."),
]

UNTIL = [
    (
        "restriction",
        "Until you have spoken with the client about it please do not use my file (Article 18).",
    ),
    ("restriction", "Please do not share my record with anyone until the dispute is settled."),
    (
        "objection",
        "We are not interested in your offers. Please put us on your do not call list.",
    ),
    (
        "restriction",
        (
            "Bis das geklärt ist, möchte ich nicht, dass Sie mit diesen Zahlen arbeiten. Nichts"
            " löschen, nur sperren."
        ),
    ),
    (
        "restriction",
        (
            "Proszę zablokujcie te dane w bazie, żeby nikt tego nie wysyłał dalej, póki policja nie"
            " skończy."
        ),
    ),
    (
        "restriction objection",
        (
            "Restrict the processing of my file until my claim is settled. I also object to your"
            " marketing."
        ),
    ),
    ("consent_withdrawal", "I have changed my mind about the photograph and don't agree any more."),
]

NO_RIGHT = [
    "W odpowiedzi na Pani wniosek o dostęp do danych przekazujemy kopię danych osobowych.",
    "Ihre Berichtigungsanfrage vom Juni wurde erfolgreich bearbeitet.",
    "Gegen den Bescheid vom Mai lege ich hiermit fristgerecht Widerspruch ein.",
    "Ma Pani prawa:\n- prawo dostępu do danych (art. 15),\n- prawo do usunięcia danych (art. 17).",
    "You have these rights:\n- right of access (Article 15)\n- right to erasure (Article 17)",
    "I saw your advertisement on a bus stop. Is the job still going?",
    (
        "We have processed your request to restrict your personal data under GDPR Article 18.\n\n"
        "RESTRICTION APPLIED: 3 March"
    ),
    "Your request to opt out of marketing has been processed.\n\nActions:\n✅ Removed from lists",
    "If you wish to delete all your data, please submit an erasure request.",
    "Zrealizowaliśmy Pani wniosek o usunięcie danych osobowych.",
    "Wir haben Ihren Antrag auf Löschung umgesetzt.",
    "Our letters come from news+unsubscribe@example.com, see https://example.com/delete-my-data",
    "Many thanks for your subject access request of Monday. It has number DSAR-0815.",
    "Sie wurden soeben von den Jobmails der Beispiel GmbH abgemeldet.",
    "Twoje żądanie usunięcia konta w sklepie zostało wczoraj wykonane.",
    "Pomyślnie wypisano adres eva@example.com z listy porad.",
    "Hiermit widerspreche ich der angekündigten Mieterhöhung für die Werkswohnung.",
    "Ich lege Widerspruch gegen Ihre Kautionsabrechnung vom Mai ein.",
    "Hiermit widerspreche ich der Preiserhöhung ab Januar.",
    "Wnoszę sprzeciw od nakazu zapłaty z maja.",
    "Hiermit lege ich Widerspruch gegen Ihre Berechnung vom Juni ein.",
    "Proszę nie wysyłać mi papierowych faktur, wystarczą elektroniczne.",
    "I object to the rent increase for the flat at Example Road.",
    "Wnoszę o sprostowanie omyłki pisarskiej w postanowieniu z maja.",
    "Jeśli nie chce Pan otrzymywać listów, proszę o maila: proszę o usunięcie moich danych.",
]

COMPLAINTS = [
    (
        "Dear Data Protection Commission,\n\nI hereby lodge a complaint against Example Ltd, which"
        " did not answer my request for a copy of my data."
    ),
    (
        "Dear Data Protection Commission,\n\nI asked Example Ltd for my data in vain. I therefore"
        " request that the Commission investigate this matter and that I get a copy of my data."
    ),
    (
        "I wish to lodge a formal complaint with the Information Commissioner about Example Ltd:"
        " it has refused to delete my data."
    ),
    (
        "Hiermit lege ich Beschwerde nach Art. 77 DSGVO gegen die Beispiel GmbH ein, die meine"
        " Daten nicht gelöscht hat. Ich verlange die Löschung meiner Daten."
    ),
    (
        "Do Prezesa Urzędu Ochrony Danych Osobowych\n\nSkładam skargę na firmę Przykład, która nie"
        " usunęła moich danych. Żądam usunięcia moich danych."
    ),
]

NOT_FOR_ANOTHER = [
    "I request deletion of my data, also by any processors acting on your behalf.",
    "Please send me a copy of my data, including all Guardian newsletters about me.",
]

FOR_ANOTHER = [
    "I am acting on behalf of my client, Eva Example. Please delete her data.",
    "As legal guardian of Jan Example I request access to his data.",
]


def read(text: str) -> Reading:
    """Return how a plain letter is read."""
    head = (
        "From: Eva <eva@example.com>\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return read_message((head + text).encode())


@pytest.mark.parametrize(("rights", "text"), THREATS)
def test_a_request_with_a_threat_is_a_request(rights: str, text: str) -> None:
    """A complaint that is only announced is none, and nobody has to look at it."""
    found = read(text)

    assert (found.kind, set(found.rights), found.needs_person) == (
        "request",
        set(rights.split()),
        (),
    )


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_complaint_to_the_authority_stays_one(text: str) -> None:
    """It has its own clock, and what it wants of the authority is no request to the company."""
    found = read(text)

    assert (found.kind, found.rights) == ("authority", ())
    assert PersonReason.complaint in found.needs_person


@pytest.mark.parametrize(
    ("rights", "text"), JOINED + DESCRIBED + FORMATS + WISHED + CITED + EXERCISED + SCOPE + UNTIL
)
def test_exactly_what_is_asked_is_found(rights: str, text: str) -> None:
    """Neither is the second of two rights lost, nor does a description add a third."""
    found = read(text)

    assert (found.kind, set(found.rights)) == ("request", set(rights.split()))


@pytest.mark.parametrize("text", NO_RIGHT)
def test_receipts_and_other_quarrels_are_no_rights(text: str) -> None:
    """A person may look at them; nothing is erased, stopped or corrected for them."""
    assert read(text).rights == ()


@pytest.mark.parametrize("text", NOT_FOR_ANOTHER)
def test_processors_and_papers_represent_nobody(text: str) -> None:
    """Those who act for the company, and a newspaper's name, are no representative."""
    assert PersonReason.representative not in read(text).needs_person


@pytest.mark.parametrize("text", FOR_ANOTHER)
def test_who_writes_for_another_is_a_representative(text: str) -> None:
    """Whether they may is for a person to see."""
    assert PersonReason.representative in read(text).needs_person


@pytest.mark.parametrize(
    "text",
    [
        "Wnoszę sprzeciw wobec usunięcia moich danych i żądam ograniczenia ich przetwarzania.",
        "Ich widerspreche der Löschung meiner Daten und verlange deren Sperrung.",
        "I object to the erasure of my data; restrict the processing instead.",
        "Please prevent deletion of my records and restrict the processing.",
    ],
)
def test_an_objection_to_erasure_is_no_erasure(text: str) -> None:
    """What is erased is gone."""
    found = read(text)

    assert "erasure" not in found.rights
    assert "restriction" in found.rights


def test_the_subject_of_a_receipt_is_no_wish() -> None:
    """A company tells what it has done in the words of those who ask for it."""
    told = "Subject: Profil usunięty\n"
    head = "From: a@example.org\nContent-Type: text/plain; charset=utf-8\n"
    body = "\nTwój profil w naszym sklepie został dziś zgodnie z życzeniem usunięty."

    assert read_message((head + told + body).encode()).rights == ()


def test_what_a_reminder_cites_is_no_new_request() -> None:
    """Its list tells why the answer is not enough; what is asked for in it opens a request."""
    told = (
        "I refer to your response. You have not sufficiently responded to my request:\n\n"
        "* You want a copy of an identity document, for which you showed no reason.\n\n"
        "I ask you to respond within two weeks."
    )

    assert read(told).kind == "follow_up"
    assert read(f"{told} I also object to your marketing.").rights == ("objection",)
