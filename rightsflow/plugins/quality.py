"""How a connector stands to the rules for connectors, as its own package says: `quality.yaml`."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from rightsflow.errors import Fault, Faulty
from rightsflow.yamlfile import read_yaml

FILE = "quality.yaml"

RULES: Mapping[str, str] = {
    "check_before_use": "`check` asks for what is needed: login, rights, drift against the map",
    "exact_match_in_python": "`exact` is judged on canonical forms in Python, not by the system",
    "complete_or_error": "everything that is wanted comes, or an error says what is missing",
    "bounded_patience": "every wait has an end",
    "bounded_concurrency": "a system is asked by so many at once, and not by more",
    "bounded_memory": "memory does not grow with the number of records",
    "stable_records": "a record has the same name tomorrow, and no personal data in it",
    "no_personal_data_in_errors_and_logs": "errors and logs name tables, columns and counts",
    "least_privilege": "it asks for no more rights than it needs, and writes only where told",
    "transport_security": "what goes over a network is encrypted, and the server is known",
    "real_server_in_tests": "its tests run against the real thing",
    "known_limitations": "its README says what it cannot do",
    "erase": "records are deleted or blanked (Article 17)",
    "rectify": "columns are set to their right values (Article 16)",
    "restrict": "a restriction is marked and taken off (Article 18)",
    "object": "that a purpose has ended is written down (Articles 7(3) and 21)",
    "verify": "what is left of what should be gone is found by asking anew",
    "known_residue": "what stays after an erasure, out of its reach, is named",
}
"""Each rule, in the order of the file, with what it means."""


class Standing(BaseModel):
    """How a connector stands to one rule; what is not done says why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["done", "todo", "exempt"]
    comment: str = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.status != "done" and not self.comment:
            problem = "what is not done says why, in a comment"
            raise ValueError(problem)
        return self


class _Quality(RootModel[dict[str, Standing]]):
    """The whole file."""


def read_quality(package: str) -> dict[str, Standing]:
    """Return how the connector in an importable package stands to each rule, in their order.

    Raises `Faulty` if the file is not there, or does not speak of each rule and no other.
    """
    file = _folder(package) / FILE
    if not file.is_file():
        remedy = "Write one: docs/how-to/connector.md says how"
        raise Faulty([Fault(FILE, 0, "", f"{package} has no such file", remedy)])
    told = read_yaml(file, _Quality, base=file.parent).root
    faults = list(_misnamed(told))
    if faults:
        raise Faulty(faults)
    return {rule: told[rule] for rule in RULES}


def _misnamed(told: Mapping[str, Standing]) -> Iterator[Fault]:
    remedy = "Name each rule once; `rightsflow connectors --rules sql` lists them"
    for rule in RULES:
        if rule not in told:
            yield Fault(FILE, 0, rule, "says nothing of this rule", remedy)
    for name in told:
        if name not in RULES:
            yield Fault(FILE, 0, name, "there is no such rule", remedy)


def _folder(package: str) -> Path:
    """Return the folder of a package, or the one that a module lies in."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else Path(package)
