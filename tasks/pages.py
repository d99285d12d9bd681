"""The address of the decision form, filled in: a link for the mail to an approver."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tasks.desk import Desk

FORM_FILE = Path("prefect") / "decision-form"
"""Where `rightsflow serve` notes the address of the form: first its base, then its path."""


def form_link(at: Desk, parameters: Mapping[str, object]) -> str:
    """Return the link to the form with these fields filled in, or nothing if no pages run.

    Fields hold case numbers, closed words and digests: nothing personal is in an address.
    """
    try:
        base, path = (at.folder / FORM_FILE).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return ""
    base = at.settings.decisions.pages.rstrip("/") or base
    filled = quote(json.dumps(dict(parameters), separators=(",", ":")), safe="")
    return f"{base}{path}?parameters={filled}"


def note_form(folder: Path, base: str, deployment_id: str) -> None:
    """Note where the form is, for links in mails."""
    path = f"/deployments/deployment/{deployment_id}/run"
    (folder / FORM_FILE).write_text(f"{base} {path}\n", encoding="ascii")
