"""Sending that is paused: no letter leaves, nothing is lost, and the cases go on."""

from typing import Any

import pytest

from rightsflow.letters.choose import Letter
from rightsflow.mail.sending import Accepted, MaildirSender, Outgoing
from rightsflow.register import signs
from rightsflow.register.signs import Sign
from rightsflow.register.tables import letter as letter_table
from tests.acceptance.people import TUYET, ZANETA
from tests.tasks.deciding_kit import Office
from tests.tasks.written import ERASURE, letter


async def paused(office: Office, *, begin: bool) -> None:
    """Stop all sending, or let it go on."""
    async with office.desk.register.write() as connection:
        if begin:
            await signs.note(connection, Sign.sending_paused, office.clock())
        else:
            await signs.forget(connection, Sign.sending_paused)
            await connection.execute(letter_table.update().values(next_try_at=None))


async def states(office: Office) -> list[str]:
    """Return the states of the acknowledgements."""
    return [one.state for one in await office.letters(Letter.acknowledgement)]


async def test_no_letter_leaves_while_sending_is_paused(office: Office) -> None:
    """The case is opened and looked up all the same; afterwards everything leaves once."""
    await paused(office, begin=True)
    await office.hear(letter(ZANETA, ERASURE))
    assert await states(office) == ["queued"]
    assert (await office.case()).number
    await paused(office, begin=False)
    await office.work()
    assert await states(office) == ["sent"]


async def test_a_pause_stops_between_two_letters(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken for sending before the pause stays as well."""
    send = MaildirSender.send

    async def and_pause(self: MaildirSender, outgoing: Outgoing, **more: Any) -> Accepted:  # noqa: ANN401 - as given
        accepted = await send(self, outgoing, **more)
        await paused(office, begin=True)
        return accepted

    monkeypatch.setattr(MaildirSender, "send", and_pause)
    await office.hear(letter(ZANETA, ERASURE), letter(TUYET, ERASURE))
    assert sorted(await states(office)) == ["queued", "sent"]
