"""What is told of an error whose text may name somebody: its kind and its place."""

import logging
import traceback

from rightsflow.errors import RightsflowError

_log = logging.getLogger("rightsflow")


def describe(error: BaseException) -> str:
    """Return type and place of an error; our own errors keep their text, which is safe."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    text = f": {error}" if isinstance(error, RightsflowError) else ""
    _log.error("%s%s", type(error).__name__, place)
    return f"{type(error).__name__}{place}{text}"
