"""A person's decision: the form of this flow, filled in, is the decision."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from prefect import get_client
from prefect.runtime import flow_run
from pydantic import Field, WithJsonSchema

from flows.fulfil import fulfil
from flows.words import CaseNumber, field
from rightsflow.law.decision import Decision
from rightsflow.law.refusal import RefusalGround
from rightsflow.law.right import AskedRight
from rightsflow.register.waiting import REF
from tasks.deciding import decide as judge
from tasks.form import Form
from tasks.kit import story
from tasks.wiring import at_desk

_log = logging.getLogger("rightsflow")

Hold = Annotated[
    str,
    field(
        "As in the mail that asked you; it names what is decided and its version.",
        pattern=REF,
        examples=["H-12.1"],
    ),
]
PlanDigest = Annotated[
    str,
    field(
        "As in the mail: it stands for everything that you were shown. If any of it changes, the "
        "decision does not count.",
        pattern=r"^[0-9a-f]{64}$",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
Handle = Annotated[
    str,
    field(
        "Your name as an approver.",
        pattern=r"^[a-z][a-z0-9-]{1,30}$",
        examples=["officer"],
    ),
]
Chosen = Annotated[Decision, field("The mail lists what can be decided.")]
Ground = Annotated[
    RefusalGround | Literal["none"],
    # One list to choose from; of a union the page makes two buttons.
    WithJsonSchema({"type": "string", "enum": ["none", *RefusalGround]}),
    field("To refuse, or to ask for a fee instead: one of those that the mail lists."),
]
Rights = Annotated[
    list[AskedRight],
    field(
        "To correct the reading: all that are asked for. To refuse or release: those that it is "
        "about. Else leave it empty.",
        max_length=9,
        examples=[["erasure"]],
    ),
]
Records = Annotated[
    list[Annotated[int, Field(ge=1, le=100_000)]],
    field(
        "To confirm identity: the numbers of the records that are this person's, as the mail "
        "lists them. Empty: those that surely are.",
        max_length=1000,
        examples=[[1, 3]],
    ),
]
Systems = Annotated[
    list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]],
    field(
        "To refuse a part: the systems of the plan that are withheld.",
        max_length=100,
        examples=[["crm"]],
    ),
]
Months = Annotated[Literal[1, 2], field("To extend: by how many months.")]
Code = Annotated[
    str,
    field(
        "The six digits that your authenticator app shows now. They work once.",
        pattern=r"^[0-9]{6}$",
        examples=["492039"],
    ),
]

NO_RIGHTS: list[AskedRight] = []
NO_RECORDS: list[int] = []
NO_SYSTEMS: list[str] = []
"""Defaults of a form. Nobody adds to these lists."""


@story("decide", "decide {decision} in {case}")
async def decide(  # noqa: PLR0913 - each argument is a field of the form
    *,
    case: CaseNumber,
    hold: Hold,
    plan: PlanDigest,
    approver: Handle,
    decision: Chosen,
    ground: Ground = "none",
    rights: Rights = NO_RIGHTS,
    records: Records = NO_RECORDS,
    systems: Systems = NO_SYSTEMS,
    months: Months = 2,
    # The last field: a code lives shorter than a form is filled in.
    code: Code,
) -> str:
    """Decide what waits for a person.

    The mail that asked you has a link that fills the form in: case, hold, plan, approver. Add
    your decision, what it needs (a ground, rights, records), and the one-time code of your app.
    A refusal wants two people, one of them the data protection officer. There is no room for
    free text, on purpose: what belongs in a letter is written by replying to the mail.

    | decision | what it does |
    |---|---|
    | `approve` | carries the plan out as it was shown |
    | `correct_reading` | lets the case ask for exactly the rights named |
    | `identity_confirmed`, `identity_not_confirmed` | says whether the writer is the person |
    | `suspend` | lets the time limit rest while identity is asked about |
    | `ask_scope` | asks the person which part of much data is wanted |
    | `extend` | tells the person that one or two further months are needed, and why |
    | `quote_fee` | tells the person what a further copy costs |
    | `refuse`, `refuse_partly` | refuses on a ground, with reasons and remedies |
    | `release` | lets the case go on, or tells what you did by hand |
    | `lift_restriction` | tells the person when a restriction ends |
    | `notice_impossible`, `notice_disproportionate` | leaves a recipient out, with a reason |

    You get a receipt by mail. Returns what became of it.
    """
    async with at_desk() as desk:
        form = Form(
            case_number=case,
            hold=hold,
            shown=plan,
            decision=decision,
            approver=approver,
            code=code,
            handed_in_at=desk.now() - await _age(),
            ground=None if ground == "none" else ground,
            rights=tuple(rights),
            records=tuple(records),
            systems=tuple(systems),
            months=months,
        )
        outcome = str(await judge(form))
        _log.info("The decision was accepted: %s.", outcome)
        await fulfil([case])
        return outcome


async def _age() -> timedelta:
    """Return how long ago this run was made: starting one may take longer than a code lives."""
    if flow_run.id is None:
        return timedelta()
    async with get_client() as client:
        made_at = (await client.read_flow_run(flow_run.id)).created
    return max(datetime.now(UTC) - made_at, timedelta()) if made_at else timedelta()
