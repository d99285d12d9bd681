"""Polish letters: which rights they ask for. All people and firms are invented."""

import pytest

from rightsflow.mail.reading.read import read_message

ASKED = [
    ("access", "Dzień dobry,\nproszę o kopię moich danych osobowych.\nEwa Zmyślona"),
    ("access", "prosze o informacje jakie dane na moj temat przetwarzacie i skad je macie"),
    ("access", "Witam, skąd macie mój numer telefonu? Proszę o odpowiedź."),
    ("access", "Na podstawie art. 15 RODO wnoszę o udostępnienie moich danych osobowych."),
    ("access", "Chciałabym skorzystać z prawa dostępu do danych."),
    ("access", "Co o mnie wiecie? Pracowałem u was dwa lata temu."),
    ("access", "Poproszę o wgląd w moje dane z rekrutacji, w tym notatki rekruterów."),
    ("access", "Proszę o informację, czy przetwarzają Państwo moje dane osobowe."),
    ("access", "Proszę o informację, komu przekazaliście moje CV i jakie dane o mnie posiadacie."),
    ("access", "Proszę o odpowiedź, czy mają Państwo jakiekolwiek moje dane, i o ich kopię."),
    ("access", "Dzień dobry, czy mają Państwo moje dane?"),
    ("access", "Realizując prawo wynikające z art. 15 RODO żądam przesłania kopii danych."),
    (
        "access",
        (
            "Zwracam się z prośbą o udzielenie dostępu do moich danych oraz następujących"
            " informacji:\n1) cele przetwarzania,\n2) odbiorcy danych,\n3) informacje o prawie do"
            " żądania sprostowania, usunięcia lub ograniczenia przetwarzania oraz o prawie do"
            " wniesienia sprzeciwu,\n4) informacje o zautomatyzowanym podejmowaniu decyzji, w tym"
            " o profilowaniu.\nZ poważaniem\nAdam Wymyślony"
        ),
    ),
    (
        "access",
        (
            "Wnoszę o przekazanie kopii moich danych osobowych. Proszę również o podanie celów"
            " przetwarzania, planowanego okresu przechowywania oraz informacji o prawie do"
            " usunięcia danych i prawie wniesienia skargi."
        ),
    ),
    ("rectification", "Proszę o zmianę mojego nazwiska na Nowacka-Zmyślona, wyszłam za mąż."),
    ("rectification", "W moim profilu jest błędny numer telefonu, proszę o poprawienie danych."),
    ("rectification", "wnosze o sprostowanie danych: adres powinien brzmiec ul. Polna 3"),
    ("rectification", "Zaktualizujcie proszę mój adres e-mail w bazie."),
    ("rectification", "Proszę usunąć błąd w moim nazwisku - powinno być Wymyślny."),
    ("erasure", "Proszę usunąć moje dane."),
    ("erasure", "Prosze o usuniecie mojego CV z waszej bazy danych"),
    ("erasure", "Żądam niezwłocznego usunięcia wszystkich danych, które mnie dotyczą (art. 17)."),
    ("erasure", "Usuńcie moje konto i wszystkie dane!"),
    ("erasure", "Chcę, żeby moje dane zostały trwale usunięte z systemu."),
    ("erasure", "Korzystając z prawa do bycia zapomnianym, proszę o wykreślenie mnie z bazy."),
    ("erasure", "Czy moglibyście skasować moje konto kandydata?"),
    ("erasure", "Proszę o usunięcie danych i o potwierdzenie usunięcia."),
    ("erasure", "Proszę, abyście usunęli moje CV. Nie szukam już pracy."),
    ("restriction", "Wnoszę o ograniczenie przetwarzania moich danych do czasu wyjaśnienia."),
    (
        "restriction",
        "Sprzeciwiam się usunięciu danych i żądam w zamian ograniczenia ich przetwarzania.",
    ),
    ("restriction", "Proszę ograniczyć przetwarzanie moich danych, są mi potrzebne do sądu."),
    ("portability", "Proszę o przeniesienie moich danych do firmy Przykład sp. z o.o."),
    (
        "portability",
        (
            "Proszę o przesłanie moich danych w ustrukturyzowanym formacie nadającym się do odczytu"
            " maszynowego."
        ),
    ),
    ("portability", "Wnoszę o realizację prawa do przenoszenia danych (art. 20 RODO)."),
    ("portability", "Proszę przesłać moje dane w formacie JSON albo CSV."),
    ("objection", "Wnoszę sprzeciw wobec przetwarzania moich danych w celach marketingowych."),
    ("objection", "Nie życzę sobie więcej ofert. Proszę przestać do mnie dzwonić."),
    ("objection", "Sprzeciwiam się profilowaniu."),
    ("objection", "Wypiszcie mnie z newslettera"),
    ("objection", "Proszę o zaprzestanie przetwarzania moich danych w celu marketingu."),
    ("objection", "Zgłaszam sprzeciw na podstawie art. 21 RODO ze względu na moją sytuację."),
    ("automated_decision", "Żądam, by moje zgłoszenie rozpatrzył człowiek, a nie algorytm."),
    (
        "automated_decision",
        "Odrzucono mnie automatycznie. Kwestionuję tę zautomatyzowaną decyzję.",
    ),
    ("automated_decision", "Proszę o interwencję człowieka w sprawie decyzji z 3 marca."),
    (
        "automated_decision",
        "Nie chcę podlegać decyzji opartej wyłącznie na zautomatyzowanym przetwarzaniu.",
    ),
    ("consent_withdrawal", "Cofam zgodę na przetwarzanie danych w przyszłych rekrutacjach."),
    ("consent_withdrawal", "Niniejszym wycofuję wszystkie udzielone zgody."),
    ("consent_withdrawal", "Proszę o wycofanie mojej zgody marketingowej."),
    ("consent_withdrawal", "zgode na udzial w rekrutacjach cofam ze skutkiem natychmiastowym"),
    ("access erasure", "Proszę o kopię moich danych, a następnie o ich usunięcie."),
    ("erasure consent_withdrawal", "Cofam zgodę i proszę o usunięcie moich danych osobowych."),
    (
        "erasure consent_withdrawal",
        (
            "Żądam usunięcia moich danych. Jeżeli wyraziłam zgodę na ich przetwarzanie, niniejszym"
            " ją wycofuję. Jeżeli sprzeciwiają się Państwo usunięciu, proszę o uzasadnienie."
            " Proszę też o informację, jakim odbiorcom przekazano moje żądanie."
        ),
    ),
    (
        "objection consent_withdrawal",
        "Odwołuję zgodę na kontakt. Sprzeciwiam się przetwarzaniu danych w celach reklamowych.",
    ),
    (
        "access rectification",
        "Wnoszę o:\n- dostęp do danych,\n- sprostowanie daty urodzenia.\nJan Zmyślony",
    ),
    (
        "erasure restriction",
        (
            "Wnoszę o usunięcie moich danych, a do czasu rozpatrzenia pisma żądam ograniczenia ich"
            " przetwarzania."
        ),
    ),
    (
        "erasure",
        (
            "Formularz\nWnoszę o:\n☐ dostęp do danych\n☒ usunięcie danych\n☐ ograniczenie"
            " przetwarzania\n☐ cofam zgodę\n☐ przeniesienie danych"
        ),
    ),
    (
        "access portability",
        "[x] dostęp do danych\n[ ] usunięcie danych\n[x] przenoszenie danych\n[ ] sprzeciw",
    ),
    (
        "erasure",
        (
            "Pracowałam u Państwa w 2022 r. Wiem, że mam prawo do usunięcia danych, dlatego proszę"
            " o usunięcie moich danych z bazy kandydatów."
        ),
    ),
    (
        "access",
        (
            "Złożyłem u Państwa CV w marcu. Proszę o informację, jakie dane o mnie macie. Jeśli"
            " usunęliście moje dane, proszę to potwierdzić."
        ),
    ),
    ("erasure", "Moje CV wysłałem w styczniu, pracę już mam. Proszę o jego wykasowanie."),
    ("rectification", "W profilu mam wpisane złe nazwisko. Proszę to zmienić."),
    ("objection", "Dzwonicie do mnie codziennie. Proszę przestać."),
    ("automated_decision", "System odrzucił mnie w minutę. Proszę, żeby ktoś to sprawdził."),
    ("restriction", "Kwestionuję tę ocenę. Do czasu wyjaśnienia proszę nikomu jej nie pokazywać."),
    ("access", "Co o mnie zapisano? Nigdy się u Państwa nie rejestrowałam."),
]

NOT_ASKED = [
    "Na stronie wisi nieaktualne ogłoszenie naszej firmy. Prosimy o zdjęcie go jutro.",
    "Na fakturze 11/2026 jest zły adres nabywcy. Prosimy o korektę i nową fakturę.",
    "Proszę mnie usunąć z listy na sobotę, bo mam wesele siostry.",
    "Nasz program automatycznie odrzuca niepasujące CV. Zapraszam na prezentację i szkolenie.",
    "Dzień dobry, przesyłam CV. Wyrażam zgodę na przetwarzanie danych. Wiem, że zgodę mogę cofnąć.",
    "Zapraszamy na szkolenie o prawie dostępu do danych i prawie do usunięcia danych.",
    "Dziękuję za szybką pomoc, to wszystko.",
    "Proszę o przesłanie PIT-11 za ubiegły rok.",
    "Czy oferta na magazyniera w Łodzi jest aktualna? Proszę o kontakt.",
    "W załączeniu przesyłam fakturę nr 12/2026. Proszę o opłacenie do 30 marca.",
    "Administratorem danych jest Przykład SA. Przysługuje Pani prawo do usunięcia danych.",
    "Proszę o odesłanie podpisanej umowy powierzenia przetwarzania danych osobowych.",
    "Proszę usunąć usterkę w systemie wysyłki, faktury nie dochodzą.",
    "Nasza firma oferuje wdrożenie procedur usuwania danych. Zapraszamy do współpracy.",
]


def message(text: str, subject: str = "") -> bytes:
    """Return a plain letter as it arrives."""
    head = (
        f"From: Ewa <ewa@example.com>\nSubject: {subject}\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return (head + text).encode()


@pytest.mark.parametrize(("rights", "text"), ASKED)
def test_a_polish_letter_is_read_for_exactly_the_rights_it_asks_for(rights: str, text: str) -> None:
    """Articles 15 to 22: what is asked is found, what is only mentioned is not."""
    reading = read_message(message(text))

    assert (set(rights.split()), "request", "pl") == (
        set(reading.rights),
        reading.kind,
        reading.language,
    )


@pytest.mark.parametrize("text", NOT_ASKED)
def test_polish_mail_that_asks_for_no_right_is_no_request(text: str) -> None:
    """Words of rights in offers, notices and applications ask for nothing."""
    reading = read_message(message(text))

    assert (reading.rights, reading.kind) == ((), "not_a_request")


EVERYDAY = [
    ("access", "Słuchajcie, kto wam dał mój numer? Nigdzie go nie zostawiałem."),
    ("access", "komu jeszcze wysłaliście moje cv?"),
    ("access", "Chciałbym zajrzeć do swojej teczki osobowej."),
    ("rectification", "Wyszłam za mąż i nazywam się teraz Zmyślona, wcześniej Wymyślna."),
    ("rectification", "przekreciliscie moj pesel, poprawcie to prosze"),
    ("rectification", "Przeprowadziłem się, stary adres jest już nieaktualny."),
    ("erasure", "wywalcie mnie z tej waszej bazy"),
    ("erasure", "Nie chcę już figurować w Państwa bazie kandydatów."),
    ("erasure", "Proszę zamknąć moje konto na portalu."),
    ("restriction", "Zamroźcie proszę mój profil do czasu wyjaśnienia sprawy."),
    ("restriction", "Nie usuwajcie moich danych, potrzebuję ich do sądu pracy."),
    ("portability", "Poproszę moje dane w pliku, który odczyta komputer, np. CSV."),
    ("objection", "dajcie mi wreszcie spokój z tymi ofertami"),
    ("objection", "wypiszcie mnie z tych smsow"),
    ("objection", "Niech pan już do mnie nie dzwoni."),
    ("automated_decision", "Odrzucił mnie algorytm. Chcę, żeby spojrzał na to żywy człowiek."),
    ("consent_withdrawal", "Od dzisiaj nie macie już mojej zgody na nic."),
    ("consent_withdrawal", "Przez pomyłkę zaznaczyłem zgodę na rekrutacje. Wycofuję to."),
]

ORDINARY = [
    "Wykreślcie mnie z grafiku w sobotę, mam wesele.",
    "Kiedy będzie wypłata za maj? Nie dostałam przelewu.",
    "Niestety nie jestem zainteresowany tą ofertą, za daleko od domu.",
    "Poszukujemy 20 osób do pakowania. Proszę o przedstawienie stawek.",
    "Dzisiaj się spóźnię, autobus nie przyjechał.",
]


@pytest.mark.parametrize(("rights", "text"), EVERYDAY)
def test_a_right_is_read_in_everyday_polish(rights: str, text: str) -> None:
    """Few people name an article: they say what they want."""
    reading = read_message(message(text))

    assert (set(rights.split()), ()) == (set(reading.rights), reading.needs_person)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_people_write_to_an_employer_is_not_read_in_vain(text: str) -> None:
    """Shifts, pay and jobs are no business of whoever answers requests."""
    reading = read_message(message(text))

    assert (reading.rights, reading.kind, reading.needs_person) == ((), "not_a_request", ())


def test_a_title_counts_only_if_the_letter_is_about_it() -> None:
    """An objection to a fine is no objection to the use of data."""
    fine = "Nie zgadzam się z karą za spóźnienie, autobus przyjechał późno."
    use = "Chodzi o wykorzystanie mojego zdjęcia."

    assert read_message(message(fine, "Sprzeciw")).rights == ()
    assert read_message(message(use, "Sprzeciw")).rights == ("objection",)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Rezygnuję z rekrutacji na magazyniera. Proszę o usunięcie mojego CV.", False),
        ("Po co wam to wszystko po rekrutacji na magazyniera, proszę usunąć.", True),
    ],
)
def test_erasure_beside_ordinary_matters_wants_a_person_unless_it_is_plain(
    text: str, *, person: bool
) -> None:
    """What is erased is gone; what is to go is plain where the writer names it."""
    reading = read_message(message(text))

    assert reading.rights == ("erasure",)
    assert bool(reading.needs_person) is person


@pytest.mark.parametrize(
    ("rights", "text"),
    [
        ("erasure", "Usuńcie mój numer z bazy. Nie chcę więcej telefonów."),
        ("erasure", "Teraz mieszkam w Holandii i nie wracam. Zlikwidujcie moje konto."),
        ("consent_withdrawal", "Nie chcę już SMS-ów. Zgodę na nie odwołuję."),
        ("objection", "Nie chcę więcej telefonów z ofertami."),
        ("rectification", "Przeprowadziłam się, teraz mieszkam przy ul. Długiej 5."),
    ],
)
def test_what_is_told_beside_erasure_or_a_withdrawal_is_only_the_reason(
    rights: str, text: str
) -> None:
    """No more calls are wanted because the number shall go: that is one request, not two."""
    assert read_message(message(text)).rights == (rights,)


@pytest.mark.parametrize(
    "text",
    [
        "Proszę o sprostowanie faktury nr 12, jest na niej błędny NIP i stary adres siedziby.",
        "W poprzednim mailu wysłałam zły plik. Usuńcie proszę błędny załącznik i weźcie ten.",
        "W grafiku mam źle wpisaną sobotę, powinna być niedziela. Poprawcie proszę.",
        "Nie mogę wejść do aplikacji, konto zablokowane. Proszę o nowe hasło.",
        "Nie chcę Państwu przeszkadzać, ale czy jest już decyzja w sprawie stanowiska?",
        "Proszę wstrzymać wysyłkę butów, rozmiar nie ten.",
    ],
)
def test_ordinary_business_in_the_words_of_a_right_asks_for_none(text: str) -> None:
    """An invoice is corrected, a file deleted, a password blocked: no right is used."""
    assert read_message(message(text)).rights == ()
