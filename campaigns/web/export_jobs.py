"""The pages of workbooks that are written by a job: how far one is, its file, and all that are one's own."""

from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.downloads import KEPT_SECONDS, find_download
from campaigns.jobs import read_progress
from campaigns.jobs.exports import list_exports, may_open
from campaigns.models import Job
from campaigns.reports.catalog import REPORTS
from campaigns.reports.pages import PAGES
from campaigns.sentences import retell
from campaigns.web.exports import WORKBOOK, record_export
from campaigns.web.imports.jobs import GOING_ON, say_step

LISTED = 50


def show_all(request: HttpRequest) -> HttpResponse:
    """One's own, the newest first."""
    jobs = [job for job in list_exports(request.user)[:LISTED] if may_open(job, request.user)]
    entries = [{"job": job, "is_kept": _find_file(job) is not None} for job in jobs]
    return render(request, "campaigns/exports/list.html", {"title": _("Exports"), "entries": entries})


def show_export(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own: a bar as long as it is written, then the link to the file as long as that is kept."""
    job = _find(request, pk)
    progress = read_progress(job)
    context = {
        "title": retell(job.title),
        "job": job,
        "progress": progress if job.state in GOING_ON else None,
        "step": say_step(progress),
        "is_kept": _find_file(job) is not None,
        "kept_until": _kept_until(job),
        "back": _open_page(job),
    }
    return render(request, "campaigns/exports/job.html", context)


def send_file(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook, for whoever asked for it and for nobody else."""
    job = _find(request, pk)
    path = _find_file(job)
    if path is None:
        raise Http404("This workbook is not kept any more, or not written yet.")
    record_export(request, job.payload["page"], "xlsx", job.outcome.get("rows"), job.payload["query"])
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=WORKBOOK)


def _find(request: HttpRequest, pk: int) -> Job:
    job = get_object_or_404(list_exports(request.user), pk=pk)
    if not may_open(job, request.user):
        raise PermissionDenied(
            gettext("This was written when you could see or export more than you can now. Export it again.")
        )
    return job


def _find_file(job: Job) -> Path | None:
    return find_download(job.payload["token"], job.payload["file"]) if job.state == Job.State.DONE else None


def _kept_until(job: Job) -> datetime | None:
    return job.finished_at and job.finished_at + timedelta(seconds=KEPT_SECONDS)


def _open_page(job: Job) -> str:
    """Where it was asked for, under the same filters."""
    key, query = job.payload["page"], QueryDict(job.payload["query"]).urlencode()
    address = reverse("report", args=[key]) if key in REPORTS else reverse(PAGES[key].page.key)
    return f"{address}?{query}" if query else address
