"""The approvers of an office: added by command, told by mail, deciding as the mail says."""

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote

from rightsflow.register.approvers import code_at
from tasks.pages import FORM_FILE, note_form
from tests.acceptance.office import Office, letter_from, number_in
from tests.acceptance.people import Person

PAGES = "http://127.0.0.1:4200"
FORM = "5d0c4f0e-5a9b-4a41-9c1c-1f6f7a3b2d10"
_SECRET = re.compile(r"Without a camera: (\w+)")
_FIELD = re.compile(r"(?m)^(case|hold|plan|approver): (\S+)$")
_COMMAND = re.compile(r"(?m)^\s*(rightsflow decide .+)$")
_LINK = re.compile(rf"{PAGES}/deployments/deployment/{FORM}/run\?parameters=(\S+)")
_A_STEP = timedelta(seconds=30)
_TWO_STEPS = 2 * _A_STEP


@dataclass(frozen=True)
class Approver:
    """Somebody who may decide, with the app that shows their codes."""

    office: Office
    handle: str
    email: str
    secret: str

    def code(self) -> str:
        """Return a code that no decision has used: time goes on by more than a code lives.

        It is the next one, which counts already, so that a slow start of a command costs none.
        """
        self.office.clock.go_on(_TWO_STEPS)
        return code_at(self.secret, self.office.clock() + _A_STEP)

    def mails(self, holding: str = "") -> list[EmailMessage]:
        """Return the mails that asked for a decision, those alone with certain words in them."""
        found = self.office.letters_to(self.email)
        asking = [one for one in found if str(one["Subject"]).startswith("Potrzebna decyzja")]
        return [mail for mail in asking if holding in text_of(mail)]

    def asked_about(self, person: Person) -> EmailMessage:
        """Return the newest mail that asks about the case of a person who has written once."""
        number = number_in(self.office.letters_to(person.email)[0])
        return [mail for mail in self.mails() if fields_in(mail)["case"] == number][-1]

    def write(self, mail: EmailMessage, text: str) -> None:
        """Reply to a mail by SMTP."""
        subject = f"Re: {mail['Subject']}"
        self.office.write(letter_from(self.email, self.office, subject, text, answers=mail))

    def decide(self, mail: EmailMessage, decision: str, *more: str) -> str:
        """Decide by the command that the mail proposes; it must be accepted."""
        words = self._words(mail, decision, *more)
        return str(json.loads(self.office.command(*words))["result"])

    def decide_in_turn(self, mails: Sequence[EmailMessage], decision: str) -> list[str]:
        """Decide the same on several mails, one after the other, in the form; it is accepted."""
        forms = []
        for mail in mails:
            form = {**fields_in(mail), "approver": self.handle, "decision": decision}
            self.office.clock.go_on(_TWO_STEPS)
            forms.append((self.office.clock.ahead.total_seconds(), form))
        return self.office.hand_in(forms, self.secret)

    def refused(self, mail: EmailMessage, decision: str, *more: str) -> str:
        """Decide as above; return why it was not accepted, which it must not be."""
        done = self.office.tried(*self._words(mail, decision, *more))
        assert done.returncode != 0, done.stdout
        return done.stderr

    def _words(self, mail: EmailMessage, decision: str, *more: str) -> list[str]:
        _, *words = shlex.split(command_in(mail))
        chosen = [decision if word == "DECISION" else word for word in words]
        chosen[chosen.index("--approver") + 1] = self.handle
        chosen += [*more, "--code", self.code(), "--json"]
        return [*chosen, "--config", str(self.office.folder)]


def add_approver(office: Office, handle: str, email: str, *, officer: bool = False) -> Approver:
    """Add an approver with the command; what it prints holds the secret, and is shown once."""
    words = ["approver", "add", handle, "--email", email, "--config", str(office.folder)]
    shown = office.command(*words, *["--officer"] * officer)
    del office.output[-2:]
    secret = _SECRET.search(shown)
    assert secret, "the secret is shown to whoever has no camera"
    office.staff.add(email)
    return Approver(office, handle, email, secret[1])


def serve_pages(office: Office) -> None:
    """Note where the decision form is, as `rightsflow serve` does."""
    (office.folder / FORM_FILE).parent.mkdir(exist_ok=True)
    note_form(office.folder, PAGES, FORM)


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail, its lines ended as Python ends them."""
    part = mail.get_body(("plain",))
    assert part is not None, "every mail has a plain text"
    return "\n".join(part.get_content().splitlines())


def fields_in(mail: EmailMessage) -> dict[str, str]:
    """Return the fields of the form, as the mail lists them."""
    return dict(_FIELD.findall(text_of(mail)))


def command_in(mail: EmailMessage) -> str:
    """Return the command that a mail proposes."""
    found = _COMMAND.search(text_of(mail))
    assert found, "every mail has a command"
    return found[1].strip()


def linked_fields(mail: EmailMessage) -> dict[str, Any]:
    """Return the fields that the link of a mail fills in."""
    found = _LINK.search(text_of(mail))
    assert found, "a mail has the link where pages are served"
    fields: dict[str, Any] = json.loads(unquote(found[1]))
    return fields
