"""An export in a process of its own: ``csv`` through the portal's view, ``xlsx`` as the job writes it.

Prints what it cost beyond an idle process that has answered once.
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from bench.processes import read_family_cpu

NOTHING = "user_id-that-nobody-has"


def main(argv: list[str]) -> None:
    """``worker.py STEP SERVER-PID``: prints ``cpu`` seconds, ``first`` and ``rows`` seconds, ``bytes`` and ``peak``."""
    django.setup()
    step, server = STEPS[argv[0]], int(argv[1])
    step(NOTHING)
    idle = forget_peak()
    began = time.process_time() + read_family_cpu(server)
    told = step("")
    cpu = time.process_time() + read_family_cpu(server) - began
    print(json.dumps(told | {"cpu": cpu, "peak": read_status("VmHWM") - idle}))


def read_csv(search: str) -> dict[str, Any]:
    """Reads the answer of the tracking page as fast as it comes; when its first bytes and rows are there."""
    from django.contrib.auth.models import User
    from django.test import RequestFactory

    from campaigns.web.views import TrackingView

    request = RequestFactory().get("/tracking/", {"_export": "csv", "q": search})
    request.user = User(username="bench", is_staff=True, is_superuser=True)
    began = time.monotonic()
    answer = TrackingView.as_view()(request)
    moments, size = [], 0
    for block in answer.streaming_content:
        size += len(block)
        if len(moments) < 2:
            moments.append(time.monotonic() - began)
    answer.close()
    return {"first": moments[0], "rows": moments[-1], "bytes": size}


def write_xlsx(search: str) -> dict[str, Any]:
    """Writes the workbook into a file as a job does."""
    from django.http import QueryDict

    from campaigns.reports.exports import describe, open_extract, write_workbook
    from campaigns.reports.labels import Labels
    from campaigns.reports.pages import PAGES
    from campaigns.reports.reading import read_selection

    entry = PAGES["tracking"]
    selection = read_selection(QueryDict(f"q={search}"), entry.filters, entry.page.sort_keys)
    listed = entry.run(selection, Labels())
    with TemporaryDirectory() as name, open_extract(listed) as extract:
        path = Path(name) / "tracking.xlsx"
        with path.open("wb") as file:
            write_workbook(file, path.parent, extract, describe(entry.page, listed, selection, [], "bench"))
        return {"bytes": path.stat().st_size}


def forget_peak() -> int:
    """From now on the peak counts anew; bytes that are in memory."""
    Path("/proc/self/clear_refs").write_text("5")
    return read_status("VmRSS")


def read_status(name: str) -> int:
    """Bytes of memory, as the system counts them for this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


STEPS = {"csv": read_csv, "xlsx": write_xlsx}

if __name__ == "__main__":
    main(sys.argv[1:])
