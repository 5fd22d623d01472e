"""The imports pages: history, upload, preview and confirmation, over the same conductor as the command."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from django.views.decorators.http import require_POST

from campaigns.demo import has_demo, remove_demo
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.reports import FileReport, ImportReport
from campaigns.ingest.sheets import SHEETS
from campaigns.ingest.undo import UndoRefused, find_obstacles, undo_run
from campaigns.models import ImportFile, ImportRun
from campaigns.web.uploads import Upload, find_upload, keep_upload

PERMISSIONS = tuple(f"campaigns.{act}_{sheet.model._meta.model_name}" for sheet in SHEETS for act in ("add", "change"))
"""Who may import: whoever may add and change all four kinds of rows."""
LISTED = 200


class FilesInput(forms.ClearableFileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        files = files or [None]  # which is refused like any empty required field
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Which files, and how to read them."""

    files = FilesField(widget=FilesInput, label="Files", help_text="CSV or .xlsx, also .gz or .zip; several at once.")
    dataset = forms.ChoiceField(
        required=False,
        label="They hold",
        choices=[("", "recognise by header"), *((s.key, s.key) for s in SHEETS)],
    )
    date_order = forms.ChoiceField(
        required=False,
        label="02-07-2025 is",
        choices=[("", "only if clear"), ("dmy", "2 July (day first)"), ("mdy", "7 February (month first)")],
    )
    on_error = forms.ChoiceField(
        label="Bad rows",
        choices=[("abort", "load nothing"), ("skip", "load the others")],
        initial="abort",
        required=False,
    )
    on_conflict = forms.ChoiceField(
        required=False,
        label="Rows that look stored already",
        choices=[("", "stop and ask"), ("match", "are the same"), ("add", "are new")],
    )


def may_import(request: HttpRequest) -> bool:
    """Whether this person may load files."""
    return request.user.has_perms(PERMISSIONS)


class ImportsView(View):
    """History of runs, and the upload form for those who may."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self._show(request, UploadForm(initial={"dataset": request.GET.get("dataset", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keeps the files, tries them without keeping anything, and leads to the preview."""
        if not may_import(request):
            raise PermissionDenied("Importing needs the permission to add and change all four kinds of rows.")
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=400)
        chosen = {key: value for key, value in form.cleaned_data.items() if key != "files"}
        chosen["on_error"] = chosen["on_error"] or "abort"
        upload = keep_upload(request.user.pk, form.cleaned_data["files"])
        report = _try_upload(upload, chosen)
        upload.keep_note({"chosen": chosen, "report": _note(report), "hashes": _hashes(report)})
        return redirect("import-preview", token=upload.token)

    def _show(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        runs = Paginator(ImportRun.objects.select_related("user").prefetch_related("files"), 20)
        page = runs.get_page(request.GET.get("page", 1))
        context = {
            "title": "Imports",
            "form": form,
            "page": page,
            "may_import": may_import(request),
            "has_demo": has_demo(),
            "sheets": SHEETS,
        }
        return render(request, "campaigns/imports.html", context, status=status)


def _try_upload(upload: Upload, chosen: dict[str, str], **more: Any) -> ImportReport:
    report = import_paths(upload.paths, Options(**chosen, **({"dry_run": True} | more)))
    for file in report.files:
        kept, file.path = file.path, _shown_path(file, upload)
        if report.run:  # where it lay on this machine tells nobody anything
            ImportFile.objects.filter(run=report.run, path=kept[-500:]).update(path=file.path[-500:])
    return report


def _shown_path(file: FileReport, upload: Upload) -> str:
    inside = Path(file.path).relative_to(upload.folder / "files")
    return inside.as_posix().partition("-")[2]


def _hashes(report: ImportReport) -> list[str]:
    return [file.sha256 for file in report.files]


def _note(report: ImportReport) -> dict[str, Any]:
    return report.as_dict() | {"would_commit": report.would_commit}


class PreviewView(View):
    """What an upload would do, and the button that does it."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The preview."""
        note = self._find(request, token).read_note()
        context = {
            "title": "Import: preview",
            "token": token,
            "report": note["report"],
            "chosen": note["chosen"],
        }
        return render(request, "campaigns/import_preview.html", context | {"listed": LISTED, "has_demo": has_demo()})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Loads exactly the files that were previewed, or drops them."""
        upload = self._find(request, token)
        if request.POST.get("do") != "load":
            upload.drop()
            messages.info(request, "The upload was dropped. Nothing was changed.")
            return redirect("imports")
        return self._load(request, upload)

    @staticmethod
    def _find(request: HttpRequest, token: str) -> Upload:
        if not may_import(request):
            raise PermissionDenied("Importing needs the permission to add and change all four kinds of rows.")
        upload = find_upload(request.user.pk, token)
        if upload is None:
            raise Http404("This upload was loaded, dropped or is older than a day.")
        return upload

    def _load(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        note = upload.read_note()
        who = {"actor": request.user.get_username(), "user": request.user}
        with transaction.atomic():
            if request.POST.get("remove_demo"):
                remove_demo()
            report = _try_upload(upload, note["chosen"], dry_run=False, **who)
            if not report.committed:
                transaction.set_rollback(True)  # the demo stays when nothing takes its place
        if not report.committed:
            upload.keep_note(note | {"report": _note(report)})
            messages.error(request, "Nothing was loaded: the database has changed since the preview. See below.")
            return redirect("import-preview", token=upload.token)
        upload.drop()
        if _hashes(report) != note["hashes"]:
            messages.warning(request, "The files on disk were not those of the preview. Check the counts of this run.")
        messages.success(request, f"Loaded as run {report.run}.")
        return redirect("import-run", pk=report.run)


def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its files, counts and problems."""
    run = get_object_or_404(ImportRun.objects.select_related("user").prefetch_related("files"), pk=pk)
    context = {"title": f"Import run {run.pk}", "run": run, "listed": LISTED, "may_import": may_import(request)}
    if context["may_import"] and not run.undone_at:
        context["obstacles"] = list(find_obstacles(run))
    return render(request, "campaigns/import_run.html", context)


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
@permission_required(PERMISSIONS, raise_exception=True)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undoes a run, or says what is in the way."""
    get_object_or_404(ImportRun, pk=pk)
    try:
        undo_run(pk, request.user.get_username())
    except UndoRefused as refused:
        messages.error(request, "Nothing was changed. " + " ".join(refused.obstacles))
    else:
        messages.success(request, f"Run {pk} was taken back: what it added is gone, what it changed is as before.")
    return redirect("import-run", pk=pk)


@require_POST
@permission_required(PERMISSIONS, raise_exception=True)
def drop_demo(request: HttpRequest) -> HttpResponse:
    """Takes the demo data out."""
    remove_demo()
    messages.success(request, "The demo data was taken out.")
    return redirect("imports")
