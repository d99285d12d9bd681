"""What Prefect itself does when something happens: automations, by their names, in code.

Mails are not among them (docs/decisions/0039): whoever watches must outlive what is watched.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from deployments.table import TAG

if TYPE_CHECKING:
    from prefect.events.schemas.automations import AutomationCore

CRASHED: Final = "rightsflow: a run without a sign of life has crashed"
_SIGN: Final = "prefect.flow-run.heartbeat"
_ENDS: Final = ("Completed", "Failed", "Cancelled", "Crashed")
_BEATS_S: Final = 180
"""How often a run gives a sign of life, if Prefect's settings are left alone."""

_MISSED: Final = 3


def automations() -> "list[AutomationCore]":
    """Return the automations of every instance.

    A run whose machine was lost is shown as going on for ever; and as each flow runs alone, none
    would follow it.
    """
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    return [
        AutomationCore(
            name=CRASHED,
            description="Prefect shows it as going on, but nobody works on it any more.",
            trigger=EventTrigger(
                after={_SIGN},
                expect={_SIGN, *(f"prefect.flow-run.{end}" for end in _ENDS)},
                match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
                # The server may have others' flows as well.
                match_related=ResourceSpecification(
                    {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}
                ),
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=timedelta(seconds=_BEATS_S * _MISSED),
            ),
            actions=[
                ChangeFlowRunState(
                    state=StateType.CRASHED, message="It gives no sign of life any more."
                )
            ],
        )
    ]


async def register_automations() -> list[str]:
    """Register each automation, new or anew under its name; return the names."""
    from prefect import get_client

    wanted = automations()
    async with get_client() as client:
        for one in wanted:
            there = await client.read_automations_by_name(one.name)
            if there:
                await client.update_automation(there[0].id, one)
            else:
                await client.create_automation(one)
            for twin in there[1:]:
                await client.delete_automation(twin.id)
    return [one.name for one in wanted]
