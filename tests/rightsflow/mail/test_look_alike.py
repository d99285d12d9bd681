"""What looks like another address, what does not, and that it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightsflow.canonical import canonical_email
from rightsflow.mail.look_alike import looks_like, shown

ANNA = "anna.nowicka@mlyn.example.com"


@pytest.mark.parametrize(
    "written",
    [
        "anna.nowlcka@mlyn.example.com",
        "anna.nowicka@rnlyn.example.com",
        "anna.nowicka@mlyn.exarnple.com",
        "anna.nowicka@mlyn.exmple.com",
        "anna.nowicka@mlyn.example.org",
        "anna.nowicka@młyn.example.com",
        "anna.nowicka@mlyn.ex\u0430mple.com",
        "anna.now\u0456cka@mlyn.example.com",
        "ann\u03b1.nowicka@mlyn.example.com",
        "annanowicka@mlyn.example.com",
        "anna.nowicka+rodo@mlyn.example.com",
        "anna.n0wicka@mlyn.example.com",
    ],
)
def test_a_look_alike_is_seen(written: str) -> None:
    """One letter, one sign of another script, a dot, a plus, another ending."""
    address = canonical_email(written)
    assert address is not None
    assert looks_like(address, [ANNA, "beata@example.org"])


@pytest.mark.parametrize(
    "address",
    [ANNA, "anna.kowalska@mlyn.example.com", "nowicka@mlyn.example.com", "beata@example.net"],
)
def test_another_address_is_no_look_alike(address: str) -> None:
    """Nor is the address itself."""
    assert not looks_like(address, [ANNA])


def test_of_nothing_known_nothing_is_a_look_alike() -> None:
    """There is nothing to be taken for."""
    assert not looks_like(ANNA, [])


def test_punycode_is_shown_with_what_it_is_read_as() -> None:
    """A reader sees both: the letters that deceive, and the name that is really there."""
    address = canonical_email("anna@ex\u0430mple.org") or ""
    assert shown(address) == "anna@xn--exmple-4nf.org (anna@ex\u0430mple.org)"
    assert shown(ANNA) == ANNA
    assert shown("anna@xn--\u00e9.org") == "anna@xn--\u00e9.org"


@given(st.text(max_size=40), st.text(max_size=40))
def test_whoever_looks_like_somebody_is_looked_like_by_them(one: str, other: str) -> None:
    """No text fails, and likeness goes both ways."""
    assert looks_like(one, [other]) == looks_like(other, [one])
