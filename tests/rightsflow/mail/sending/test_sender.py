"""What every way out does, whether it ends in a folder or at a real SMTP server with TLS."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from rightsflow.mail.sending import Outgoing, Sender


class Exit(Protocol):
    """The sender under test (see conftest.py)."""

    @property
    def sender(self) -> Sender:
        """Return the open sender."""
        ...

    @property
    def remembers(self) -> bool:
        """Tell whether it can say later what was taken over."""
        ...

    def letters(self) -> list[bytes]:
        """Return what came out."""
        ...


Maker = Callable[[int], Outgoing]


async def test_a_letter_comes_out_byte_for_byte(way_out: Exit, letter: Maker) -> None:
    """Nothing is changed on the way, not even lines that begin with a dot."""
    await way_out.sender.send(letter(1))

    assert way_out.letters() == [letter(1).content]


async def test_the_answer_holds_codes_and_no_address(way_out: Exit, letter: Maker) -> None:
    """What goes into the journal names no person: code and enhanced code alone (RFC 3463)."""
    accepted = await way_out.sender.send(letter(1))

    assert accepted.server_reply == "250 2.0.0"


async def test_many_letters_leave_one_after_the_other(way_out: Exit, letter: Maker) -> None:
    """Callers need not wait for each other."""
    await asyncio.gather(*(way_out.sender.send(letter(number)) for number in range(20)))

    assert sorted(way_out.letters()) == sorted(letter(number).content for number in range(20))


async def test_whether_a_letter_was_taken_over_is_known_or_openly_unknown(
    way_out: Exit, letter: Maker
) -> None:
    """None is not False: what cannot be known is never taken for `not sent`."""
    before = await way_out.sender.was_accepted(letter(1).message_id)
    await way_out.sender.send(letter(1))
    after = await way_out.sender.was_accepted(letter(1).message_id)

    assert (before, after) == ((False, True) if way_out.remembers else (None, None))


async def test_a_sender_that_works_passes_its_check_and_sends_nothing(way_out: Exit) -> None:
    """A check is no letter."""
    await way_out.sender.check()

    assert way_out.letters() == []
