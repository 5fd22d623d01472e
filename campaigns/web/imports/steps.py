"""What can be done with a checked upload: load it, check it otherwise, say what its columns are, drop it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from campaigns.jobs import JobRefused, start_job
from campaigns.models import HeaderMapping, Job
from campaigns.sentences import retell
from campaigns.uploads import Upload, find_upload
from campaigns.web.imports.access import importers_only
from campaigns.web.imports.columns import WrongChoice, read_choice, remember_choice
from campaigns.web.imports.files import send_rejects
from campaigns.web.imports.forms import OptionsForm
from campaigns.web.imports.jobs import GOING_ON, GONE, find_newest_job, find_own_job
from campaigns.writers import Busy, write_beside


@require_POST
@importers_only
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Starts the load of exactly what the preview showed."""
    job, upload = _find(request, pk)
    note = upload.read_note()
    if note is None or not note["would_commit"]:
        return redirect("job", pk=pk)
    payload = {
        "options": note["options"],
        "hashes": [file["sha256"] for file in note["files"]],
        "remove_demo": bool(request.POST.get("remove_demo")),
    }
    return _start_next(request, job, upload, "load", payload)


@require_POST
@importers_only
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Checks the same files again, with an option changed: ``set`` says which one, like ``date_order=dmy``."""
    job, upload = _find(request, pk)
    options = dict(job.payload["options"])
    if change := request.POST.get("set"):
        key, _, value = change.partition("=")
        form = OptionsForm(options | {key: value})
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return redirect("job", pk=pk)
        options = form.as_words()
    return _start_next(request, job, upload, "check", {"options": options})


@require_POST
@importers_only
def choose_columns(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Remembers what the columns of a file are, and checks again."""
    job, upload = _find(request, pk)
    note = upload.read_note()
    if note is None or number >= len(note["files"]):
        raise Http404(GONE)
    file = note["files"][number]
    try:
        choice = read_choice(file, request.POST)
    except WrongChoice as wrong:
        messages.error(request, f"{file['path']}: {wrong}")
        return redirect("job", pk=pk)
    remember = partial(remember_choice, file, choice, request.user)
    return _start_next(request, job, upload, "check", {"options": job.payload["options"]}, remember)


@require_POST
@importers_only
def forget_columns(request: HttpRequest, pk: int, mapping: int) -> HttpResponse:
    """Forgets what was said of a header, and checks again by the names of the columns."""
    job, upload = _find(request, pk)
    forget = get_object_or_404(HeaderMapping, pk=mapping).delete
    return _start_next(request, job, upload, "check", {"options": job.payload["options"]}, forget)


@require_POST
@importers_only
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes the files of an upload, unless they are being read."""
    _, upload = _find(request, pk)
    newest = find_newest_job(upload.token)
    if newest.state in GOING_ON:
        return redirect("job", pk=newest.pk)
    upload.drop()
    messages.info(request, gettext("The files were dropped. Nothing was changed."))
    return redirect("imports")


@importers_only
def send_rejected(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The rows that a check rejected, to mend and send again."""
    _, upload = _find(request, pk)
    return send_rejects(request, upload.rejects.parent, number, f"rejected rows of job {pk}")


def _find(request: HttpRequest, pk: int) -> tuple[Job, Upload]:
    job = find_own_job(request, pk)
    upload = find_upload(job.user_id, job.payload.get("upload", ""))
    if upload is None:
        raise Http404(GONE)
    return job, upload


def _start_next(
    request: HttpRequest,
    job: Job,
    upload: Upload,
    kind: str,
    payload: dict[str, Any],
    first: Callable[[], Any] = lambda: None,
) -> HttpResponse:
    """Starts the next job of an upload, or leads to the one that somebody has started since this page was shown.

    ``first`` is done before it in the same transaction.
    """
    try:
        with write_beside(f"the next step with {job.title}"):
            Job.objects.select_for_update().get(pk=job.pk)
            newest = find_newest_job(upload.token)
            if newest.pk == job.pk and newest.state not in GOING_ON:
                first()
                newest = start_job(kind, job.title, {"upload": upload.token, **payload}, request.user)
    except (Busy, JobRefused) as refused:
        messages.error(request, retell(str(refused)))
        newest = job
    return redirect("job", pk=newest.pk)
