"""What a copy costs, measured from inside the process that makes it."""

import re
from pathlib import Path

from rightsflow.copy.assemble import assemble
from rightsflow.copy.job import CopyJob, PortableJob
from rightsflow.copy.portable import export


def peak_of(job: CopyJob | PortableJob) -> int:
    """Make a copy or an export; return the most memory that the process has had, in bytes."""
    if isinstance(job, CopyJob):
        assemble(job)
    else:
        export(job)
    status = Path("/proc/self/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak is not None
    return int(peak[1]) * 1024
