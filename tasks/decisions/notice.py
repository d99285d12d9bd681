"""What a person decides about a recipient: it has done its part, is waited for, or is left out."""

from rightsflow.law.decision import Decision
from rightsflow.law.notice import LEAVES_OUT, NoticeState
from rightsflow.law.refusal import TextKind
from rightsflow.letters.staff.facts import Follows
from rightsflow.register import holds, notices
from rightsflow.register.holds import OF_NOTICES
from rightsflow.register.notices import Notice
from tasks.effect import Deciding, Effect
from tasks.notaccepted import NotAccepted, Why
from tasks.noticepost import LEFT_OUT, body_of, seal_body
from tasks.notices import answer_by


async def confirmed(one: Deciding) -> Effect:
    """Note that the recipient has done its part; it said so another way, or a person looked."""
    notice = await _notice(one)
    if notice is not None:
        await notices.move(one.connection, notice, NoticeState.done, one.at.now(), by=one.by)
    return await _settled(one, Follows.recipient_has_done_it)


async def wait_on(one: Deciding) -> Effect:
    """Wait for an answer until a new day; a refusal is taken note of, and stands."""
    notice = await _notice(one)
    if notice is None or notice.state is NoticeState.refused:
        return await _settled(one)
    if notice.state is NoticeState.overdue:
        again = NoticeState.sent if notice.sent_at else NoticeState.queued
        await notices.move(one.connection, notice, again, one.at.now(), by=one.by)
    await notices.put_off(one.connection, notice.id, answer_by(one.at, notice))
    return await _settled(one, Follows.recipient_waited_for)


async def leave_out(one: Deciding) -> Effect:
    """Leave the recipient out, as impossible or disproportionate; the reason is written down."""
    reason = one.text(TextKind.reason)
    if not reason:
        raise NotAccepted(Why.text_missing, TextKind.reason)
    notice, decided = await _notice(one), one.form.decision if one.form else None
    if notice is not None and decided is not None:
        body = body_of(one.person, notice) | {LEFT_OUT: reason}
        await notices.move(
            one.connection, notice, NoticeState.left_out, one.at.now(), by=one.by,
            reason=LEAVES_OUT[Decision(decided)], sealed_body=seal_body(one.person, body),
        )  # fmt: skip
    return await _settled(one, Follows.recipient_left_out)


async def _settled(one: Deciding, *follows: Follows) -> Effect:
    """Let everything go that waits about this notice: one decision settles it."""
    for kind in OF_NOTICES - {one.hold.kind}:
        await holds.release(
            one.connection, [one.case.id], kind, one.hold.system, by=one.by, at=one.at.now()
        )
    return Effect(follows)


async def _notice(one: Deciding) -> Notice | None:
    """Return the notice that the hold is about; None where the hold names none."""
    return await notices.by_ref(one.connection, one.hold.system)
