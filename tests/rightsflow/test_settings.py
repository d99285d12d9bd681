"""`controller.yaml`: what it may say, and how its faults are told."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from rightsflow.errors import Faulty
from rightsflow.oauth import Account, Service
from rightsflow.settings import ImapBox, MaildirBox, Settings, SmtpOut, read_settings

SECRET = "Tr0ub4dor3"

GOOD: dict[str, Any] = {
    "controller": {
        "name": "Example Staffing",
        "address": "1 Example Street, 00-001 Example",
        "email": "Privacy@Example.com",
        "officer": {"name": {"pl": "Inspektor", "en": "Officer"}, "email": "dpo@example.com"},
    },
    "mailbox": {"kind": "maildir", "path": "in"},
    "outgoing": {"kind": "maildir", "path": "out"},
}


def written(folder: Path, data: object) -> Path:
    """Write the settings file of an instance and return its folder."""
    (folder / "controller.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return folder


def changed(path: str, value: object) -> dict[str, Any]:
    """Return good settings with one value changed, named by its dotted path."""
    data = deepcopy(GOOD)
    *sections, last = path.split(".")
    at = data
    for section in sections:
        at = at.setdefault(section, {})
    at[last] = value
    return data


def told(folder: Path, data: object) -> str:
    """Return what is said of faulty settings."""
    with pytest.raises(Faulty) as raised:
        read_settings(written(folder, data))
    return str(raised.value)


def test_what_is_left_out_has_a_safe_value(tmp_path: Path) -> None:
    """A short file is enough: Poland, two languages, a strong passphrase, no trusted server."""
    settings = read_settings(written(tmp_path, GOOD))
    assert settings.controller.country == "PL"
    assert settings.controller.zone.key == "Europe/Warsaw"
    assert settings.languages == ("pl", "en")
    assert settings.copy_.bits >= 80
    assert settings.identity.authserv_ids == ()
    assert settings.controller.email == "privacy@example.com"


def test_the_list_that_a_replay_asks_outlives_the_ledger(tmp_path: Path) -> None:
    """Nobody would be recognised, and every record left to a person."""
    said = told(tmp_path, changed("retention", {"ledger_days": 500, "do_not_recreate_days": 499}))

    assert "do_not_recreate_days is at least ledger_days" in said


def test_paths_are_meant_from_the_instance_folder(tmp_path: Path) -> None:
    """Wherever the program is started, the key lies beside its settings."""
    settings = read_settings(written(tmp_path, GOOD))
    assert isinstance(settings.mailbox, MaildirBox)
    assert settings.mailbox.path == tmp_path / "in"
    assert settings.register_.key_file == tmp_path / "master.key"
    assert settings.register_.vault == tmp_path / "vault"


def test_a_named_section_keeps_the_other_defaults(tmp_path: Path) -> None:
    """Setting the vault leaves the key where it was, and absolute paths as they are."""
    settings = read_settings(written(tmp_path, changed("register.vault", "/srv/vault")))
    assert settings.register_.vault == Path("/srv/vault")
    assert settings.register_.key_file == tmp_path / "master.key"


def test_servers_are_named_with_their_secrets_elsewhere(tmp_path: Path) -> None:
    """IMAP and SMTP take a source of a password, and encrypt unless told otherwise."""
    data = {
        **GOOD,
        "mailbox": {
            "kind": "imap",
            "host": "mail.example.com",
            "username": "privacy",
            "password": {"env": "RIGHTSFLOW_IMAP"},
        },
        "outgoing": {"kind": "smtp", "host": "mail.example.com"},
    }
    settings = read_settings(written(tmp_path, data))
    assert isinstance(settings.mailbox, ImapBox)
    assert settings.mailbox.security == "tls"
    assert isinstance(settings.outgoing, SmtpOut)
    assert settings.outgoing.security == "starttls"


IMAP = {"kind": "imap", "host": "outlook.office365.com", "username": "privacy@example.com"}
SECRETS = {"client_id": "app", "client_secret": {"env": "RF_SECRET"}}
REFRESH = {"refresh_token": {"env": "RF_REFRESH"}}
MICROSOFT = {"kind": "microsoft", "tenant": "example.com", **SECRETS}
OAUTH = {"kind": "oauth", "token_url": "https://login.example.com/token", **SECRETS}


def account_of(folder: Path, auth: dict[str, Any], service: Service) -> Account:
    """Return what is asked for under these settings."""
    out = {"kind": "smtp", "host": "smtp.example.com", "username": "a@example.com", "auth": auth}
    data = {**GOOD, "mailbox": {**IMAP, "auth": auth}, "outgoing": out}
    settings = read_settings(written(folder, data))
    place = settings.mailbox if service == "IMAP" else settings.outgoing
    assert isinstance(place, ImapBox | SmtpOut)
    assert place.auth is not None
    return place.auth.account(service)


@pytest.mark.parametrize(
    ("auth", "service", "url", "scope", "provider"),
    [
        (
            MICROSOFT,
            "IMAP",
            "https://login.microsoftonline.com/example.com/oauth2/v2.0/token",
            "https://outlook.office365.com/.default",
            "microsoft",
        ),
        (
            {**MICROSOFT, **REFRESH, "grant": "refresh_token"},
            "SMTP",
            "https://login.microsoftonline.com/example.com/oauth2/v2.0/token",
            "https://outlook.office.com/SMTP.Send offline_access",
            "microsoft",
        ),
        (
            {"kind": "google", **SECRETS, **REFRESH},
            "IMAP",
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
            "google",
        ),
        (OAUTH, "SMTP", "https://login.example.com/token", "", "other"),
        (
            OAUTH | {"token_url": "https://login.microsoftonline.com/x/oauth2/v2.0/token"},
            "IMAP",
            "https://login.microsoftonline.com/x/oauth2/v2.0/token",
            "",
            "microsoft",
        ),
    ],
)
def test_the_short_forms_fill_in_address_and_scope(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    auth: dict[str, Any],
    service: Service,
    url: str,
    scope: str,
    provider: str,
) -> None:
    """Who names tenant and app names all that can differ."""
    monkeypatch.setenv("RF_SECRET", SECRET)
    monkeypatch.setenv("RF_REFRESH", "r")
    account = account_of(tmp_path, auth, service)
    assert (account.token_url, account.scope, account.provider) == (url, scope, provider)
    assert SECRET not in repr(account)


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        (None, "either password or auth"),
        ({**OAUTH, "token_url": "http://login.example.com/token"}, "use https://"),
        ({**OAUTH, "token_url": "https://u:p@login.example.com/"}, "no password"),
        ({**OAUTH, "client_secret": SECRET}, "client_secret"),
        ({"kind": "oauth", "token_url": "https://a.b/c", "client_id": "app"}, "client_secret"),
        ({**OAUTH, **REFRESH}, "takes no refresh_token"),
        ({**OAUTH, "grant": "refresh_token"}, "needs refresh_token"),
        ({**MICROSOFT, "tenant": "a/b"}, "tenant"),
        ({**MICROSOFT, "scope": "x"}, "auth.scope: .*Remove the field"),
        ({"kind": "google", **SECRETS}, "needs refresh_token"),
        ({"kind": "okta"}, "'oauth', 'microsoft', 'google'"),
    ],
)
def test_a_faulty_way_in_is_told_by_its_line(
    tmp_path: Path, auth: dict[str, Any] | None, words: str
) -> None:
    """Before the first poll; the secret that stood there by mistake is not repeated."""
    said = told(tmp_path, {**GOOD, "mailbox": {**IMAP, **({"auth": auth} if auth else {})}})
    assert re.search(rf"controller\.yaml:\d+: mailbox.*{words}", said), said
    assert SECRET not in said


def test_a_server_has_a_password_or_a_token(tmp_path: Path) -> None:
    """Both, or a token without a mailbox to use it for, is a mistake."""
    out = {"kind": "smtp", "host": "smtp.example.com", "auth": MICROSOFT}
    assert "auth needs username" in told(tmp_path, {**GOOD, "outgoing": out})
    both = {**out, "username": "a@example.com", "password": {"env": "RF_SECRET"}}
    assert "not both" in told(tmp_path, {**GOOD, "outgoing": both})


@pytest.mark.parametrize(
    ("path", "value", "field", "words"),
    [
        ("controller.country", "XX", "controller.country", "holidays"),
        ("controller.country", "pl", "controller.country", "holidays"),
        ("controller.timezone", "Europe/Krakow", "controller.timezone", "Europe/Warsaw"),
        ("controller.email", "privacy at example", "controller.email", "no e-mail address"),
        ("controller.officer.email", "dpo@", "controller.officer.email", "no e-mail address"),
        ("controller.naem", "x", "controller.naem", "Remove the field"),
        ("languages", [], "languages", "at least 1"),
        ("languages", ["pl", "tlh"], "languages.1", "'pl' or 'en'"),
        ("copy.bits", 40, "copy.bits", "80"),
        ("pace.batch", 0, "pace.batch", "1"),
        ("identity.answer_within_days", 60, "identity.answer_within_days", "28"),
        ("mailbox.kind", "pop3", "mailbox", "'imap'"),
        ("mailbox.host", "x", "mailbox.host", "Remove the field"),
        ("register", None, "register", "dictionary"),
    ],
)
def test_a_wrong_value_is_named_with_its_field(
    tmp_path: Path, path: str, value: object, field: str, words: str
) -> None:
    """Every fault says file, line and field, and what would be right."""
    said = told(tmp_path, changed(path, value))
    assert said.startswith("controller.yaml:")
    assert f" {field}: " in said
    assert words in said


def test_all_missing_fields_are_named_at_once(tmp_path: Path) -> None:
    """An empty file names everything that has to be there."""
    said = told(tmp_path, {})
    assert [line.split(": ")[1] for line in said.splitlines()] == [
        "controller",
        "mailbox",
        "outgoing",
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("register.password", SECRET),
        ("register.password", {"value": SECRET}),
        ("register.password", {"env": SECRET, "file": SECRET}),
        ("outgoing", {"kind": "smtp", "host": "h", "password": SECRET}),
        ("outgoing", {"kind": "smtp", "host": "h", "port": SECRET}),
        ("controller.timezone", SECRET),
        ("controller.email", SECRET),
    ],
)
def test_a_secret_put_into_the_file_is_not_echoed(tmp_path: Path, path: str, value: object) -> None:
    """A password written where a source of one belongs is refused and not repeated."""
    assert SECRET not in told(tmp_path, changed(path, value))


def test_settings_cannot_be_changed_while_running(tmp_path: Path) -> None:
    """What was read at the start holds until the end."""
    settings = read_settings(written(tmp_path, GOOD))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings.controller, "name", "Another")  # noqa: B010 - checkers refuse it plainly
    assert isinstance(settings, Settings)


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    """An instance folder without settings names the command that makes one."""
    with pytest.raises(Faulty, match="rightsflow init"):
        read_settings(tmp_path)
