"""The words of the invented answers to rights: titles of systems, and what people wrote."""

from rightsflow.letters.words import FALLBACK

_PL = {
    "ats": "System rekrutacyjny",
    "group": "Grupa na Facebooku",
    "contests": "Konkursy",
    "contacts": "Kontakty",
    "notes": "Notatki",
    "subscriptions": "Subskrypcje",
    "consents": "Dowody zgody",
    "applications": "Zgłoszenia",
    "candidates": "Kandydaci",
    "account": "Konto w portalu kandydata",
    "invoices": "Faktury",
    "contracts": "Umowy o szkolenie",
    "posts": "Wpisy",
    "entries": "Zgłoszenia konkursowe",
    "lists": "Lista „Praca w IT”, lista „Szkolenia”",
    "channels": "E-mail, SMS, telefon",
    "ratings": "Oceny z rozmów",
    "profile": "Profile zawodowe",
    "phone": "Telefon",
    "town": "Miejscowość",
    "application_fields": "List motywacyjny, CV, Oczekiwana płaca",
    "kept_fields": "Imię, Nazwisko, Stanowisko, Data i wynik zgłoszenia",
    "newsletter": "Newsletter",
    "recruiting": "Udział w przyszłych rekrutacjach",
    "recruiting_ends": "Nie bierzemy już Pani/Pana pod uwagę w przyszłych rekrutacjach.",
    "relations": "Kontakt z klientami i kandydatami",
    "matching": "Profilowanie w celu doboru ofert",
    "offers": "Oferty handlowe dobierane do odbiorcy",
    "training": "Wykonanie umowy o szkolenie",
    "contest": "Konkurs „Zespół roku”",
    "contest_ends": "Nie bierze już Pani/Pan udziału w konkursie „Zespół roku”.",
    "kept": "Rekrutacja na stanowisko analityka skończyła się 30 września 2025. Do 30 września "
    "2028 osoba, której nie zatrudniono, może zarzucić nam nierówne traktowanie. Zostaje tylko to, "
    "czym możemy wtedy pokazać, dlaczego wybraliśmy kogoś innego.",
    "closed_down": "Spółka została rozwiązana i nie ma następcy.",
    "accurate": "We wniosku podano, że staż w dziale płac trwał do marca 2024. Świadectwo pracy, "
    "które otrzymaliśmy 12 maja 2024, podaje luty 2024, i taka data jest w systemie.\n"
    "Do zapisu dodaliśmy Pani/Pana oświadczenie, że data jest inna.",
    "balance": "We wniosku napisano, że kontakt z nami przypomina o konflikcie z byłym "
    "przełożonym. Wzięliśmy to pod uwagę: nikt poza prowadzącą sprawę nie widzi tych danych.\n"
    "Spór o zapłatę za szkolenie z czerwca 2025 nadal trwa, a notatki z rozmów są jedynym "
    "dowodem ustaleń. Bez nich nie moglibyśmy się bronić przed sądem.",
    "logic": "Narzędzie szuka publicznego profilu zawodowego i liczy od 0 do 100 punktów dla "
    "każdego tematu: za umiejętności, za otwarte wiadomości, za podobne stanowisko.",
    "significance": "Od 60 punktów wysyłamy oferty na dany temat.",
    "consequences": "Poniżej 60 punktów oferty na ten temat nie przychodzą.",
    "looked": "Ocena, którą program nadał zgłoszeniu z 3 grudnia 2025, nie "
    "uwzględniała kursu, który jest w CV. Jest zmieniona, a zgłoszenie wróciło do rekrutacji.",
}

_EN = {
    "ats": "Recruitment system",
    "group": "Facebook group",
    "contests": "Contests",
    "contacts": "Contacts",
    "notes": "Notes",
    "subscriptions": "Subscriptions",
    "consents": "Proofs of consent",
    "applications": "Applications",
    "candidates": "Candidates",
    "account": "Candidate portal account",
    "invoices": "Invoices",
    "contracts": "Training contracts",
    "posts": "Posts",
    "entries": "Contest entries",
    "lists": "List “Jobs in IT”, list “Training”",
    "channels": "E-mail, text message, telephone",
    "ratings": "Interview ratings",
    "profile": "Professional profiles",
    "phone": "Phone",
    "town": "Town",
    "application_fields": "Cover letter, CV, Expected salary",
    "kept_fields": "First name, Surname, Job, Date and result of the application",
    "newsletter": "Newsletter",
    "recruiting": "Taking part in future recruitments",
    "recruiting_ends": "We no longer consider you in future recruitments.",
    "relations": "Keeping in touch with clients and candidates",
    "matching": "Profiling to match offers",
    "offers": "Commercial offers matched to their reader",
    "training": "Performing a training contract",
    "contest": "Contest “Team of the year”",
    "contest_ends": "You no longer take part in the contest “Team of the year”.",
    "kept": "The recruitment for the job of an analyst ended on 30 September 2025. Until "
    "30 September 2028 a person who was not hired can claim unequal treatment. Only that stays "
    "with which we could then show why we chose somebody else.",
    "closed_down": "The company was dissolved and has no successor.",
    "accurate": "Your request says that the internship in payroll lasted until March 2024. The "
    "certificate that we received on 12 May 2024 says February 2024, and so does our system.\n"
    "We added your statement that the date is another one to the record.",
    "balance": "Your request says that contact with us recalls a conflict with a former superior. "
    "We took this into account: nobody but the person in charge of the matter sees this data.\n"
    "The dispute about payment for the training of June 2025 goes on, and the notes of our talks "
    "are the only proof of what was agreed. Without them we could not defend ourselves in court.",
    "logic": "A tool looks for a public professional profile and counts from 0 to 100 points for "
    "each topic: for skills, for mailings opened, for a similar job.",
    "significance": "From 60 points on we send offers on the topic.",
    "consequences": "Below 60 points no offers on the topic arrive.",
    "looked": "I looked at the rating that the program gave to the application of "
    "3 December 2025. It had missed a course that is in the CV. I changed the rating, and the "
    "application is back in the recruitment.",
}

_TEXTS = {"pl": _PL, "en": _EN}


def texts_of(language: str) -> dict[str, str]:
    """Return the words in a language, or in English."""
    return _TEXTS.get(language, _TEXTS[FALLBACK])
