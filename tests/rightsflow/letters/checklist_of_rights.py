"""What the checklist wants of an answer to rights: sections 9 to 12 and 14 to 18."""

from tests.rightsflow.letters.item import COURT_EN, COURT_PL, OFFICE, PRESIDENT, Item

SCENES = {
    "9": "erasure",
    "10": "erasure_partly_kept",
    "11": "rectification",
    "11.3": "rectification_refused",
    "12": "restriction",
    "14": "objection",
    "15": "objection_rejected",
    "16": "marketing_stop",
    "17": "portability",
    "18": "consent_withdrawal",
}
"""In which example a number is looked for: its own, else that of its section."""

_CLAIM = "3fdba35f04dc8c462986c992bcf875546257113072a909c162f7e470e581e278"
_RB_PL = ("art. 12 ust. 4 RODO", *PRESIDENT, *COURT_PL)
_RB_EN = ("Article 12(4) GDPR", *OFFICE, *COURT_EN)
_TOLD_PL = ("każdego odbiorcę danych (art. 19 RODO)", "zawiadomiono")
_TOLD_EN = ("each recipient of the data", "(Article 19 GDPR)", "told")

RIGHTS: dict[str, Item] = {
    "9.1": Item(
        (
            "usunięcie danych: wniosek spełniony",
            "Usunęliśmy Pani/Pana dane z tych systemów",
            "usunięto 5 lutego 2026: Kontakty, Notatki (3 zapisy)",
            "System rekrutacyjny",
        ),
        (
            "erasure of data: done as you asked",
            "We erased your data from these systems",
            "erased on 5 February 2026: Contacts, Notes (3 records)",
            "Recruitment system",
        ),
    ),
    "9.2": Item((*_TOLD_PL, "podamy na prośbę"), (*_TOLD_EN, "name them on request")),
    "9.3": Item(
        ("Kopie zapasowe", "wygasną najpóźniej 11 marca 2026", "nikt z nich nie korzysta"),
        ("Backups", "expire by 11 March 2026", "nobody uses them"),
    ),
    "9.4": Item(
        ("zapis jej przebiegu", "przez 3 lata", "art. 6 ust. 1 lit. c", "odcisk adresu"),
        ("record of its course", "for 3 years", "Article 6(1)(c) GDPR", "fingerprint"),
    ),
    "9.5": Item(
        ("zapytaliśmy te systemy jeszcze raz", "zostaje w aktach sprawy jako dowód"),
        ("asked these systems once more", "stays with the case as proof"),
        never=r"wyczyszczon|zanonimizowan|zamaskowan|cleared|anonymi[sz]ed|masked|hashed",
        sample="Dane zostały zanonimizowane, are anonymised.",
    ),
    "9.6": Item(
        ("Skończył się też marketing", "Konto w portalu kandydata"),
        ("Marketing that it served has ended", "Candidate portal account"),
    ),
    "9.7": Item(
        ("Pani/Pana adres jest w nich zaszyfrowany", "by doręczyć tę odpowiedź", "znika razem"),
        ("Your address is encrypted", "only to deliver this answer", "goes when they go"),
    ),
    "10.1": Item(
        ("usunięto 5 lutego 2026: Kontakty", "zapytaliśmy te systemy jeszcze raz"),
        ("erased on 5 February 2026: Contacts", "asked these systems once more"),
        never=r"usunięto [\w ]+: (Faktury|Zgłoszenia|Wpisy)"
        r"|erased on [\w ]+: (Invoices|Applications|Posts)",
        sample="usunięto 5 lutego 2026: Faktury, erased on 5 February 2026: Invoices",
    ),
    "10.2": Item(
        (
            "Nadal przechowujemy: CRM \u2013 Faktury (1 zapis)",
            "pola: Imię, Nazwisko, Stanowisko",
            "dokumentów księgowych",
            "art. 17 ust. 3 lit. b RODO",
            "art. 74 ust. 2 ustawy o rachunkowości",
            "art. 17 ust. 3 lit. e RODO",
            "Kodeksu pracy",
        ),
        (
            "We still keep: CRM \u2013 Invoices (1 record)",
            "fields: First name, Surname, Job",
            "accounting documents",
            "Article 17(3)(b) GDPR",
            "art. 74 ust. 2 ustawy o rachunkowości (the Polish Accounting Act",
            "Article 17(3)(e) GDPR",
            "Kodeksu pracy (the Polish Labour Code",
        ),
    ),
    "10.3": Item(
        ("do 30 września 2028", "do 31 grudnia 2030", "stanowisko analityka skończyła się 30"),
        ("until 30 September 2028", "until 31 December 2030", "job of an analyst ended on 30"),
    ),
    "10.4": Item(
        ("Dostęp do tych danych mają tylko", "wnieść sprzeciw (art. 21 ust. 1 RODO)"),
        ("Only people who need this data", "object to", "(Article 21(1) GDPR)"),
    ),
    "10.5": Item(_RB_PL, _RB_EN),
    "11.1": Item(
        (
            "Telefon: „600 000 111” → „600 000 222”",
            "dopisano „Radom”",
            "CRM",
            "poprawiono 5 lutego 2026",
            "sprawdziliśmy w systemie",
        ),
        (
            "Phone: “600 000 111” → “600 000 222”",
            "added “Radom”",
            "CRM",
            "corrected on 5 February 2026",
            "checked in the system",
        ),
    ),
    "11.2": Item(_TOLD_PL, _TOLD_EN),
    "11.3": Item(
        (
            "art. 18 ust. 1 lit. a RODO",
            "ograniczono 15 stycznia 2026",
            "Świadectwo pracy",
            "art. 16 RODO",
            "skończy się 23 lutego 2026",
            *_RB_PL,
        ),
        (
            "Article 18(1)(a) GDPR",
            "restricted on 15 January 2026",
            "certificate",
            "Article 16 GDPR",
            "will end on 23 February 2026",
            *_RB_EN,
        ),
    ),
    "11.4": Item(
        never=r"prosimy o (dowód|dokument|zaświadczenie)|please (send|provide) (a|proof)",
        sample="Prosimy o dokument, please send a certificate.",
    ),
    "12.1": Item(
        ("art. 18 ust. 1 lit. c RODO", "CRM", "ograniczono 15 stycznia 2026: Kontakty, Notatki"),
        ("Article 18(1)(c) GDPR", "CRM", "restricted on 15 January 2026: Contacts, Notes"),
    ),
    "12.2": Item(
        (
            "tylko przechowujemy",
            "za Pani/Pana zgodą",
            "roszczeń",
            "praw innej osoby",
            "ust. 2 RODO",
        ),
        ("we only store", "with your consent", "legal claims", "rights of another person", "18(2)"),
    ),
    "12.3": Item(_TOLD_PL, _TOLD_EN),
    "12.4": Item(
        ("Zanim je zniesiemy, napiszemy", "Najpóźniej 15 maja 2026 sprawdzimy"),
        ("Before we lift it, we will tell you", "check by 15 May 2026"),
    ),
    "14.1": Item(
        (
            "zakończono 5 lutego 2026: Profilowanie",
            "usunięto 5 lutego 2026: Profile",
            "art. 17 ust. 1 lit. c",
            *_TOLD_PL,
        ),
        (
            "stopped on 5 February 2026: Profiling",
            "erased on 5 February 2026: Professional",
            "Article 17(1)(c)",
            *_TOLD_EN,
        ),
    ),
    "14.2": Item(
        ("To trwa dalej", "Udział w przyszłych rekrutacjach: zgoda (art. 6 ust. 1 lit. a RODO)"),
        ("This goes on", "future recruitments: your consent (Article 6(1)(a) GDPR)"),
    ),
    "14.3": Item(
        ("Skończyło się też profilowanie", "oferty dobierane do Pani/Pana i marketing"),
        ("Profiling has ended", "offers matched to you and the marketing"),
    ),
    "15.1": Item(
        (
            "Porównaliśmy sytuację",
            "obrony roszczeń",
            "byłym przełożonym",
            "Spór o zapłatę",
            "art. 21 ust. 1 RODO",
        ),
        ("We weighed the situation", "legal claims", "former superior", "dispute", "21(1) GDPR"),
    ),
    "15.2": Item(
        (
            "ograniczono 15 stycznia 2026",
            "art. 18 ust. 1 lit. d RODO",
            "skończy się 23 lutego 2026",
            "przetwarzamy te dane dalej",
        ),
        (
            "restricted on 15 January 2026",
            "Article 18(1)(d) GDPR",
            "will end on 23 February 2026",
            "process this data again",
        ),
    ),
    "15.3": Item(_RB_PL, _RB_EN),
    "15.4": Item(never="marketing", sample="Sprzeciwu wobec marketingu nie uwzględniamy."),
    "16.1": Item(
        (
            "Marketing jest zakończony",
            "zakończono 13 stycznia 2026",
            "Lista „Praca w IT”, lista „Szkolenia”",
            "E-mail, SMS, telefon",
            "profilowania do celów marketingu",
        ),
        (
            "Marketing to you has stopped",
            "stopped on 13 January 2026",
            "List “Jobs in IT”, list “Training”",
            "E-mail, text message, telephone",
            "profiling for marketing",
        ),
        never=r"pod warunkiem|prosimy podać pow|provided that|tell us why",
        sample="Prosimy podać powód, tell us why.",
    ),
    "16.2": Item(
        ("13 stycznia 2026", "już w drodze", "najpóźniej 15 stycznia 2026"),
        ("13 January 2026", "under way already", "until 15 January 2026"),
    ),
    "16.3": Item(
        never=r"na pewno|zaloguj|szkoda|nasza oferta|newsletterze|are you sure|log in|sorry to see"
        r"|our offer|https?://",
        sample="Na pewno? Are you sure?",
    ),
    "16.4": Item(
        ("Aby nikt nie dopisał", "odcisk adresu", "tak długo, jak wysyłamy marketing"),
        ("So that nobody adds you", "fingerprint", "as long as we send marketing"),
    ),
    "17.1": Item(
        ("odczyta inny program: JSON, CSV", "Znaczenie pól opisuje schemat"),
        ("another program can read: JSON, CSV", "fields mean is described by the schema"),
    ),
    "17.2": Item(
        (
            "w pliku: Zgłoszenia",
            "poza plikiem: Oceny z rozmów (2 zapisy). Powód: nasze własne wnioski",
            "Profile zawodowe (2 zapisy). Powód: dane, które nie pochodzą",
            "Kontakty (2 zapisy). Powód: inna podstawa",
            "poprosić osobno (art. 15 RODO)",
        ),
        (
            "in the file: Applications",
            "not in the file: Interview ratings (2 records). Reason: conclusions",
            "Professional profiles (2 records). Reason: data that you did not give",
            "Contacts (2 records). Reason: processed on another legal ground",
            "separately (Article 15 GDPR)",
        ),
    ),
    "17.3": Item(
        ("nie bezpośrednio innej firmie: nasze systemy nie mają technicznego połączenia",),
        ("not directly to another company: there is no technical connection",),
    ),
    "17.4": Item(
        ("niczego u nas nie usuwa", "zaszyfrowany", "hasł", *_RB_PL),
        ("erases nothing with us", "encrypted", "passphrase", *_RB_EN),
    ),
    "17.5": Item((_CLAIM, "portability-1"), (_CLAIM, "portability-1")),
    "18.1": Item(
        (
            "zakończono 13 stycznia 2026: Newsletter (Subskrypcje); zgoda z 3 marca 2024",
            "zgoda z 2 listopada 2025",
            "Udział w przyszłych rekrutacjach",
        ),
        (
            "stopped on 13 January 2026: Newsletter (Subscriptions); consent of 3 March 2024",
            "consent of 2 November 2025",
            "Taking part in future recruitments",
        ),
    ),
    "18.2": Item(
        ("pozostaje zgodne z prawem (art. 7 ust. 3 RODO)",),
        ("before stays lawful (Article 7(3) GDPR)",),
    ),
    "18.3": Item(
        ("nie ma dla Pani/Pana innych złych skutków", "udziału w konkursie", "przyszłych rekrut"),
        ("no other bad consequences for you", "part in the contest", "in future recruitments"),
    ),
    "18.4": Item(
        (
            "usunięto 5 lutego 2026: Zgłoszenia konkursowe",
            "do 13 stycznia 2029",
            "Była nią od początku",
            "umowa z Panią/Panem (art. 6 ust. 1 lit. b RODO)",
        ),
        (
            "erased on 5 February 2026: Contest entries",
            "until 13 January 2029",
            "from the beginning",
            "a contract with you (Article 6(1)(b) GDPR)",
        ),
    ),
    "18.5": Item(_TOLD_PL, _TOLD_EN),
}


def scene_of(number: str) -> str:
    """Return the example in which a number is looked for; any other: three rights in one."""
    section = number.partition(".")[0]
    return SCENES.get(number, SCENES.get(section, "three_rights"))
