"""Each morning: what was kept for a restored backup, or of an earlier master key, and is over."""

from rightsflow.register.forgetting import is_over
from rightsflow.register.ledgercopy import Line
from rightsflow.register.rotation import forget_over
from tasks.desk import desk
from tasks.kit import verb


@verb("tidy keys and ledger")
async def tidy_up() -> int:
    """Forget kept keys and lines of the ledger's copy whose time is over; return how many."""
    at = desk()
    kept = await forget_over(at.register, at.keyring, at.now(), at.today())
    today_on, days = at.today(), at.settings.retention.key_backup_days

    def over(line: Line) -> bool:
        return is_over(line, today_on, days)

    if at.keyring.copy is None:
        return kept
    return kept + at.keyring.copy.trim(at.keyring.unseal_line, over)
