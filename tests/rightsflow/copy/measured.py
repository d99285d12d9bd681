"""What a copy costs, measured from inside the process that makes it."""

import re
from pathlib import Path

from rightsflow.copy.assemble import assemble
from rightsflow.copy.job import CopyJob


def peak_of(job: CopyJob) -> int:
    """Make a copy; return the most memory the process has had since it began, in bytes."""
    assemble(job)
    status = Path("/proc/self/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak is not None
    return int(peak[1]) * 1024
