"""The check of licences tells the GPL from the LGPL, and silence from permission."""

from email.message import Message
from importlib import metadata
from typing import cast

import pytest

from tools import check_licences


def package(*headers: tuple[str, str]) -> metadata.PackageMetadata:
    """Make the metadata of an invented package."""
    message = Message()
    for name, value in headers:
        message[name] = value
    return cast("metadata.PackageMetadata", message)


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-or-later",
        "AGPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "GNU General Public License v3 (GPLv3)",
        "GNU Affero General Public License v3",
        "GPLv2+",
    ],
)
def test_a_gpl_package_is_refused(licence: str) -> None:
    """The project is Apache-licensed and must stay so for whoever passes it on."""
    assert check_licences.fault([licence]) == f"is under {licence}"


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "MPL-2.0",
        "LGPL-3.0-only",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "GNU Library or Lesser General Public License (LGPL)",
    ],
)
def test_a_library_licence_is_accepted(licence: str) -> None:
    """The LGPL allows use as a library."""
    assert check_licences.fault([licence]) is None


def test_a_package_that_states_nothing_is_refused() -> None:
    """No licence is no permission."""
    assert "states no licence" in str(check_licences.fault([""]))


def test_the_expression_is_read_before_classifiers_and_text() -> None:
    """The expression of the package is the most exact of its statements."""
    both = package(("License-Expression", "MIT"), ("Classifier", "License :: OSI Approved :: BSD"))
    classified = package(("License", "see file"), ("Classifier", "License :: OSI Approved :: BSD"))
    old = package(("License", "BSD 3-Clause\n\nRedistribution and use"))

    assert check_licences.stated(both) == ["MIT"]
    assert check_licences.stated(classified) == ["BSD"]
    assert check_licences.stated(old) == ["BSD 3-Clause"]


def test_a_pin_that_is_not_installed_is_named() -> None:
    """What was not read is not called free."""
    problems = list(check_licences.problems("# comment\nno-such-package-at-all==1.0\n"))

    assert problems == [
        "constraints.txt: no-such-package-at-all is not installed here: its licence was not read"
    ]
