"""What people do in Prefect's pages: log in, open a form, fill it in, run, look at what came of it.

The form of a decision comes with a mail; the others are found under Deployments.
"""

import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from deployments.login import LOGIN_FILE
from rightsflow.board.svg import WIDTH
from tests.acceptance import pictures
from tests.acceptance.people import BOGUMIL, KAZIMIERZ, TUYET, ZANETA
from tests.acceptance.served import (
    LEAD,
    OFFICER,
    Served,
    choose,
    code_of,
    field,
    fill_list,
    link_in,
    served_office,
    submit,
    write,
)
from tests.acceptance.small_office import letter_of
from tests.servers.chromium import PROGRAM, browser, page_of

pytestmark = pytest.mark.real("chromium")
ERASURE = "prawo, którym zajmuje się człowiek"
ANSWER = "Usunęliśmy wpis w bazie kontaktów i notatki do niego."
STOP = "Dzień dobry,\n\nsprzeciwiam się marketingowi bezpośredniemu. Nie piszcie do mnie.\n"
SENTENCE = "a sentence that nobody may write here"
NOT_FILLED_IN = "123456"
"""What a picture shows for a code."""
TRIES = 10


@pytest.fixture(scope="module")
def served(
    require_server: Callable[[str, bool], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Give a served office in which an erasure waits for the approvers."""
    require_server("chromium", PROGRAM is not None)
    with served_office(tmp_path_factory.mktemp("served")) as office:
        yield office


@pytest.fixture(scope="module")
def started(served: Served) -> Iterator[Browser]:
    """Give a browser for all tests: starting one takes longer than a page."""
    del served
    with browser() as running:
        yield running


@pytest.fixture
def stranger(served: Served, started: Browser) -> Iterator[Page]:
    """Give a page of somebody who has not logged in; it asks no other host, whatever it shows."""
    asked: list[str] = []
    with page_of(started) as opened:
        opened.on("request", lambda request: asked.append(request.url))
        yield opened
    assert asked
    assert [url for url in asked if not url.startswith((served.pages, "data:", "blob:"))] == []


@pytest.fixture
def page(served: Served, stranger: Page) -> Page:
    """Give a page of somebody who has logged in."""
    served.log_in(stranger)
    return stranger


def test_the_pages_ask_for_the_login(served: Served, stranger: Page) -> None:
    """A wrong one is refused; the line of the file opens them. Forms and API are behind it, too."""
    stranger.goto(f"{served.pages}/deployments")
    box = stranger.get_by_placeholder("admin:pass")
    box.fill("rightsflow:guessed")
    with stranger.expect_response(re.compile(r"/admin/version$|/flows/|/deployments/")) as refused:
        stranger.get_by_role("button", name="Login").click()
    assert refused.value.status == HTTPStatus.UNAUTHORIZED
    pictures.keep(stranger, stranger.locator("form"), "login.png")
    box.fill(":".join(served.auth))
    stranger.get_by_role("button", name="Login").click()
    expect(stranger.get_by_role("link", name="open-case").first).to_be_visible()

    unknown = httpx.post(f"{served.pages}/api/deployments/filter", json={})
    assert unknown.status_code == HTTPStatus.UNAUTHORIZED


def test_the_pages_listen_on_this_machine_alone(served: Served) -> None:
    """What listens everywhere would answer at every address of the machine, and this does not."""
    port = int(served.pages.rpartition(":")[2])
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))


def test_the_login_lies_in_a_file_of_its_owner_alone(served: Served) -> None:
    """And what is printed says where it lies, not what it is."""
    file = served.office.folder / LOGIN_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    printed = (served.office.folder.parent / "serve.log").read_text(encoding="utf-8")
    assert str(LOGIN_FILE) in printed
    assert served.auth[1] not in printed


def open_form(served: Served, page: Page, flow: str) -> None:
    """Open the form of a flow that is found by its name: Run, and there Custom run."""
    page.goto(f"{served.pages}/deployments")
    # The list is drawn anew while it is looked at, and a click may meet nobody.
    link = page.locator("a[href*='/deployments/deployment/']").get_by_text(flow, exact=True)
    at = link.first.locator("xpath=ancestor-or-self::a").get_attribute("href")
    assert at
    page.goto(f"{served.pages}{at}/run")
    expect(page.get_by_role("button", name="Submit")).to_be_visible()


def run_by_hand(
    served: Served, page: Page, flow: str, fill_in: Callable[[], None] = lambda: None
) -> None:
    """Open the form of a flow, fill it in, hand it in, and wait on the page of the run.

    Prefect cancels a run of what is running already by its schedule: a person comes again.
    """
    ended = page.get_by_text(re.compile(r"^(Completed|Cancelled)$")).first
    for _ in range(TRIES):
        open_form(served, page, flow)
        fill_in()
        made = submit(page)
        assert made.ok, made.text()
        page.goto(f"{served.pages}/runs/flow-run/{made.json()['id']}")
        expect(ended).to_be_visible()
        if ended.text_content() == "Completed":
            break
    expect(ended).to_have_text("Completed")


def shown_artifact(served: Served, page: Page, key: str) -> Locator:
    """Open the newest artifact of a key as a person does; return what it shows."""
    page.goto(f"{served.pages}/artifacts/key/{key}")
    page.locator("a[href*='/artifacts/artifact/']").first.click()
    return page.locator("article").last


def test_a_posted_request_is_opened_in_the_form(served: Served, page: Page, tmp_path: Path) -> None:
    """The person is stored on the terminal, the form takes the number; the board shows the case.

    It is open: nobody has proved to be the person, and the question went to the address on file.
    """
    file = tmp_path / "person.yaml"
    file.write_text(f"name: {TUYET.name}\nemail: {TUYET.email}\n", encoding="utf-8")
    day = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    words = ("--right", "rectification", "--received-on", day, "--person", str(file))
    number = served.command("case", "open", *words).strip()

    def fill_in() -> None:
        write(page, "case", number)
        pictures.keep(page, page.locator("form"), "open-case.png")

    run_by_hand(served, page, "open-case", fill_in)
    run_by_hand(served, page, "watch")

    expect(shown_artifact(served, page, "board")).to_contain_text(number)


def test_what_systems_did_is_seen_after_a_run_by_hand(served: Served, page: Page) -> None:
    """An objection to marketing comes in, `intake` and `fulfil` are run, and receipts are there."""
    before = {one["number"] for one in served.cases()}
    served.deliver(letter_of(BOGUMIL.email, "Newsletter", STOP))
    run_by_hand(served, page, "intake")
    (number,) = {one["number"] for one in served.cases()} - before

    def fill_in() -> None:
        fill_list(page, "cases", number)
        pictures.keep(page, page.locator("form"), "fulfil.png")

    run_by_hand(served, page, "fulfil", fill_in)

    shown = shown_artifact(served, page, f"receipts-{number.lower()}")
    expect(shown).to_contain_text("stopped at once")
    pictures.keep(page, shown, "receipts.png")


def test_access_is_run_by_hand_for_a_named_case(served: Served, page: Page) -> None:
    """The page of the run says over how many cases it went; the answer is one letter as before."""
    number = next(one["number"] for one in served.cases() if "access" in one["rights"])
    before = len(served.letters_to(ZANETA.email))
    run_by_hand(served, page, "access", lambda: fill_list(page, "cases", number))

    expect(page.get_by_text("access: 1 named cases").first).to_be_visible()
    assert len(served.letters_to(ZANETA.email)) == before


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
