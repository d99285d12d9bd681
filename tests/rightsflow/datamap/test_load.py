"""The data map of an instance is read whole, or every fault of it is named."""

import json
from pathlib import Path

import pytest
import yaml

from rightsflow.datamap.load import load_systems
from rightsflow.datamap.schema import system_schema
from rightsflow.errors import Fault, Faulty
from tools.system_schema import our_connections

SYSTEM = """
system: {name}
title: {{en: CRM, no: Kunderegister}}
connector: sql
answers_for: Sales
purposes:
  sale:
    title: {{en: Sales}}
    ground: contract
    retention: {{criteria: {{en: until the end of the contract}}}}
recipients:
  - {{name: Example AS, role: processor, what: {{en: hosting}}, country: NO}}
collections:
  people:
    title: {{en: Contacts}}
    identity: [{{column: email, kind: email}}]
    purpose: sale
    fields:
      email: {{title: {{en: E-mail}}, category: contact}}
  notes:
    title: {{en: Notes}}
    parent: {{collection: people, on: {{person_id: id}}}}
    purpose: sale
    fields: {{}}
"""


def write(base: Path, **texts: str) -> None:
    """Write the files of an instance, by the name of each."""
    (base / "systems").mkdir(exist_ok=True)
    for name, text in texts.items():
        (base / "systems" / f"{name}.yaml").write_text(text)


def faults_of(base: Path) -> list[Fault]:
    """Return what is wrong with an instance."""
    with pytest.raises(Faulty) as raised:
        load_systems(base)
    return raised.value.faults


def test_systems_come_sorted_by_name(tmp_path: Path) -> None:
    """The order of files on a disk decides nothing."""
    write(tmp_path, shop=SYSTEM.format(name="shop"), crm=SYSTEM.format(name="crm"))

    assert list(load_systems(tmp_path)) == ["crm", "shop"]


def test_on_and_no_are_words(tmp_path: Path) -> None:
    """A link is made `on` columns, and NO is Norway: neither is a truth value."""
    write(tmp_path, crm=SYSTEM.format(name="crm"))
    system = load_systems(tmp_path)["crm"]
    parent = system.collections["notes"].parent

    assert parent is not None
    assert parent.on == {"person_id": "id"}
    assert system.recipients[0].country == "NO"
    assert system.title["no"] == "Kunderegister"


def test_a_file_named_otherwise_than_its_system_is_a_fault(tmp_path: Path) -> None:
    """So no two files can describe one system."""
    write(tmp_path, crm=SYSTEM.format(name="crm"), crm_old=SYSTEM.format(name="crm"))

    assert faults_of(tmp_path) == [
        Fault(
            "crm_old.yaml",
            2,
            "system",
            "the file is named crm_old.yaml but describes crm",
            "Rename the file to crm.yaml or correct the name of the system",
        )
    ]


@pytest.mark.parametrize("made", [True, False])
def test_an_instance_without_systems_is_a_fault(tmp_path: Path, made: bool) -> None:  # noqa: FBT001 - two cases
    """A map that asks nobody would answer every request with nothing held."""
    if made:
        write(tmp_path)

    (fault,) = faults_of(tmp_path)
    assert (fault.file, fault.problem) == ("systems/", "holds no data map")


@pytest.mark.parametrize("name", ["shop.yml", "shop.YAML"])
def test_a_file_that_would_be_overlooked_is_a_fault(tmp_path: Path, name: str) -> None:
    """A system whose file ends otherwise is not left out silently."""
    write(tmp_path, crm=SYSTEM.format(name="crm"))
    (tmp_path / "systems" / name).write_text(SYSTEM.format(name="shop"))

    (fault,) = faults_of(tmp_path)
    assert (fault.file, fault.remedy) == (name, "Name it with the ending .yaml")


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    """One round of corrections is enough."""
    typing_error = SYSTEM.format(name="crm").replace("ground: contract", "ground: contrakt")
    unknown = SYSTEM.format(name="shop").replace("answers_for", "answer_for")
    write(tmp_path, crm=typing_error, shop=unknown, trainings="system: [")

    faults = faults_of(tmp_path)

    assert [(fault.file, fault.line, fault.field) for fault in faults] == [
        ("crm.yaml", 9, "purposes.sale.ground"),
        ("shop.yaml", 2, "answers_for"),
        ("shop.yaml", 5, "answer_for"),
        ("trainings.yaml", 1, ""),
    ]
    assert all(fault.problem and fault.remedy for fault in faults)


def test_a_field_given_twice_is_a_fault(tmp_path: Path) -> None:
    """YAML would keep the second collection and lose the first silently."""
    twice = SYSTEM.format(name="crm") + "  people: {}\n"
    write(tmp_path, crm=twice)

    (fault,) = faults_of(tmp_path)
    assert (fault.line, fault.problem) == (25, "not YAML (the field people is given twice)")


@pytest.mark.parametrize(
    ("name", "offered"),
    [("vcard:mail", "vcard:email"), ("resume:work.company", "resume:work.name"),
     ("resume:references.name", "vcard:fn")],
)  # fmt: skip
def test_a_field_of_no_standard_is_a_fault_that_names_those_there_are(
    tmp_path: Path, name: str, offered: str
) -> None:
    """A column would silently be missing in a vCard; whom a reference is from is not offered."""
    field = "{{title: {{en: E-mail}}, category: contact"
    text = SYSTEM.replace(field, f'{field}, standard: "{name}"').format(name="crm")
    write(tmp_path, crm=text)

    (fault,) = faults_of(tmp_path)
    assert fault.field.endswith("fields.email.standard")
    assert name in fault.problem
    assert offered in fault.problem


def test_the_schema_for_editors_is_current() -> None:
    """Make it anew: python -m tools.system_schema."""
    file = Path(__file__).parents[3] / "docs" / "reference" / "system.schema.json"

    assert file.read_text(encoding="utf-8") == system_schema(our_connections())


def test_the_schema_knows_what_each_kind_of_system_takes_under_connection() -> None:
    """An editor offers `requests` for `http` and `url` for `sql`, and points at what is wrong."""
    schema = json.loads(system_schema(our_connections()))
    kinds = {
        one["if"]["properties"]["connector"]["const"]: one["then"]["properties"]["connection"]
        for one in schema["allOf"]
    }
    fields = {kind: schema["$defs"][of["$ref"].rpartition("/")[2]] for kind, of in kinds.items()}

    assert {"http", "sql", "mailman"} <= kinds.keys()
    assert "requests" in fields["http"]["properties"]
    assert "url" in fields["sql"]["properties"]
    assert all(of["additionalProperties"] is False for of in fields.values())


def test_the_schema_knows_every_field_of_a_valid_map() -> None:
    """What the model takes the editor offers."""
    known = yaml.safe_load(system_schema())["properties"]

    assert yaml.safe_load(SYSTEM.format(name="crm")).keys() <= known.keys()
