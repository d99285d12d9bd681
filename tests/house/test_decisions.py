"""The decisions in docs/decisions/ are numbered, complete and found from their index."""

from pathlib import Path


def test_every_decision_is_in_the_index_and_has_its_three_parts(root: Path) -> None:
    """A decision says why, shows how, and names what is exempt."""
    folder = root / "docs" / "decisions"
    decisions = sorted(folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text()

    assert [f"{number:04}" for number in range(1, len(decisions) + 1)] == [
        path.name[:4] for path in decisions
    ]
    for path in decisions:
        text = path.read_text()
        assert f"({path.name})" in index
        for part in ("## Reasoning", "## Example", "## Exceptions"):
            assert part in text, path.name
