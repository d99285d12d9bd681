"""Write deployments/prefect.yaml from the table in deployments/table.py.

Run as: python -m tools.prefect_yaml
"""

from pathlib import Path

import yaml

from deployments.table import prefect_yaml

FILE = Path(__file__).resolve().parent.parent / "deployments" / "prefect.yaml"
_HEAD = """\
# Made by tools/prefect_yaml.py from deployments/table.py: change it there.
#
# `rightsflow deploy` registers the same, with the pace and the time zone of the instance. This file
# is for whoever deploys with Prefect's own command, from the folder that the package lies in:
#   prefect work-pool create rightsflow --type process
#   prefect --no-prompt deploy --all --prefect-file deployments/prefect.yaml
# Each worker needs RIGHTSFLOW_CONFIG: the instance folder (docs/how-to/deploy.md).
"""


class _Plain(yaml.SafeDumper):
    """Writes each schedule out, not as a reference to another one that looks the same."""

    def ignore_aliases(self, data: object) -> bool:
        """Tell that nothing is written as a reference."""
        del data
        return True


def content() -> str:
    """Return the whole file."""
    return _HEAD + yaml.dump(prefect_yaml(), Dumper=_Plain, sort_keys=False)


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
