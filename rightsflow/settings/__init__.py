"""What `controller.yaml` may say: who we are, the mailbox, outgoing mail, and our policies."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rightsflow.objectstore import StoreSettings, StoreUrl
from rightsflow.secret import SecretSource
from rightsflow.settings.alarms import AlarmPolicy
from rightsflow.settings.auth import Auth, Google, Microsoft, OAuth
from rightsflow.settings.controller import Authority, Controller, Officer
from rightsflow.settings.mail import ImapBox, MaildirBox, MaildirOut, SmtpOut
from rightsflow.settings.plugins import Plugins
from rightsflow.settings.policies import (
    CopyPolicy,
    DecisionPolicy,
    FeePolicy,
    IdentityPolicy,
    Pace,
    Retention,
    WatchPolicy,
)
from rightsflow.settings.running import Operator, PrefectSettings
from rightsflow.settings.section import Address, InstancePath, Section
from rightsflow.yamlfile import read_yaml

__all__ = [
    "CONTROLLER_FILE",
    "Address",
    "AlarmPolicy",
    "Auth",
    "Authority",
    "Controller",
    "CopyPolicy",
    "DecisionPolicy",
    "FeePolicy",
    "Google",
    "IdentityPolicy",
    "ImapBox",
    "InstancePath",
    "MaildirBox",
    "MaildirOut",
    "Microsoft",
    "OAuth",
    "Officer",
    "Operator",
    "Pace",
    "PrefectSettings",
    "RegisterSettings",
    "Retention",
    "Section",
    "Settings",
    "SmtpOut",
    "WatchPolicy",
    "read_settings",
]


CONTROLLER_FILE = "controller.yaml"


class RegisterSettings(Section):
    """Where cases, wrapped case keys and sealed files lie, and the master key's file.

    `vault`: a folder, or `s3://bucket/prefix`, reached as `vault_store` says. `ledger_copy`: each
    erasure, entry of a list and deleted key once more, sealed, in one file that is saved more often
    than the rest; from it a restored backup is made to forget them again.
    """

    url: str = "sqlite+aiosqlite:///register.sqlite"
    keys_url: str = "sqlite+aiosqlite:///keys.sqlite"
    password: SecretSource | None = None
    key_file: InstancePath = Field(default=Path("master.key"), validate_default=True)
    vault: StoreUrl | InstancePath = Field(default=Path("vault"), validate_default=True)
    vault_store: StoreSettings = StoreSettings()
    ledger_copy: InstancePath = Field(default=Path("ledger.copy"), validate_default=True)


class Settings(Section):
    """The whole of `controller.yaml`."""

    controller: Controller
    mailbox: Annotated[MaildirBox | ImapBox, Field(discriminator="kind")]
    outgoing: Annotated[MaildirOut | SmtpOut, Field(discriminator="kind")]
    languages: tuple[Literal["pl", "en"], ...] = Field(default=("pl", "en"), min_length=1)
    identity: IdentityPolicy = IdentityPolicy()
    copy_: CopyPolicy = Field(default=CopyPolicy(), alias="copy")
    retention: Retention = Retention()
    decisions: DecisionPolicy = DecisionPolicy()
    fee: FeePolicy | None = None
    watch: WatchPolicy = WatchPolicy()
    alarms: AlarmPolicy = AlarmPolicy()
    register_: RegisterSettings = Field(alias="register")
    pace: Pace = Pace()
    operator: Operator = Operator()
    prefect: PrefectSettings = PrefectSettings()
    plugins: Plugins = Field(default={})

    @model_validator(mode="before")
    @classmethod
    def _paths_have_a_base(cls, data: object) -> object:
        """Make the default section here, where its relative paths learn the instance folder."""
        return {"register": {}, **data} if isinstance(data, dict) else data


def read_settings(folder: Path) -> Settings:
    """Read `controller.yaml` of an instance folder; raises `Faulty` with every fault named."""
    return read_yaml(folder / CONTROLLER_FILE, Settings, base=folder)
