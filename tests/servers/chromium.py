"""A Chromium without a window, for what a person sees of Prefect's pages.

Playwright steers the one that the system has; none is downloaded.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

PROGRAM: Final = shutil.which("chromium")
# A form fits into it as a whole, without scrolling.
_WIDE, _HIGH = 1488, 2100
_PATIENCE_MS: Final = 60_000
_SWITCHES: Final = (
    "--headless=new",
    "--no-sandbox",  # root has none, and the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser; every wait in it ends after a minute.

    Nothing else of asyncio may run in this thread meanwhile: Playwright's loop does.
    """
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=PROGRAM, args=_SWITCHES)
        yield started
        started.close()


@contextmanager
def page_of(started: Browser) -> Iterator[Page]:
    """Open an empty page that knows nothing of those before it."""
    with started.new_context(viewport={"width": _WIDE, "height": _HIGH}) as fresh:
        page = fresh.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        yield page
