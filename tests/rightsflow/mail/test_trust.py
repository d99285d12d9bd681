"""Whom to believe about a sender: our own server's topmost field, and nobody else."""

import pytest

from rightsflow.law.identity import Authentication
from rightsflow.mail.reading.authentication import parse_results
from rightsflow.mail.reading.model import Kind, Reading
from rightsflow.mail.trust import authentication_of

OURS = ("mx.example.net",)
PASS = "mx.example.net; spf=pass smtp.mailfrom=example.com; dmarc=pass header.from=example.com"
FAIL = "mx.example.net; dmarc=fail header.from=example.com"
FOREIGN = "mx.example.org; dmarc=pass header.from=example.com"


def said(*fields: str, sender: str | None = "anna@example.com") -> Authentication:
    """Return what is believed of a message with these Authentication-Results, topmost first."""
    reading = Reading(kind=Kind.request, sender=sender, authentication=parse_results(fields))
    return authentication_of(reading, OURS)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (PASS, Authentication.passed),
        (FAIL, Authentication.failed),
        (PASS.upper().replace("DMARC", "dmarc"), Authentication.passed),
        ("mx.example.net 1; dmarc=pass (p=reject) header.from=Example.COM.", Authentication.passed),
        ("mx.example.net; dmarc=none header.from=example.com", Authentication.unknown),
        ("mx.example.net; dmarc=temperror header.from=example.com", Authentication.unknown),
        ("mx.example.net; spf=pass smtp.mailfrom=example.com", Authentication.unknown),
        ("mx.example.net; dkim=pass header.d=example.com", Authentication.unknown),
        ("mx.example.net; none", Authentication.unknown),
        ("", Authentication.unknown),
    ],
)
def test_our_servers_verdict_on_the_domain_counts(field: str, expected: Authentication) -> None:
    """DMARC alone binds the visible address; SPF or DKIM may pass for somebody else's domain."""
    assert said(field) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((PASS, FAIL), Authentication.passed),
        ((FAIL, PASS), Authentication.failed),
        (("mx.example.net; spf=pass", PASS), Authentication.unknown),
        ((FOREIGN, PASS), Authentication.unknown),
        ((), Authentication.unknown),
    ],
)
def test_only_the_topmost_field_counts(fields: tuple[str, ...], expected: Authentication) -> None:
    """What stands below came in with the message, also when it carries our server's name."""
    assert said(*fields) is expected


@pytest.mark.parametrize(
    "field",
    [
        FOREIGN,
        PASS.replace("mx.example.net", "mx.example.net.example.org"),
        PASS.replace("mx.example.net", "example.net"),
        PASS.replace("mx.example.net", '"mx.example.net evil"'),
        f'mx.example.org; x=y reason="{PASS}"',
    ],
)
def test_another_servers_word_is_not_heard(field: str) -> None:
    """A name that only resembles ours is another server's."""
    assert said(field) is Authentication.unknown


def test_microsofts_form_without_a_server_is_unknown() -> None:
    """A field that names no server could be anybody's."""
    assert said("spf=pass smtp.mailfrom=example.com; dmarc=pass header.from=example.com") is (
        Authentication.unknown
    )


@pytest.mark.parametrize(
    "domain", ["example.org", "mail.example.com", "xexample.com", "com", "example.com.evil.org", ""]
)
def test_a_pass_for_another_domain_says_nothing(domain: str) -> None:
    """The domain that passed has to be the one in the visible address."""
    assert said(f"mx.example.net; dmarc=pass header.from={domain}") is Authentication.unknown


def test_a_pass_without_its_domain_says_nothing() -> None:
    """A verdict that does not say about whom is none."""
    assert said("mx.example.net; dmarc=pass") is Authentication.unknown


def test_without_a_single_sender_there_is_nobody_to_vouch_for() -> None:
    """Two From fields, or none: whoever passed, it is not the writer."""
    assert said(PASS, sender=None) is Authentication.unknown


def test_without_a_server_of_ours_nothing_is_believed() -> None:
    """As long as the settings name no server, every sender is a claim."""
    reading = Reading(
        kind=Kind.request, sender="anna@example.com", authentication=parse_results([PASS])
    )
    assert authentication_of(reading, ()) is Authentication.unknown
    assert authentication_of(reading, ("MX.Example.NET",)) is Authentication.passed
