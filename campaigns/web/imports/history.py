"""The imports page: send files, see what waits for you, and everything that came in before."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views import View
from django.views.decorators.http import require_POST

from campaigns import nouns
from campaigns.demo import has_demo, remove_demo
from campaigns.ingest.sheets import SHEETS
from campaigns.jobs import JobRefused, is_fresh, start_job, tend_jobs
from campaigns.models import ImportRun, Job
from campaigns.sentences import kept, retell
from campaigns.uploads import find_upload, keep_upload, list_uploads
from campaigns.web.imports.access import importers_only, may_import, may_undo, undoers_only
from campaigns.web.imports.forms import UploadForm
from campaigns.web.imports.jobs import GOING_ON

LISTED = 20
WORDS = {
    "check": _("being checked"),
    "load": _("being loaded"),
    "undo": _("being taken back"),
    "edit": _("going on"),
}
SEVERAL = kept(_("{file} and {count} more"))
ELSEWHERE = ("edit", "export")
"""Kinds of jobs that are no imports."""


@dataclass(frozen=True)
class Waiting:
    """Something of one's own that is not finished: work that goes on, or a preview to confirm."""

    job: Job
    note: Mapping[str, Any] | None

    @property
    def says(self) -> str:
        """How it stands, in words."""
        if self.note is not None:
            is_fine = self.note["would_commit"]
            return gettext("checked, not loaded yet") if is_fine else gettext("checked, cannot be loaded yet")
        is_running = self.job.state == Job.State.RUNNING
        return gettext(WORDS[self.job.kind]) if is_running else gettext("waiting to start")


class ImportsView(View):
    """History of runs, and the upload form for those who may."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self._show(request, UploadForm(initial={"dataset": request.GET.get("dataset", "")}))

    @method_decorator(importers_only)
    def post(self, request: HttpRequest) -> HttpResponse:
        """Keeps the files, starts their check, and leads to it."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=400)
        upload = keep_upload(request.user.pk, form.cleaned_data["files"])
        names = [upload.show_name(str(path)) for path in upload.paths]
        payload = {"upload": upload.token, "options": form.as_words()}
        once = json.dumps([upload.digest(), payload["options"]])
        try:
            job = start_job("check", _title(names), payload, request.user, once, _is_the_same)
        except JobRefused as refused:
            upload.drop()
            form.add_error(None, retell(str(refused)))
            return self._show(request, form, status=409)
        if job.payload["upload"] != upload.token:
            upload.drop()
        return redirect("job", pk=job.pk)

    def _show(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        tend_jobs()
        runs = ImportRun.objects.select_related("user").prefetch_related("files")
        is_importer = may_import(request.user)
        context = {
            "title": _("Imports"),
            "form": form,
            "page": Paginator(runs, LISTED).get_page(request.GET.get("page", 1)),
            "may_import": is_importer,
            "may_undo": may_undo(request.user),
            "waiting": list(_list_waiting(request.user.pk)) if is_importer else [],
            "others": _list_others(request.user.pk),
            "has_demo": has_demo(),
            "a_run": nouns.RUNS,
            "sheets": SHEETS,
            "limit": settings.UPLOAD_MAX_BYTES,
            "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        return render(request, "campaigns/imports/history.html", context, status=status)


def _is_the_same(job: Job) -> bool:
    """Whether sending the same files with the same options again can only mean this check."""
    return is_fresh(job) and find_upload(job.user_id, job.payload["upload"]) is not None


def _title(names: list[str]) -> str:
    title = SEVERAL if len(names) > 1 else "{file}"
    return title.format(file=names[0][:150], count=len(names) - 1)


def _list_waiting(user_id: int) -> Iterator[Waiting]:
    """The newest first: jobs of this person that go on, and checks that nobody has confirmed or dropped."""
    notes = filter(None, (upload.read_note() for upload in list_uploads(user_id)))
    checked = {note["job"]: note for note in notes}
    mine = _light(Job.objects.filter(user=user_id)).exclude(kind__in=ELSEWHERE)
    for job in mine.filter(Q(state__in=GOING_ON) | Q(pk__in=checked)).order_by("-pk")[:LISTED]:
        yield Waiting(job, None if job.state in GOING_ON else checked[job.pk])


def _list_others(user_id: int) -> QuerySet[Job]:
    """What goes on for other people: by whom and what, so that nobody wonders why an import waits."""
    return (
        _light(Job.objects.filter(state__in=GOING_ON))
        .exclude(Q(user=user_id) | Q(kind="export"))
        .order_by("pk")[:LISTED]
    )


def _light(jobs: QuerySet[Job]) -> QuerySet[Job]:
    return jobs.defer("payload", "outcome")


def send_template(request: HttpRequest, dataset: str) -> HttpResponse:
    """An empty file with the columns of a dataset, to fill in."""
    sheet = next((sheet for sheet in SHEETS if sheet.key == dataset), None)
    if sheet is None:
        raise Http404("There is no such file.")
    header = ",".join(column.key for column in sheet.stored)
    response = HttpResponse(f"{header}\r\n", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sheet.key}.csv"'
    return response


@require_POST
@undoers_only
def drop_demo(request: HttpRequest) -> HttpResponse:
    """Takes the demo data out."""
    remove_demo()
    messages.success(request, gettext("The demo data was taken out."))
    return redirect("imports")
