"""What each number of the auditor's checklist wants to be said, in both languages."""

from rightsflow.letters.choose import Letter
from tests.rightsflow.letters.checklist_of_rights import RIGHTS
from tests.rightsflow.letters.item import COURT_EN, COURT_PL, OFFICE, PRESIDENT, WHO, Item, both

ITEMS: dict[str, Item] = {
    "0.1": both(*WHO, "iod@pogodna.example.com", "Iga Len"),
    "0.2": Item(("RF-2026-0042", "12 stycznia 2026"), ("RF-2026-0042", "12 January 2026")),
    "0.3": Item(
        ("dostęp do danych wraz z kopią", "usunięcie danych"),
        ("access to your data and a copy", "erasure of data"),
    ),
    "0.4": Item(
        ("Dzień dobry", "rozporządzenie (UE) 2016/679"),
        ("Hello", "Regulation (EU) 2016/679"),
        never=r"\b(niniejszym|przedmiotow\w+|tutejsz\w+|hereby|pursuant|heretofore)\b",
        sample="Niniejszym informujemy.",
    ),
    "0.6": Item(never=r"\b(opłat\w*|faktur\w*|fee|invoice)\b", sample="Prosimy o opłatę."),
    "0.7": Item(("Inspektor Ochrony Danych, Iga Len",), ("Data Protection Officer, Iga Len",)),
    "0.8": Item(never=r"Betreff|\bRe:|Fwd:|^>", sample="Re: mój wniosek"),
    "0.9": Item(never=r"\{\{|\[\[|\bXXX\b|\bTODO\b", sample="Dnia {{ day }}"),
    "0.10": Item(never=r"Stawki 2|GIODO|29 sierpnia 1997", sample="GIODO, ul. Stawki 2"),
    "0.11": Item(
        ("usunięcie danych: zajmuje się tym osoba z naszego zespołu", "20 lutego 2026"),
        ("erasure of data: a member of our team is dealing with it", "20 February 2026"),
    ),
    "1.1": Item(
        ("12 stycznia 2026, godz. 14:05", "wystarczy odpisać własnymi słowami"),
        ("12 January 2026, 14:05", "just reply in your own words and we will correct it"),
    ),
    "1.2": Item(
        ("Odpowiemy najpóźniej", "12 lutego 2026"), ("We will answer by", "12 February 2026")
    ),
    "1.3": Item(
        ("Sprawę prowadzi: Inspektor", "Aby coś dodać"), ("handled by: Data", "To add or ask")
    ),
    "1.4": Item(
        never=r"uzasadnieni|formularz|dow[oó]d osobist|dowodu|\bform\b|passport|identity",
        sample="Prosimy wypełnić formularz i przysłać dowód osobisty.",
    ),
    "1.5": Item(
        never=r"weryfikacj|od dnia potwierdz|mamy Pani|przetwarzamy|verif|we hold|we process",
        sample="Termin biegnie od dnia weryfikacji.",
    ),
    "2.1": Item(("nie mógł stwierdzić, że naprawdę z niego wyszła",), ("could not establish",)),
    "2.2": Item(
        (
            "jeden z dwóch sposobów",
            "„Potwierdzam, że to moja prośba.”",
            "+48 600 000 200",
            "„to nie ja”",
        ),
        (
            "One of these two",
            "“I confirm that this is my request.”",
            "+48 600 000 200",
            "“it was not me”",
        ),
    ),
    "2.3": Item(
        ("Nie potrzebujemy skanu ani zdjęcia",),
        ("We do not need a scan or photo",),
        never=r"(prosimy o|przysłać|send us a) (skan|zdjęcie|scan|photo)",
        sample="Prosimy o skan dowodu.",
    ),
    "2.5": Item(
        ("28 stycznia 2026", "12 lutego 2026", "biegnie dalej", "Bez potwierdzenia", "ponownie"),
        ("28 January 2026", "12 February 2026", "runs on", "Without your confirmation", "again"),
    ),
    "2.6": Item(
        ("nie piszemy, czy i jakie dane mamy",),
        ("does not say whether we hold any data",),
        never=r"CRM|Newsletter|on file|dotychczasow\w+|earlier contact",
        sample="Zapytamy o nasze dotychczasowe kontakty.",
    ),
    "2.7": Item(("tylko po to", "usuniemy razem ze sprawą"), ("only to", "deleted with the case")),
    "8.1": Item(
        ("potwierdzamy: przetwarzamy Pani/Pana dane",), ("confirm: we process personal data",)
    ),
    "8.2": Item(
        ("CRM", "3 zapisy", "Newsletter", "nic nie"), ("CRM", "3 records", "nothing found")
    ),
    "8.7": Item(
        (
            "sprostowanie",
            "usunięcie",
            "ograniczenie",
            "sprzeciw",
            "przeniesienie",
            "wycofać zgodę",
        ),
        (
            "rectification",
            "erasure",
            "restriction",
            "objection",
            "portability",
            "withdraw your consent",
        ),
    ),
    "8.8": Item(("skargę", *PRESIDENT), ("complaint", *OFFICE)),
    "8.13": Item(
        ("zaszyfrowane", "data.json", "CSV", "hasło", "Nigdy nie wysyłamy hasła tą drogą"),
        ("encrypted", "data.json", "CSV", "passphrase", "We never send it the same way"),
    ),
    "8.16": Item(("Pierwsza kopia jest bezpłatna",), ("first copy is free of charge",)),
    "20.1": Item(
        ("nie przetwarzamy Pani/Pana danych osobowych",), ("we do not process personal data",)
    ),
    "20.2": Item(
        ("zofia@example.org", "CRM", "Newsletter", "14 stycznia 2026", "inny adres e-mail"),
        ("zofia@example.org", "CRM", "Newsletter", "14 January 2026", "another e-mail address"),
    ),
    "20.3": Item(
        ("korespondencj", "art. 6 ust. 1 lit. c RODO", "art. 5 ust. 2", "przez 3 lata"),
        ("correspondence", "Article 6(1)(c)", "5(2)", "for 3 years"),
    ),
    "20.4": Item(
        ("art. 12 ust. 4", *PRESIDENT, *COURT_PL),
        ("Article 12(4)", *OFFICE, *COURT_EN),
        never=r"bezzasadn|nieuzasadnion|unfounded",
        sample="Wniosek jest bezzasadny.",
    ),
    "X1": Item(
        ("dostęp do danych wraz z kopią:", "usunięcie danych:"),
        ("access to your data and a copy:", "erasure of data:"),
    ),
    "X3": Item((*PRESIDENT, *COURT_PL), (*OFFICE, *COURT_EN)),
    "X4": Item(never=r"opóźnienie|apologise", sample="Przepraszamy za opóźnienie."),
}

ITEMS |= {
    "2.8": Item(
        ("art. 11 ust. 2", "art. 12 ust. 2", "W każdej chwili", *PRESIDENT, *COURT_PL),
        ("Article 11(2)", "Article 12(2)", "At any time", *OFFICE, *COURT_EN),
        never="CRM|Newsletter",
        sample="W systemie CRM nic nie mamy.",
    ),
    "3.1": Item(
        ("mamy dużo", "„Proszę o wszystko.”", "nie trzeba tego uzasadniać", "wybranego okresu"),
        ("a lot of data", "“Please send everything.”", "you need not say why", "certain period"),
    ),
    "3.2": Item(
        ("CRM", "1840 zapisów", "5230 zapisów", "zajmujemy się już teraz", "prześlemy wszystko"),
        ("CRM", "1840 records", "5230 records", "dealing with already", "send everything"),
    ),
    "4.1": Item(
        ("Dotychczasowy termin", "12 lutego 2026"), ("Time limit so far", "12 February 2026")
    ),
    "4.2": Item(
        ("dane o Pani/Panu są w 4 systemach", "z 3 osobami", "Część korespondencji leży"),
        ("data about you is in 4 systems", "3 people of our company", "A part of the"),
        never="duża liczba wniosków|many requests",
        sample="Przyczyna: duża liczba wniosków.",
    ),
    "4.3": Item(
        ("o 2 miesiące", "Odpowiemy najpóźniej", "13 kwietnia 2026"),
        ("by 2 months", "We will answer by", "13 April 2026"),
    ),
    "4.4": Item(
        ("Zapytaliśmy już", "41 zapisów", "20 marca 2026"),
        ("We have asked", "41 records", "20 March 2026"),
    ),
    "4.5": Item(
        ("To nie jest odmowa",),
        ("This is not a refusal",),
        never="wycofanie zgody|sprzeciw|withdrawal|objection",
        sample="Wycofanie zgody: odpowiemy najpóźniej w kwietniu.",
    ),
    "4.6": Item(("skargę", *PRESIDENT, *COURT_PL), ("complaint", *OFFICE, *COURT_EN)),
    "5.1": Item(
        ("art. 12 ust. 4 RODO", "dwie osoby z naszego zespołu", *PRESIDENT, *COURT_PL),
        ("Article 12(4) GDPR", "Two people of our team", *OFFICE, *COURT_EN),
    ),
    "5.2": Item(
        ("art. 12 ust. 5 lit. b RODO", "art. 17 ust. 3 lit. e RODO", "obrony roszczeń"),
        ("Article 12(5)(b) GDPR", "Article 17(3)(e) GDPR", "legal claims"),
    ),
    "5.3": Item(
        (
            "nie służy celowi tego prawa",
            "siedem wniosków o tej samej treści",
            "zamiar nadużycia",
            "zapowiada kolejne wnioski",
            "Dlaczego odmowa, a nie opłata",
            "Opłata nie zmieniłaby",
        ),
        (
            "does not serve the purpose of this right",
            "seven requests of the same wording",
            "intention to abuse",
            "announces further requests",
            "Why a refusal and not a fee",
            "A fee would not change",
        ),
    ),
    "5.4": Item(
        never=r"nie podano (powodu|przyczyny)|formularz|\bton\b|nakład|skrzynk"
        r"|no reasons? (was|were) given|\bform\b|\btone\b|effort|mailbox",
        sample="Nie podano powodu, a nakład pracy jest duży.",
    ),
    "5.6": Item(
        ("ponownie w każdej chwili", "tylko o część danych"),
        ("ask again at any time", "a part of the data only"),
    ),
    "5.7": Item(
        ("Przyczyny w tej sprawie", "Umowę i korespondencję"),
        ("The reasons in this case", "We keep the contract"),
    ),
    "6.1": Item(
        ("spełniamy tą wiadomością, bez części", "W załącznikach przesyłamy ich kopię"),
        ("granted with this message, without the parts", "A copy is attached"),
    ),
    "6.2": Item(
        (
            "Poczta firmowa",
            "chronimy prawa i wolności innych osób",
            "art. 15 ust. 4 RODO",
            "nie mają związku z Panią/Panem",
            "zasłoniliśmy tylko fragment",
        ),
        (
            "Company mail",
            "rights and freedoms of other people",
            "Article 15(4) GDPR",
            "do not concern you",
            "enough to black out a passage",
        ),
    ),
    "6.3": Item(
        ("art. 12 ust. 4 RODO", "dwie osoby z naszego zespołu", *PRESIDENT, *COURT_PL),
        ("Article 12(4) GDPR", "Two people of our team", *OFFICE, *COURT_EN),
    ),
    "6.4": Item(("jest w kopii oznaczone",), ("is marked in the copy",)),
    "7.1": Item(("art. 15 ust. 3 RODO",), ("Article 15(3) GDPR",)),
    "7.2": Item(
        ("bezpłatnie 20 listopada 2025", "o tym samym zakresie"),
        ("on 20 November 2025", "same scope and period"),
    ),
    "7.3": Item(
        (
            "1250 zapisów",
            "12 \u00d7 0,50 zł = 6,00 zł",
            "18,50 zł",
            "bez kosztów stałych",
            "bez zysku",
        ),
        (
            "1250 records",
            "12 \u00d7 PLN 0.50 = PLN 6.00",
            "PLN 18.50",
            "overheads",
            "without profit",
        ),
    ),
    "7.4": Item(
        (
            "Zanim zaczniemy",
            "Niczego jeszcze nie naliczamy",
            "„Zgadzam się na opłatę.”",
            "zawęzić",
            "„Wycofuję wniosek.”",
            "co jest bezpłatne, prześlemy bezpłatnie",
        ),
        (
            "Before we begin",
            "Nothing is charged yet",
            "“I accept the fee.”",
            "narrow",
            "“I withdraw my request.”",
            "what is free we will send free of charge",
        ),
    ),
    "7.5": Item(
        ("4 lutego 2026", "Przelewem", "12 lutego 2026", "biegnie dalej", "20 listopada 2026"),
        ("4 February 2026", "bank transfer", "12 February 2026", "runs on", "20 November 2026"),
    ),
    "13.1": Item(
        ("Uprzedzamy", "Zniesiemy ograniczenie", "12 marca 2026", "art. 18 ust. 3 RODO"),
        ("in advance", "will be lifted on", "12 March 2026", "Article 18(3) GDPR"),
    ),
    "13.2": Item(
        ("Sprawdziliśmy", "poprawiliśmy 20 lutego 2026"),
        ("We checked", "On 20 February 2026 we corrected"),
    ),
    "13.3": Item(
        ("wnieść sprzeciw", "usunięcie danych", "art. 12 ust. 4 RODO", *PRESIDENT, *COURT_PL),
        ("object to", "erasure of the data", "Article 12(4) GDPR", *OFFICE, *COURT_EN),
    ),
}
"""What letters that a person decided on have to say."""

_NO_DATA = "W tej wiadomości piszemy: mamy dane w CRM."

ITEMS |= RIGHTS

OTHERWISE: dict[tuple[Letter, str], Item] = {
    # Invoices that it speaks of are those of the person.
    (Letter.rights_reply, "0.6"): Item(
        never=r"zgadzam się na opłatę|prosimy o (wp|op)łatę|accept the fee|please pay",
        sample="Prosimy o wpłatę, please pay.",
    ),
    (Letter.rights_reply, "0.11"): Item(
        ("wycofanie zgody: wniosek spełniony", "usunięto 5 lutego 2026", "20 lutego 2026"),
        ("withdrawal of consent: done as you asked", "erased on 5 February", "20 February 2026"),
    ),
    (Letter.restriction_lifting, "0.3"): Item(
        ("ograniczenie przetwarzania",), ("restriction of processing",)
    ),
    # It says why there is no fee; what it must not do is ask for one.
    (Letter.refusal, "0.6"): Item(
        never="zgadzam się na opłatę|rachun|faktur|accept the fee|account|invoice",
        sample="Prosimy o wpłatę na rachunek.",
    ),
    (Letter.refusal, "0.11"): Item(
        ("usunięcie danych: odpowiedź odmowna", "usunęliśmy 2 lutego 2026"),
        ("erasure of data: refused", "erased the other data on 2 February 2026"),
    ),
    (Letter.not_identified, "0.11"): Item(
        ("usunięcie danych: odpowiedź odmowna",), ("erasure of data: refused",)
    ),
    (Letter.extension, "0.11"): Item(
        ("przygotowujemy kopię danych", "20 marca 2026", "13 kwietnia 2026"),
        ("we are preparing the copy", "20 March 2026", "13 April 2026"),
    ),
    (Letter.person_reply, "0.11"): Item(
        ("dostęp do danych wraz z kopią: wniosek spełniony", "Usunęliśmy", "9 lutego 2026"),
        ("access to your data and a copy: done as you asked", "We erased", "9 February 2026"),
    ),
    (Letter.request_withdrawn, "0.11"): Item(
        ("usunięcie danych: wniosek wycofany", "12 lutego 2026"),
        ("erasure of data: request withdrawn", "12 February 2026"),
    ),
    (Letter.reminder, "2.6"): Item(
        ("nie piszemy, czy i jakie dane mamy",),
        ("Neither message says whether we hold any data",),
        never="CRM|Newsletter|on file",
        sample=_NO_DATA,
    ),
    (Letter.overdue_apology, "X4"): Item(
        ("Przepraszamy za opóźnienie", "mija termin"), ("We apologise for the delay", "ends")
    ),
}
"""What a number wants of one letter, where that is not what it wants of the others."""


def item(letter: Letter, number: str) -> Item:
    """Return what a number wants of a letter."""
    return OTHERWISE.get((letter, number), ITEMS[number])
