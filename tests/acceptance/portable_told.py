"""What is to be told of a portable file: line by line in the letter, part by part in the file."""

OUTCOME = {
    "pl": "przeniesienie danych: wniosek spełniony częściowo",
    "en": "data portability: done in part",
}
TOLD = {
    "pl": (
        "System CRM: w pliku: Skierowania (1 zapis)",
        "Dokumenty kandydatów: w pliku: Otrzymane dokumenty (1 zapis)",
        (
            "Listy mailingowe: w pliku: Twoje adresy e-mail, Listy, na których jesteś, Twoje konto"
            " (4 zapisy)"
        ),
        (
            "System CRM: poza plikiem: Kontakty, Notatki (3 zapisy). Powód: inna podstawa"
            " przetwarzania: nasz prawnie uzasadniony interes"
        ),
        "System CRM: poza plikiem: Oceny (1 zapis). Powód: nasze własne wnioski i oceny",
        "System CRM: poza plikiem: Zmiany (2 zapisy). Powód: dane, które nie pochodzą od Pani/Pana",
        (
            "Listy mailingowe: poza plikiem: Wiadomości oczekujące na moderatora (1 zapis). Powód:"
            " inna podstawa przetwarzania: nasz prawnie uzasadniony interes"
        ),
    ),
    "en": (
        "CRM: in the file: Placements (1 record)",
        (
            "Mailing lists: in the file: Your e-mail addresses, Lists you are on, Your account (3"
            " records)"
        ),
        (
            "CRM: not in the file: Contacts, Notes (3 records). Reason: processed on another legal"
            " ground: our legitimate interest"
        ),
        "CRM: not in the file: Scores (1 record). Reason: conclusions and ratings of our own",
        "CRM: not in the file: Shifts (2 records). Reason: data that you did not give us yourself",
    ),
}
"""Every line of the letter that says what is in the file, and what is not and why."""

LINES = {
    "pl": (": w pliku: ", ": poza plikiem: "),
    "en": (": in the file: ", ": not in the file: "),
}
ABOUT = ["contact.vcf", "resume.json", "README.txt", "manifest.json"]
COVERED = {
    "pl": ("crm.placements", "documents.documents", "mailing.address", "mailing.membership",
           "mailing.user"),
    "en": ("crm.placements", "mailing.address", "mailing.membership", "mailing.user"),
}  # fmt: skip
OTHER_GROUND, DERIVED, OBTAINED = "other_ground", "derived", "obtained"
EXCLUDED = {
    "crm.contacts": (OTHER_GROUND, "legitimate_interest", "provided", 1),
    "crm.notes": (OTHER_GROUND, "legitimate_interest", "provided", 2),
    "crm.scores": (DERIVED, "contract", "derived", 1),
    "crm.shifts": (OBTAINED, "contract", "obtained", 2),
}
HELD = {"mailing.held": (OTHER_GROUND, "legitimate_interest", "provided", 1)}
"""What waits for a moderator, of whoever wrote to a list."""

ARTICLE = {OTHER_GROUND: "20(1)(a)", DERIVED: "20(1)", OBTAINED: "20(1)"}
WHY = {
    "pl": {OTHER_GROUND: "zgody", DERIVED: "sami", OBTAINED: "od kogo innego"},
    "en": {OTHER_GROUND: "on consent", DERIVED: "ourselves", OBTAINED: "from somebody else"},
}
