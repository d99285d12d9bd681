"""An approver decides in Prefect's pages: mail, link, form, code, and the person has an answer."""

import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from rightsflow.board.svg import WIDTH
from tests.acceptance import pictures
from tests.acceptance.people import KAZIMIERZ
from tests.acceptance.served import (
    LEAD,
    OFFICER,
    Served,
    choose,
    code_of,
    field,
    link_in,
    served_office,
    submit,
    write,
)
from tests.servers.chromium import PROGRAM, browser_page

pytestmark = pytest.mark.real("chromium")
ERASURE = "prawo, którym zajmuje się człowiek"
ANSWER = "Usunęliśmy wpis w bazie kontaktów i notatki do niego."
SENTENCE = "a sentence that nobody may write here"
NOT_FILLED_IN = "123456"
"""What a picture shows for a code."""


@pytest.fixture(scope="module")
def served(
    require_server: Callable[[str, bool], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Give a served office in which an erasure waits for the approvers."""
    require_server("chromium", PROGRAM is not None)
    with served_office(tmp_path_factory.mktemp("served")) as office:
        yield office


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    """Give a page of the browser; whatever it shows, it has asked no other host."""
    asked: list[str] = []
    with browser_page() as opened:
        opened.on("request", lambda request: asked.append(request.url))
        served.log_in(opened)
        yield opened
    assert asked
    assert [url for url in asked if not url.startswith((served.pages, "data:", "blob:"))] == []


def decisions_made(served: Served) -> list[dict[str, Any]]:
    """Return the runs of the decision form that Prefect keeps."""
    wanted = {"flows": {"name": {"any_": ["decide"]}}}
    found: list[dict[str, Any]] = served.asked_of_api("POST", "flow_runs/filter", json=wanted)
    return found


def test_a_field_that_takes_text_has_a_pattern(served: Served, page: Page) -> None:
    """The form that a person sees has no room for words: what is written is short and bounded."""
    page.goto(link_in(served.asked(OFFICER, ERASURE)))
    expect(field(page, "code")).to_be_visible()
    deployment = served.asked_of_api("GET", "deployments/name/decide/decide")
    bounds = deployment["parameter_openapi_schema"]["properties"]
    written = [name for name in bounds if field(page, name).locator("textarea, input").count()]

    assert written == ["case", "hold", "plan", "approver", "code"]
    assert [name for name in written if "pattern" not in bounds[name]] == []


def test_the_form_takes_no_sentence(served: Served, page: Page) -> None:
    """What is typed where no words belong is refused, and is kept nowhere."""
    page.goto(link_in(served.asked(OFFICER, ERASURE)))
    choose(page, "decision", "release")
    write(page, "code", SENTENCE)
    before = decisions_made(served)

    assert submit(page).status == HTTPStatus.CONFLICT
    expect(page.get_by_text("Validation failed for field 'code'").first).to_be_visible()
    assert decisions_made(served) == before
    files = [path for path in served.office.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if SENTENCE.encode() in path.read_bytes()] == []


def test_the_form_of_the_second_approver_is_filled_in(served: Served, page: Page) -> None:
    """A link with a first decision shows it in every list: only the code is left."""
    link = link_in(served.asked(LEAD, ERASURE))
    first = json.dumps({"decision": "refuse", "ground": "legal_claims", "rights": ["erasure"]})
    page.goto(link.replace("%7B", f"%7B{quote(first[1:-1])},", 1))

    for name, shown in (
        ("decision", "refuse"),
        ("ground", "legal_claims"),
        ("rights", "erasure"),
        ("months", "2"),
    ):
        expect(field(page, name).locator(".p-select-button__value")).to_contain_text(shown)
    assert field(page, "code").locator("textarea").input_value() == ""


def test_a_wrong_code_is_told_and_nothing_is_done(served: Served, page: Page) -> None:
    """The page of the run says in a sentence why the decision was not accepted."""
    page.goto(link_in(served.asked(LEAD, ERASURE)))
    choose(page, "decision", "correct_reading")
    choose(page, "rights", "erasure")
    write(page, "code", code_of(served.secrets[OFFICER]))
    before = len(served.letters_to(KAZIMIERZ.email))
    made = submit(page).json()
    page.goto(f"{served.pages}/runs/flow-run/{made['id']}")

    expect(page.get_by_text("The code does not fit.").first).to_be_visible()
    assert len(served.letters_to(KAZIMIERZ.email)) == before


def test_a_decision_in_the_form_sends_the_answer(
    served: Served, page: Page, tmp_path: Path
) -> None:
    """The link fills in all but decision and code; the person gets what the approver wrote."""
    mail = served.asked(OFFICER, ERASURE)
    number = next(line for line in mail.splitlines() if line.startswith("case: "))[6:]
    text = tmp_path / "answer.txt"
    text.write_text(ANSWER, encoding="utf-8")
    served.command("say", number, str(text), "--kind", "answer", "--approver", OFFICER)
    served.command("run")

    page.goto(link_in(served.asked(OFFICER, ANSWER)))
    choose(page, "decision", "release")
    choose(page, "rights", "erasure")
    page.keyboard.press("Escape")
    write(page, "code", NOT_FILLED_IN)
    pictures.keep(page, page.locator("form"), "decide.png")
    write(page, "code", code_of(served.secrets[OFFICER]))
    made = submit(page).json()
    page.goto(f"{served.pages}/runs/flow-run/{made['id']}")

    expect(page.get_by_text("The decision was accepted: decided.")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible()
    assert len(served.answers(KAZIMIERZ.email, ANSWER)) == 1
    shown = json.loads(served.command("case", "show", number, "--json"))
    assert [one["outcome"] for one in shown["requests"]] == ["granted"]


def test_the_board_is_shown_with_its_pictures(served: Served, page: Page) -> None:
    """Prefect's page draws what lies in the text itself: three pictures, loaded from nowhere."""
    if pictures.FOLDER:
        pictures.show_invented(served)
    page.goto(f"{served.pages}/artifacts/key/board")
    page.locator("a[href*='/artifacts/artifact/']").first.click()
    drawn = page.get_by_role("img").and_(page.locator("[src^='data:']"))
    expect(drawn).to_have_count(3)

    widths = [picture.evaluate("picture => picture.naturalWidth") for picture in drawn.all()]
    assert widths == [WIDTH] * 3
    pictures.keep(page, page.locator("article").last, "board.png", wide=WIDTH + 140)
