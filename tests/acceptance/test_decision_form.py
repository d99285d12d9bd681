"""An approver decides in Prefect's pages: mail, link, form, code, and the person has an answer."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from prefect import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import decide as decide_module
from rightsflow.board.svg import WIDTH
from tasks.form import Form
from tasks.wiring import open_desk
from tests.acceptance import pictures
from tests.acceptance.approving import text_of
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
from tests.acceptance.small_office import open_small_office
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
        yield opened
    assert [url for url in asked if not url.startswith((served.pages, "data:", "blob:"))] == []


def decisions_made(served: Served) -> list[dict[str, Any]]:
    """Return the runs of the decision form that Prefect keeps."""
    wanted = {"flows": {"name": {"any_": ["decide"]}}}
    answer = httpx.post(f"{served.pages}/api/flow_runs/filter", json=wanted)
    found: list[dict[str, Any]] = answer.raise_for_status().json()
    return found


def answers(served: Served) -> list[EmailMessage]:
    """Return the letters to the person that have the answer in them."""
    return [one for one in served.letters_to(KAZIMIERZ.email) if ANSWER in text_of(one)]


def test_the_form_takes_no_sentence(served: Served, page: Page) -> None:
    """What is typed where no words belong is refused, and is kept nowhere."""
    page.goto(link_in(served.asked(OFFICER, ERASURE)))
    choose(page, "decision", "release")
    write(page, "code", SENTENCE)
    before = decisions_made(served)

    assert submit(page).status == HTTPStatus.CONFLICT
    expect(page.get_by_text("Validation failed for field 'code'").first).to_be_visible()
    assert decisions_made(served) == before


def test_the_form_of_the_second_approver_is_filled_in(served: Served, page: Page) -> None:
    """A link with a first decision shows it in every list: only the code is left."""
    link = link_in(served.asked(LEAD, ERASURE))
    first = json.dumps({"decision": "refuse", "ground": "legal_claims", "rights": ["erasure"]})
    page.goto(link.replace("%7B", f"%7B{first[1:-1]},"))

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
    choose(page, "decision", "extend")
    write(page, "code", code_of(served.secrets[OFFICER]))
    made = submit(page).json()
    page.goto(f"{served.pages}/runs/flow-run/{made['id']}")

    expect(page.get_by_text("The code does not fit.").first).to_be_visible()


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
    assert answers(served) == []

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
    assert len(answers(served)) == 1
    shown = json.loads(served.command("case", "show", number, "--json"))
    assert [one["outcome"] for one in shown["requests"]] == ["granted"]


def test_the_board_is_shown_with_its_pictures(served: Served, page: Page) -> None:
    """Prefect's page draws what lies in the text itself: three pictures, loaded from nowhere."""
    if pictures.FOLDER:
        pictures.show_invented(served.pages)
    page.goto(f"{served.pages}/artifacts/key/board")
    page.locator("a[href*='/artifacts/artifact/']").first.click()
    drawn = page.get_by_role("img").and_(page.locator("[src^='data:']"))
    expect(drawn).to_have_count(3)

    widths = [picture.evaluate("picture => picture.naturalWidth") for picture in drawn.all()]
    assert widths == [WIDTH] * 3
    pictures.keep(page, page.locator("article").last, "board.png", wide=WIDTH + 140)


async def test_a_decision_is_judged_by_when_it_was_handed_in(
    prefect_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run may wait longer than a code lives: its making counts, not its start."""
    forms: list[Form] = []

    async def judged(form: Form) -> bool:
        forms.append(form)
        return True

    async def fulfilled(_: list[str]) -> None:
        return None

    monkeypatch.setattr(decide_module, "judge", judged)
    monkeypatch.setattr(decide_module, "fulfil", fulfilled)
    office = open_small_office(tmp_path / "office", prefect_url)
    filled_in: dict[str, Any] = {
        "case": "RF-2026-000001",
        "hold": "H-1.1",
        "plan": "0" * 64,
        "approver": OFFICER,
        "decision": "release",
        "code": NOT_FILLED_IN,
    }
    with temporary_settings({PREFECT_API_URL: prefect_url}):
        async with open_desk(office.folder), get_client() as client:
            run = await client.create_flow_run(decide_module.decide, parameters=filled_in)
            monkeypatch.setenv("PREFECT__FLOW_RUN_ID", str(run.id))
            started_at = datetime.now(UTC)
            await decide_module.decide.fn(**filled_in)

    assert forms[0].handed_in_at < started_at
