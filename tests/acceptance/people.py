"""Invented people and all that the systems of the tests hold about them.

Every value is a canary: it stands nowhere else, so that finding it tells whose data leaked.
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Person:
    """Somebody on file; `token` is a word that no other person's data hold.

    `lost_cv`: the index names a CV that is not in the folder. `lists` are the mailing lists
    they are on, `writes_to` the one where a message of theirs waits for a moderator.
    """

    number: int
    first_name: str
    last_name: str
    email: str
    token: str
    has_cv: bool = False
    lost_cv: bool = False
    lists: tuple[str, ...] = ()
    writes_to: str = ""

    @property
    def name(self) -> str:
        """Return the name as it is written."""
        return f"{self.first_name} {self.last_name}"

    @property
    def phone(self) -> str:
        """Return a phone number as people write it."""
        return f"+48 601 550 {100 + self.number}"

    @property
    def street(self) -> str:
        """Return a postal address."""
        return f"ul. {self.token}owa {self.number}/8"

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what was written down about talks with the person."""
        return (f"notka-{self.token}-1", f"=notka-{self.token}-2")

    @property
    def employer(self) -> str:
        """Return the client with whom the person was placed."""
        return f"Zakłady {self.token}pol"

    @property
    def sites(self) -> tuple[str, ...]:
        """Return where the person worked."""
        return (f"hala-{self.token}-A", f"hala-{self.token}-B")

    @property
    def cv_title(self) -> str:
        """Return the name under which the CV was uploaded."""
        return f"CV-{self.token}.pdf"

    @property
    def cv_path(self) -> str:
        """Return where the CV lies below the folder of documents."""
        return f"2026/cv-{self.number:04d}.pdf"

    @cached_property
    def cv(self) -> bytes:
        """Return the CV: bytes that no tool may change."""
        noise = bytes((self.number * step) % 256 for step in range(4096))
        return b"%PDF-1.7\n" + f"{self.name} życiorys-{self.token}\n".encode() + noise

    @property
    def waiting_subject(self) -> str:
        """Return the subject of the message that waits for a moderator."""
        return f"Temat-{self.token}"

    @property
    def waiting_text(self) -> str:
        """Return the text of that message."""
        return f"Tresc-{self.token}"

    @property
    def in_crm(self) -> tuple[str, ...]:
        """Return what the CRM holds."""
        own = (self.first_name, self.last_name, self.email, self.phone, self.street)
        return (*own, *self.notes, self.employer, *self.sites)

    @property
    def in_documents(self) -> tuple[str, ...]:
        """Return what the index of documents holds."""
        return (self.email, self.cv_title) if self.has_cv else ()

    @property
    def in_mailing(self) -> tuple[str, ...]:
        """Return what Mailman holds; the subject of a message may name others and is withheld."""
        return (self.email, self.name) if self.lists else ()

    @property
    def values(self) -> tuple[str, ...]:
        """Return everything that stands in a record about the person."""
        return tuple(dict.fromkeys((*self.in_crm, *self.in_documents, *self.in_mailing)))

    @property
    def canaries(self) -> tuple[str, ...]:
        """Return every text by which the person's data would be known again anywhere."""
        local_part = self.email.partition("@")[0]
        bare_phone = self.phone.replace(" ", "")
        told = (self.token, self.name, self.cv_path, self.waiting_subject, self.waiting_text)
        return (*self.values, *told, local_part, bare_phone, bare_phone[3:])

    def is_known_by(self, canary: str) -> bool:
        """Tell whether a text that stands for somebody else stands for this person, too."""
        return any(canary in own for own in self.canaries)


ZANETA = Person(
    1, "Żaneta", "Gżegżółka-Świętokrzyska", "zaneta.gzegzolka@example.org", "Tarnobrzask",
    has_cv=True, lists=("news", "trainings"),
)  # fmt: skip
TUYET = Person(
    2, "Ánh Tuyết", "Nguyễn-Đặng", "anh.tuyet.nd@example.net", "Quỳnhlan",
    has_cv=True, lists=("news",), writes_to="trainings",
)  # fmt: skip
SOLOMIIA = Person(
    3, "Соломія", "Щербаківська-Їжакевич", "solomiia.shch@example.org", "Мальвоцвіт",
    has_cv=True, lists=("news",), writes_to="trainings",
)  # fmt: skip
HOMONYM = Person(
    4, "Żaneta", "Gżegżółka-Świętokrzyska", "z.gzegzolka.druga@example.com", "Przebiśniegus",
    has_cv=True, lists=("trainings",),
)  # fmt: skip
BOGUMIL = Person(5, "Bogumił", "Wąchocki-Mżawa", "bogumil.mzawa@post.example.net", "Kopciuszkin")
JADWIGA = Person(6, "Jadwiga", "Chrzęstowska", "jadwiga.chrz@post.example.net", "Rozmarynek")
KAZIMIERZ = Person(7, "Kazimierz", "Błyszczyk", "kazimierz.bl@forged.example.org", "Dziewannik")
MIROSLAWA = Person(8, "Mirosława", "Śnieżyńska", "miroslawa.sn@post.example.net", "Kuklikowski")
LONG = Person(9, "Lương", "Phạm-Hữu", "luong.ph@example.org", "Bìnhminh")
OSTAP = Person(10, "Остап", "Ґалаґанчук", "ostap.galagan@example.org", "Чорнобривець")
WIESLAWA = Person(11, "Wiesława", "Ćmielowska", "wieslawa.cm@post.example.net", "Skrzypkowiak")
LECH = Person(
    12, "Lech", "Ździebłowski", "lech.zdz@example.com", "Jarzębinow", has_cv=True, lost_cv=True
)

EVERYONE = (
    ZANETA, TUYET, SOLOMIIA, HOMONYM, BOGUMIL, JADWIGA, KAZIMIERZ, MIROSLAWA, LONG, OSTAP,
    WIESLAWA, LECH,
)  # fmt: skip


def canaries_of_others(person: Person) -> tuple[str, ...]:
    """Return the texts that would tell of anybody but this person; homonyms share their name."""
    others = (one for one in EVERYONE if one is not person)
    found = (text for one in others for text in one.canaries if not person.is_known_by(text))
    return tuple(dict.fromkeys(found))
