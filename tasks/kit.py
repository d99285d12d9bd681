"""How verbs and stories are declared, so that nothing personal reaches Prefect.

Prefect stores the text of every exception in clear and pickles what a flow raises. So the
bodies of tasks and flows are wrapped: whatever happens leaves as a `SafeError` that names the
type and the place in the code, and nothing else.
"""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeAlias, TypeVar

from prefect import Flow, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from tasks.describe import describe
from tasks.formhelp import described
from tasks.notaccepted import NotAccepted

P = ParamSpec("P")
R = TypeVar("R")
Body: TypeAlias = Callable[P, Coroutine[Any, Any, R]]


class SafeError(Exception):
    """Something failed; the type and the place are told, the content is not."""


def verb(run_name: str) -> Callable[[Body[P, R]], Task[P, Coroutine[Any, Any, R]]]:
    """Declare a task over a batch: no retries, no cache, no stored result.

    `run_name` may hold names of parameters in braces; parameters are system names and counts.
    """
    declare = task(task_run_name=run_name, persist_result=False, cache_policy=NO_CACHE, retries=0)

    def declared(body: Body[P, R]) -> Task[P, Coroutine[Any, Any, R]]:
        return declare(safely(body))

    return declared


def over_cases() -> str:
    """Return the name of a flow run: the flow, and over how many cases it goes."""
    cases = flow_run.parameters.get("cases") or []
    over = f"{len(cases)} named cases" if cases else "every case"
    return f"{flow_run.flow_name}: {over}"


def story(
    name: str, run_name: str | Callable[[], str]
) -> Callable[[Body[P, R]], Flow[P, Coroutine[Any, Any, R]]]:
    """Declare a flow; its docstring and its fields are what the Prefect UI shows above the form."""

    def declared(body: Body[P, R]) -> Flow[P, Coroutine[Any, Any, R]]:
        declare = flow(
            name=name,
            description=described(body),
            flow_run_name=run_name,
            persist_result=False,
            retries=0,
        )
        return declare(safely(body))

    return declared


def safely(body: Body[P, R]) -> Body[P, R]:
    """Wrap a coroutine function so that its exceptions leave as `SafeError`."""

    @functools.wraps(body)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await body(*args, **kwargs)
        except SafeError:
            raise
        except NotAccepted as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - everything must leave without its content
            reason = describe(error)
        raise SafeError(reason) from None

    return wrapped
