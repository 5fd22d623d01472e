"""The page of a job: how far it is, then the preview of what was checked, or the run that came of it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.demo import has_demo
from campaigns.jobs import Progress, find_job, read_progress
from campaigns.models import Job
from campaigns.roles import IMPORT, SEE_IMPORTS, UNDO
from campaigns.sentences import retell
from campaigns.uploads import find_upload
from campaigns.web.access import insist
from campaigns.web.imports.forms import OptionsForm
from campaigns.web.imports.preview import DATASETS, LEAVE_OUT, build_previews, may_leave_out

NEEDED = {"check": IMPORT, "load": IMPORT, "undo": UNDO}
"""What it takes to look at one's own job, by its kind."""
GOING_ON = (Job.State.WAITING, Job.State.RUNNING)
GONE = _("These files were loaded or dropped, or are older than a day.")


def show_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever there is to see of a job of one's own."""
    job = find_own_job(request, pk)
    if job.kind == "export":
        return redirect("export", pk=pk)
    progress = read_progress(job)
    if job.state in GOING_ON:
        return _show_plain(request, job, progress=progress, step=say_step(progress))
    if run := job.outcome.get("run"):
        return redirect("import-run", pk=run)
    return _show_upload(request, job) if "upload" in job.payload else _show_plain(request, job)


def send_status(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a job is, for the script that asks about once a second."""
    job = find_own_job(request, pk)
    progress = read_progress(job)
    return JsonResponse(
        {
            "is_over": progress.state not in GOING_ON,
            "step": say_step(progress),
            "done": progress.done,
            "total": progress.total,
            "is_waiting": progress.state == Job.State.WAITING,
        }
    )


def say_step(progress: Progress) -> str:
    """What is being done; nothing as long as nobody has said it."""
    return "" if progress.step == progress.state else retell(progress.step)


def find_own_job(request: HttpRequest, pk: int) -> Job:
    """The job. Raises ``Http404`` for somebody else's (a superuser sees those without files), and ``PermissionDenied``
    for an import without the permission."""
    job = find_job(request.user, pk)
    if job is None or ("upload" in job.payload and job.user_id != request.user.pk):
        raise Http404("There is no such job of yours.")
    if job.kind != "export":
        insist(request.user, NEEDED.get(job.kind, SEE_IMPORTS))
    return job


def find_newest_job(token: str) -> Job:
    """The last job of an upload: what it says is how the upload stands."""
    return Job.objects.filter(payload__upload=token).order_by("-pk")[0]


def _show_plain(request: HttpRequest, job: Job, **more: Any) -> HttpResponse:
    return render(request, "campaigns/imports/job.html", {"title": retell(job.title), "job": job, **more})


# ── The preview ──────────────────────────────────────────────────────────────────────────────────────────────


def _show_upload(request: HttpRequest, job: Job) -> HttpResponse:
    upload = find_upload(job.user_id, job.payload["upload"])
    if upload is None:
        raise Http404(GONE)
    if (newest := find_newest_job(upload.token)).pk != job.pk:
        return redirect("job", pk=newest.pk)
    note = upload.read_note()
    if note is None:  # its first check has failed
        return _show_plain(request, job)
    return render(request, "campaigns/imports/preview.html", _describe(job, note))


def _describe(job: Job, note: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": _("Import: preview"),
        "job": job,
        "note": note,
        "files": build_previews(note),
        "failure": retell(job.message)
        or ("" if job.kind == "check" else gettext("The database has changed since the check.")),
        "options": _describe_options(note["options"]),
        "datasets": DATASETS,
        "leave_out": LEAVE_OUT if may_leave_out(note) else None,
        "has_demo": note["would_commit"] and has_demo(),
    }


def _describe_options(options: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was chosen, in the words of the form."""
    form = OptionsForm(initial=options)
    words = []
    for key, value in options.items():
        choices = dict(getattr(form.fields[key], "choices", []))
        words.append((form.fields[key].label, choices.get(value, "" if value == "True" else value)))
    return words
