"""Who asks for which right, in which words: one letter of each kind in Polish and in English."""

from dataclasses import dataclass

from tests.acceptance.people import Person

ENGLISH, POLISH = "en", "pl"


@dataclass(frozen=True)
class Asked:
    """A letter, what is to be read in it, and what a person writes before it is decided.

    `written` is the approver's reply to the mail that asks; empty: an approval needs no words.
    `approved`: whether anything waits for an approver at all.
    """

    person: Person
    subject: str
    body: str
    rights: tuple[str, ...]
    language: str = POLISH
    approved: bool = True
    written: str = ""


_NEWS, _BOTH = ("news",), ("news", "trainings")

ASKED = {
    "erasure-pl": Asked(
        Person(31, "Grażyna", "Młotek-Ćwirko", "grazyna.mlotek@example.org", "Wierzbinek",
               has_cv=True, lists=_BOTH),
        "Usunięcie danych",
        "Dzień dobry,\n\nkilka lat temu szukałam przez Państwa pracy, dziś mam stałą posadę. Proszę"
        " usunąć\nwszystkie moje dane, jakie Państwo o mnie mają, razem z CV.\n",
        ("erasure",),
    ),
    "erasure-en": Asked(
        Person(32, "Siobhán", "Ó Dochartaigh", "siobhan.od@example.net", "Ballinderry",
               has_cv=True, lists=_NEWS, writes_to="trainings"),
        "My details",
        "Hello,\n\nI am no longer looking for work. Please delete all the personal data that you\n"
        "hold about me.\n",
        ("erasure",),
        ENGLISH,
    ),
    "rectification-pl": Asked(
        Person(33, "Bożena", "Żółwińska", "bozena.zolwinska@example.org", "Kalinowiec"),
        "Zmiana nazwiska",
        "Dzień dobry,\n\npo ślubie noszę inne nazwisko. Proszę o sprostowanie moich danych: zamiast"
        " Żółwińska\npowinno być Żółwińska-Kruk.\n",
        ("rectification",),
        written="SPROSTOWANIE:\ncrm.contacts.last_name = Żółwińska-Kruk\n",
    ),
    "rectification-en": Asked(
        Person(34, "Gethin", "Prydderch", "gethin.prydderch@example.net", "Llanfihangel"),
        "Wrong phone number",
        "Hi,\n\nyou keep ringing my old number. Could you please correct my phone number in your\n"
        "records? The right one is +44 20 7946 0958.\n",
        ("rectification",),
        ENGLISH,
        written="SPROSTOWANIE:\ncrm.contacts.phone = +44 20 7946 0958\n",
    ),
    "restriction-pl": Asked(
        Person(35, "Czesław", "Drążkiewicz", "czeslaw.drazkiewicz@example.org", "Brzozowiec"),
        "Proszę o wstrzymanie",
        "Szanowni Państwo,\n\nnie zgadza się to, co Państwo o mnie zapisali, i będę to wyjaśniać."
        " Do tego czasu żądam\nograniczenia przetwarzania moich danych osobowych.\n",
        ("restriction",),
        approved=False,
    ),
    "restriction-en": Asked(
        Person(36, "Isolde", "Trevanion", "isolde.trevanion@example.net", "Porthcurno",
               has_cv=True),
        "Request",
        "Good morning,\n\nI need my records for a claim against a former employer, so do not touch"
        " them: please\nrestrict the processing of my personal data until that is over.\n",
        ("restriction",),
        ENGLISH,
        approved=False,
    ),
    "objection-pl": Asked(
        Person(37, "Halszka", "Wyrzykowska", "halszka.wyrzykowska@example.org", "Jaworzynka"),
        "Sprzeciw",
        "Dzień dobry,\n\nwnoszę sprzeciw wobec przetwarzania moich danych osobowych, z przyczyn"
        " związanych z moją\nszczególną sytuacją: dawny partner pracuje u Państwa klienta i szuka"
        " ze mną kontaktu.\n",
        ("objection",),
    ),
    "objection-en": Asked(
        Person(38, "Rhys", "Cadwallader", "rhys.cadwallader@example.net", "Aberdaron"),
        "Objection",
        "Dear Sir or Madam,\n\nI object to the processing of my personal data on grounds relating"
        " to my particular\nsituation (Article 21 of the GDPR): I am in a witness programme.\n",
        ("objection",),
        ENGLISH,
    ),
    "marketing-pl": Asked(
        Person(39, "Zdzisława", "Pędziwiatr", "zdzislawa.pedziwiatr@example.org", "Olszynka",
               has_cv=True, lists=_BOTH),
        "Dość tych ofert",
        "Dzień dobry,\n\nproszę przestać przysyłać mi newsletter i oferty. Nie życzę sobie żadnego"
        " marketingu.\n",
        ("objection",),
        approved=False,
    ),
    "marketing-en": Asked(
        Person(40, "Morwenna", "Penhallow", "morwenna.penhallow@example.net", "Zennor",
               lists=_NEWS),
        "Stop it please",
        "Hello,\n\nplease stop sending me your newsletter and job offers. I do not want to receive"
        " any\nmarketing from you.\n",
        ("objection",),
        ENGLISH,
        approved=False,
    ),
    "consent-pl": Asked(
        Person(41, "Wieńczysława", "Łoś-Głąb", "wienczyslawa.los@example.org", "Sosnowiak",
               has_cv=True, lists=_NEWS),
        "Zgoda na rekrutację",
        "Dzień dobry,\n\nwycofuję zgodę na przetwarzanie moich danych osobowych na potrzeby"
        " rekrutacji.\n",
        ("consent_withdrawal",),
    ),
    "consent-en": Asked(
        Person(42, "Cadoc", "Llewelyn", "cadoc.llewelyn@example.net", "Tintagel", has_cv=True),
        "Consent",
        "Hello,\n\nI hereby withdraw my consent to the use of my CV and my personal data for"
        " recruitment.\n",
        ("consent_withdrawal",),
        ENGLISH,
    ),
    "automated-pl": Asked(
        Person(43, "Lubomir", "Brzęczyszczak", "lubomir.brz@example.org", "Modrzewiak"),
        "Wynik oceny",
        "Dzień dobry,\n\nodrzucił mnie Państwa program, a nie człowiek. Nie chcę podlegać decyzji,"
        " którą podejmuje\nalgorytm: proszę, żeby mój wynik ocenił człowiek.\n",
        ("automated_decision",),
        written="OCENA: Przejrzeliśmy Pana zgłoszenie; zaprosimy Pana na rozmowę.\n",
    ),
    "automated-en": Asked(
        Person(44, "Nerys", "Gwatkin", "nerys.gwatkin@example.net", "Mousehole"),
        "My score",
        "Hello,\n\na program turned me down within seconds. I contest this automated decision and"
        " ask for\nhuman review of my application.\n",
        ("automated_decision",),
        ENGLISH,
        written="OCENA: A recruiter has read your application and will invite you.\n",
    ),
    "several-pl": Asked(
        Person(45, "Świętosława", "Gęśla", "swietoslawa.gesla@example.org", "Grabinek",
               has_cv=True, lists=_NEWS),
        "Trzy prośby",
        "Dzień dobry,\n\nmam trzy prośby:\n\n1. Proszę nie wysyłać mi więcej reklam ani"
        " newslettera.\n2. Proszę o kopię moich danych osobowych.\n3. Potem proszę o usunięcie"
        " moich danych.\n",
        ("access", "erasure", "objection"),
    ),
    "several-en": Asked(
        Person(46, "Tamsin", "Tregarthen", "tamsin.tregarthen@example.net", "Godolphin",
               has_cv=True),
        "Three things",
        "Hello,\n\nplease stop sending me marketing emails, send me a copy of my personal data,"
        " and after\nthat erase all my personal data.\n",
        ("access", "erasure", "objection"),
        ENGLISH,
    ),
}  # fmt: skip

NAMESAKE = Person(
    51, "Grażyna", "Młotek-Ćwirko", "grazyna.mlotek.druga@example.org", "Bukowinek",
    has_cv=True, lists=_NEWS,
)  # fmt: skip
NEIGHBOUR = Person(
    52, "Radosława", "Ślaz", "bez.grazyna.mlotek@example.org", "Topolinek", has_cv=True
)
"""Nobody wrote from these addresses: one has the name of somebody who did, one holds its address
within their own."""

BYSTANDERS = (NAMESAKE, NEIGHBOUR)
PEOPLE = (*(one.person for one in ASKED.values()), *BYSTANDERS)
INVOICED = ASKED["erasure-en"].person
