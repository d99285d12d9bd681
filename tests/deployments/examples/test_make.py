"""Making an instance."""

import base64
import json
import re
from pathlib import Path

import pytest

from deployments.examples.make import EXAMPLES, make_instance
from rightsflow.datamap.load import load_systems
from rightsflow.datamap.model import SystemMap
from rightsflow.errors import Misconfigured
from rightsflow.settings import read_settings
from rightsflow.yamlfile import read_yaml

SCHEMA = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.fixture(params=sorted(EXAMPLES))
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the folder of each example, made afresh."""
    folder = tmp_path / "new" / "instance"
    make_instance(folder, request.param, seed=1)
    return folder


def test_every_example_has_valid_settings(made: Path) -> None:
    """What `rightsflow init` writes, `rightsflow check` accepts."""
    settings = read_settings(made)
    assert settings.mailbox.kind == "maildir"
    assert settings.mailbox.path == made / "mail" / "inbox"
    assert settings.register_.key_file == made / "master.key"


def test_the_key_is_256_bits_that_only_the_owner_reads(made: Path) -> None:
    """A master key is base64 of 32 bytes, with mode 0600."""
    key = made / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(key.read_bytes().strip(), validate=True)) == 32


def test_every_instance_has_a_key_of_its_own(tmp_path: Path) -> None:
    """The seed decides the data and never the key."""
    for name in ("one", "two"):
        make_instance(tmp_path / name, seed=1)
    first, second = (tmp_path / name / "master.key" for name in ("one", "two"))
    assert first.read_bytes() != second.read_bytes()


def test_nobody_else_can_read_an_instance(made: Path) -> None:
    """Folders have mode 0700; what is in them is personal data."""
    folders = [made, *(path for path in made.rglob("*") if path.is_dir())]
    files = [path for path in made.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert not [path for path in files if path.name == "master.key" and path.stat().st_mode & 0o77]


@pytest.mark.parametrize("mail", ["inbox", "outbox"])
def test_both_maildirs_are_there_and_empty(made: Path, mail: str) -> None:
    """A Maildir has new, cur and tmp."""
    parts = sorted(path.name for path in (made / "mail" / mail).iterdir())
    assert parts == ["cur", "new", "tmp"]


def test_editors_find_the_schema_that_each_file_names(made: Path) -> None:
    """The comment at the top leads, from the file, to a JSON Schema."""
    files = [path for path in made.rglob("*") if path.suffix in {".yaml", ".sample"}]
    assert len(files) >= 2
    for file in files:
        named = SCHEMA.match(file.read_text(encoding="utf-8"))
        assert named, file.name
        schema = json.loads((file.parent / named[1]).read_text(encoding="utf-8"))
        assert schema["type"] == "object"


@pytest.mark.parametrize("there", ["controller.yaml", "master.key", ".hidden"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    """A folder in which anything lies is refused, and left as it was."""
    (tmp_path / there).write_text("mine", encoding="utf-8")
    with pytest.raises(Misconfigured, match="nothing is overwritten"):
        make_instance(tmp_path, "we-support", seed=1)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


def test_an_instance_is_not_made_twice(made: Path) -> None:
    """The second attempt finds the first and refuses; the key stays."""
    key = (made / "master.key").read_bytes()
    with pytest.raises(Misconfigured):
        make_instance(made, "blank", seed=1)
    assert (made / "master.key").read_bytes() == key


def test_a_file_in_the_place_of_the_folder_is_refused_with_a_remedy(tmp_path: Path) -> None:
    """What cannot be made a folder is named, with what to do."""
    file = tmp_path / "taken"
    file.touch()
    with pytest.raises(Misconfigured, match="Choose another"):
        make_instance(file, "blank", seed=1)


def test_an_unknown_example_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    """The remedy lists what there is, and no folder is made."""
    with pytest.raises(Misconfigured, match="blank, we-support"):
        make_instance(tmp_path / "x", "acme", seed=1)
    assert not (tmp_path / "x").exists()


def test_the_example_has_ten_systems(instance: Path) -> None:
    """The files of `systems/` are read as the data map reads them; four ask people by mail."""
    systems = load_systems(instance)
    by_mail = {name for name, system in systems.items() if system.connector == "people"}
    assert by_mail == {"facebook_group", "linkedin_group", "mailbox", "website"}
    assert systems.keys() - by_mail == {
        "crm", "cv_files", "mailing", "portal", "recruitment", "trainings",
    }  # fmt: skip


def test_the_sample_of_an_empty_start_is_valid_and_not_yet_a_system(tmp_path: Path) -> None:
    """It becomes a system by being renamed, and not before."""
    make_instance(tmp_path / "x", "blank", seed=1)
    systems = tmp_path / "x" / "systems"
    assert not list(systems.glob("*.yaml"))
    sample = systems / "orders.yaml.sample"
    assert read_yaml(sample, SystemMap, base=tmp_path).system == "orders"


def test_an_empty_start_explains_every_setting() -> None:
    """Each field of the settings stands in the blank controller.yaml, set or as a comment."""
    from deployments.examples import blank  # noqa: PLC0415 - only where its folder is needed
    from rightsflow.settings import Settings  # noqa: PLC0415

    folder = Path(blank.__file__).parent
    text = (folder / "instance" / "controller.yaml").read_text(encoding="utf-8")
    schema = Settings.model_json_schema(by_alias=True)
    parts = [schema, *schema["$defs"].values()]
    fields = {name for part in parts for name in part.get("properties", {})}
    assert {name for name in fields if not re.search(rf"\b{name}:", text)} <= {"file"}
