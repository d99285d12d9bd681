"""What `controller.yaml` may say: who we are, the mailbox, outgoing mail, identity, the copy."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rightsflow.canonical import canonical_email
from rightsflow.law.deadline import knows
from rightsflow.secret import SecretSource, resolve
from rightsflow.yamlfile import read_yaml

InstancePath = Annotated[Path, AfterValidator(resolve)]
"""A path; relative ones are meant from the instance folder."""


def _zone(name: str) -> str:
    if name not in available_timezones():
        problem = "no such time zone; use a name such as Europe/Warsaw"
        raise ValueError(problem)
    return name


def _country(code: str) -> str:
    if not knows(code):
        problem = "no country whose holidays are known; use a code such as PL"
        raise ValueError(problem)
    return code


def _address(text: str) -> str:
    canonical = canonical_email(text)
    if canonical is None:
        problem = "no e-mail address"
        raise ValueError(problem)
    return canonical


Address = Annotated[str, AfterValidator(_address)]


class Section(BaseModel):
    """Base of every section: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Authority(Section):
    """The supervisory authority named in letters (Articles 13(2)(d), 15(1)(f), 77 GDPR)."""

    name: dict[str, str] = {
        "pl": "Prezes Urzędu Ochrony Danych Osobowych",
        "en": "President of the Personal Data Protection Office (Poland)",
    }
    address: str = "ul. Stanisława Moniuszki 1A, 00-014 Warszawa"


class Officer(Section):
    """Who answers questions: the data protection officer, by role or name (Article 38(4))."""

    name: dict[str, str]
    email: Address
    phone: str = ""


class Controller(Section):
    """Who is responsible for the data (Article 4(7)), and whose calendar counts."""

    name: str
    address: str
    email: Address
    phone: str = ""
    officer: Officer
    country: Annotated[str, AfterValidator(_country)] = "PL"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Warsaw"
    authority: Authority = Authority()

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which a day begins and ends."""
        return ZoneInfo(self.timezone)


class MaildirBox(Section):
    """A mailbox in a folder; processed messages move to a subfolder."""

    kind: Literal["maildir"]
    path: InstancePath


class ImapBox(Section):
    """A mailbox on a server; `plain` is accepted for a loopback host alone."""

    kind: Literal["imap"]
    host: str
    port: int = 993
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: str
    password: SecretSource
    folder: str = "INBOX"
    processed: str = "Processed"
    quarantine: str = "Quarantine"
    cafile: InstancePath | None = None
    timeout_s: float = 30


class MaildirOut(Section):
    """Letters are laid into a folder instead of being sent: for trying things out."""

    kind: Literal["maildir"]
    path: InstancePath


class SmtpOut(Section):
    """Letters are sent through a server; `plain` is accepted for a loopback host alone."""

    kind: Literal["smtp"]
    host: str
    port: int = 587
    security: Literal["tls", "starttls", "plain"] = "starttls"
    username: str | None = None
    password: SecretSource | None = None
    cafile: InstancePath | None = None
    timeout_s: float = 30


class IdentityPolicy(Section):
    """Whose word counts about the sender, and which addresses are never one person's.

    `authserv_ids`: the names under which our own receiving server writes
    Authentication-Results (RFC 8601 section 2.5); nobody else's are read.
    """

    authserv_ids: tuple[str, ...] = ()
    shared_local_parts: tuple[str, ...] = (
        "info",
        "biuro",
        "kontakt",
        "office",
        "contact",
        "hr",
        "kadry",
        "rekrutacja",
        "jobs",
        "praca",
        "sekretariat",
        "admin",
        "team",
        "sales",
        "hello",
        "mail",
        "poczta",
        "noreply",
    )
    shared_addresses: tuple[Address, ...] = ()
    answer_within_days: int = Field(default=14, ge=1, le=28)


class CopyPolicy(Section):
    """How the copy of the data is protected and how large it may be.

    `bits`: entropy of a made passphrase. `handover`: who gives it to the person; `operator`
    means that `rightsflow case show --reveal` shows it, another name is a plug-in (entry
    point group `rightsflow.handover`).
    """

    bits: int = Field(default=80, ge=80, le=256)
    handover: str = "operator"
    largest_letter_bytes: int = Field(default=20_000_000, ge=100_000)
    pdf_rows: int = Field(default=200, ge=10)


class Retention(Section):
    """How long what this program itself keeps stays, in days after a case is closed."""

    copy_days: int = Field(default=30, ge=1)
    case_days: int = Field(default=3 * 365, ge=30)
    key_backup_days: int = Field(default=30, ge=0)


class RegisterSettings(Section):
    """Where cases, wrapped case keys and sealed files lie, and the master key's file."""

    url: str = "sqlite+aiosqlite:///register.sqlite"
    keys_url: str = "sqlite+aiosqlite:///keys.sqlite"
    password: SecretSource | None = None
    key_file: InstancePath = Field(default=Path("master.key"), validate_default=True)
    vault: InstancePath = Field(default=Path("vault"), validate_default=True)


class Pace(Section):
    """How often and how much: minutes between polls, cases in a batch, letters in an hour."""

    poll_minutes: int = Field(default=5, ge=1, le=1440)
    batch: int = Field(default=50, ge=1, le=500)
    letters_with_data_per_hour: int = Field(default=200, ge=1)
    automatic_letters_per_address_per_day: int = Field(default=2, ge=1)
    processes: int = Field(default=2, ge=1, le=64)


class Settings(Section):
    """The whole of `controller.yaml`."""

    controller: Controller
    mailbox: Annotated[MaildirBox | ImapBox, Field(discriminator="kind")]
    outgoing: Annotated[MaildirOut | SmtpOut, Field(discriminator="kind")]
    languages: tuple[Literal["pl", "en"], ...] = Field(default=("pl", "en"), min_length=1)
    identity: IdentityPolicy = IdentityPolicy()
    copy_: CopyPolicy = Field(default=CopyPolicy(), alias="copy")
    retention: Retention = Retention()
    register_: RegisterSettings = Field(alias="register")
    pace: Pace = Pace()

    @model_validator(mode="before")
    @classmethod
    def _paths_have_a_base(cls, data: object) -> object:
        """Make the default section here, where its relative paths learn the instance folder."""
        return {"register": {}, **data} if isinstance(data, dict) else data


def read_settings(folder: Path) -> Settings:
    """Read `controller.yaml` of an instance folder; raises `Faulty` with every fault named."""
    return read_yaml(folder / "controller.yaml", Settings, base=folder)
