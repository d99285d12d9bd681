"""A connection to an SQLite file that leaves no lock behind."""

import sqlite3
from typing import Any
from weakref import WeakSet


class EndsWhenClosed(sqlite3.Connection):
    """Ends statements and transaction when it is closed, also where work was cut off.

    Otherwise the file stays locked until a statement that was cut off is collected, whenever that
    is (https://sqlite.org/c3ref/close.html): whoever repeats the work finds the file in use.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - what sqlite3.connect takes
        """Connect."""
        super().__init__(*args, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the driver declares it
        """Return a cursor, and remember it as long as somebody else does."""
        made = super().cursor(*args, **options)
        self._cursors.add(made)
        return made

    def close(self) -> None:
        """End what was begun, and close."""
        for cursor in list(self._cursors):
            cursor.close()
        if self.in_transaction:
            self.rollback()
        super().close()
