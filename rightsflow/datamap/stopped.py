"""Whether a record says that a purpose has ended, as its map says that this is written down."""

from collections.abc import Mapping

from rightsflow.datamap.handling import NOW, TODAY
from rightsflow.datamap.model import Collection
from rightsflow.datamap.part import Plain

Values = Mapping[str, Plain]


def still_used(of: Collection, values: Values, purpose: str) -> bool:
    """Say whether a record is used for a purpose whose end its collection would show.

    A collection that has no `stop` for the purpose shows nothing. A column that is not among the
    values is taken for one that was not set.
    """
    setting = of.stop.get(purpose)
    if setting is None:
        return False
    if setting.delete:
        return True
    return not all(_is_set(values, *one) for one in setting.values.items())


def _is_set(values: Values, column: str, wanted: Plain) -> bool:
    there = values.get(column)
    if wanted in {NOW, TODAY}:
        return there not in {None, ""}
    return column in values and there == wanted
