"""The page about the command line says what the command line does."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import typer.main

from deployments.cli import app
from deployments.examples.we_support.messages import demo_messages
from rightsflow.law.decision import Decision
from rightsflow.law.refusal import TextKind
from rightsflow.law.right import Right
from rightsflow.register.types import Channel
from tests.docs.pages import rows, text_of

PAGE = text_of("reference/command-line.md")
_HEADING = re.compile(r"^## `rightsflow ([a-z ]+)", re.MULTILINE)


def commands() -> dict[str, Any]:
    """Return every command by its words, without the groups."""
    found: dict[str, Any] = {}
    waiting: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop()
        under = getattr(command, "commands", None)
        if under is None:
            found[name] = command
        else:
            waiting += [(f"{name} {word}".strip(), one) for word, one in under.items()]
    return found


def told(name: str) -> str:
    """Return what the page says of a command."""
    parts = re.split(r"^(?=## `rightsflow )", PAGE, flags=re.MULTILINE)
    return next(part for part in parts if re.match(rf"## `rightsflow {name}[ `]", part))


def test_the_demo_is_said_to_have_as_many_mails_as_it_has() -> None:
    """The page counts them, and the count is in words."""
    assert len(demo_messages(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))) == 16
    assert "drops sixteen mails" in told("demo")


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    """No command is hidden, and none is invented."""
    assert sorted(name.strip() for name in _HEADING.findall(PAGE)) == sorted(commands())


@pytest.mark.parametrize("name", commands())
def test_every_option_has_a_row_and_every_row_an_option(name: str) -> None:
    """The options are those that --help lists."""
    real = {
        option
        for parameter in commands()[name].params
        if parameter.param_type_name == "option"
        for option in parameter.opts
        if option != "--help"
    }
    listed = {re.findall(r"--[a-z-]+", row[0])[0] for row in rows(told(name)) if "--" in row[0]}

    assert listed == real


@pytest.mark.parametrize("name", commands())
def test_every_command_is_shown_at_work(name: str) -> None:
    """Each section has an example, which `make check` asks the real command about."""
    assert f"```sh\nrightsflow {name}" in told(name)


def test_closed_lists_are_given_whole() -> None:
    """A word that an option takes stands in its row."""
    page = told("case open")

    assert [word for word in (*Right, *Channel) if f"`{word}`" not in page] == []


def test_defaults_are_those_of_the_command() -> None:
    """A default that was changed is changed here."""
    port = next(one for one in commands()["serve"].params if one.name == "port")
    language = next(one for one in commands()["case open"].params if one.name == "language")

    assert f"the port of the pages; {port.default} if left out" in told("serve")
    assert f"`{language.default}` if left out" in told("case open")


def test_everything_that_can_be_decided_or_written_is_named() -> None:
    """The words of `decide` and `say` stand in their rows; grounds have a page of their own."""
    assert [word for word in Decision if f"`{word}`" not in told("decide")] == []
    assert [word for word in TextKind if f"`{word}`" not in told("say")] == []
