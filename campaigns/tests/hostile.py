"""Watches what a hostile file does."""

import resource
import time

from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import ImportRun

SECONDS = 5  # two on a quiet machine
MEMORY = 300 << 10  # KiB more than before, at the peak, in this process


def cpu_seconds():
    """Of this process and of those that it has started."""
    return time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def refuse(path):
    """Imports what must be refused, watching clock and memory; its one problem."""
    start, before = cpu_seconds(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = import_paths([path], Options())
    assert cpu_seconds() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY
    assert not report.committed
    assert not ImportRun.objects.exists()
    (file,) = report.files
    (problem,) = file.problems.entries
    return problem
