"""Imports as jobs: an upload is checked, loaded exactly as it was checked, and a run is taken back."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db import transaction

from campaigns.demo import remove_demo
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.headers import ChosenColumns
from campaigns.ingest.replacement import Replacement
from campaigns.ingest.reports import FileReport, ImportReport
from campaigns.ingest.sheets import SHEETS
from campaigns.ingest.undo import UndoRefused, undo_run
from campaigns.jobs.failures import JobFailed
from campaigns.models import HeaderMapping, ImportFile, ImportRun, Job
from campaigns.names import fold_header
from campaigns.uploads import Upload, find_upload, keep_rejects, list_rejects

Tell = Callable[[str, int, int], None]
Note = dict[str, Any]
Choices = Mapping[str, ChosenColumns]


def check_upload(job: Job, tell: Tell) -> dict[str, Any]:
    """Tries an upload without keeping anything; what came of it is noted beside the files for the preview."""
    upload = _find(job)
    hashes, chosen = upload.digest(), _remembered()
    report = _import(upload, job, tell, job.payload["options"], chosen, dry_run=True)
    upload.keep_note(_note(job, upload, report, chosen) | {"hashes": hashes})
    return {"would_commit": report.would_commit}


def load_upload(job: Job, tell: Tell) -> dict[str, Any]:
    """Loads what the preview showed: the same bytes, columns and options. Its ``run`` is None when nothing was loaded."""
    if run := find_loaded_run(job):  # the process of an earlier try ended after the load and before it could say so
        return {"run": run.pk}
    upload = _find(job)
    note = upload.read_note()
    if upload.digest() != note["hashes"]:
        raise JobFailed("Nothing was loaded: the files on the server are not those of the preview. Check them again.")
    chosen = {key: ChosenColumns(**choice) for key, choice in note["chosen"].items()}
    report = _load(upload, job, tell, note["options"], chosen)
    if report.committed:
        keep_rejects(upload, report.run)
        upload.drop()
    else:
        upload.keep_note(note | _note(job, upload, report, chosen))
    return {"run": report.run}


def take_run_back(job: Job, tell: Tell) -> dict[str, Any]:
    """Undoes a run, or fails with what is in the way."""
    run = job.payload["run"]
    tell(f"taking run {run} back", 0, 0)
    try:
        undo_run(run, job.actor)
    except ImportRun.DoesNotExist:
        raise JobFailed(f"Run {run} is not there any more.") from None
    except UndoRefused as refused:
        raise JobFailed("Nothing was changed. " + " ".join(refused.obstacles)) from None
    return {"run": run}


def find_loaded_run(job: Job) -> ImportRun | None:
    """The run that a load job has brought, also when its process ended before it could say so."""
    runs = ImportRun.objects.filter(user=job.user_id, is_demo=False, started_at__gte=job.created_at)
    wanted = sorted(job.payload["tables"])
    for run in runs.prefetch_related("files").order_by("pk")[:50]:
        if sorted(file.sha256 for file in run.files.all()) == wanted:
            return run
    return None


def _find(job: Job) -> Upload:
    if upload := find_upload(job.user_id, job.payload["upload"]):
        return upload
    raise JobFailed("The files are not there any more: they were loaded or dropped, or are older than a day.")


def _remembered() -> dict[str, ChosenColumns]:
    return {row.header_key: ChosenColumns(row.dataset, row.columns) for row in HeaderMapping.objects.all()}


def _load(upload: Upload, job: Job, tell: Tell, options: Mapping[str, str], chosen: Choices) -> ImportReport:
    """Loads, after the demo data has gone if that was wished; the demo stays when nothing takes its place."""
    without_demo = job.payload.get("remove_demo")
    with transaction.atomic() if without_demo else nullcontext():
        if without_demo:
            remove_demo()
        report = _import(upload, job, tell, options, chosen)
        if without_demo and not report.committed:
            transaction.set_rollback(True)
    return report


def _import(
    upload: Upload, job: Job, tell: Tell, options: Mapping[str, str], chosen: Choices, **more: Any
) -> ImportReport:
    for old in list_rejects(upload.rejects.parent):
        old.unlink()
    who = {"actor": job.actor, "user": job.user, "progress": tell, "rejects": upload.rejects, "chosen": chosen}
    report = import_paths(upload.paths, Options(**read_options(options), **who, **more))
    for file in report.files:
        kept, file.path = file.path, upload.show_name(file.path)
        if report.run:  # where it lay on this machine tells nobody anything
            ImportFile.objects.filter(run=report.run, path=kept[-500:]).update(path=file.path[-500:])
    return report


def read_options(options: Mapping[str, str]) -> dict[str, Any]:
    """What a form said, as the importer takes it."""
    plain = {key: options.get(key, "") for key in ("dataset", "date_order", "on_conflict")}
    return plain | {"on_error": options.get("on_error") or "abort", "replacement": _read_replacement(options)}


def _read_replacement(options: Mapping[str, str]) -> Replacement | None:
    if options.get("mode") != "replace":
        return None
    first, last = (options.get(key) for key in ("replace_from", "replace_to"))
    return Replacement(
        after=date.fromisoformat(first) if first else None,
        before=date.fromisoformat(last) if last else None,
        brand=options.get("replace_brand", ""),
        yes=bool(options.get("yes")),
    )


def _note(job: Job, upload: Upload, report: ImportReport, chosen: Choices) -> Note:
    keys = {file.header_key for file in report.files}
    return {
        "job": job.pk,
        "options": job.payload["options"],
        "chosen": {
            key: {"dataset": choice.dataset, "columns": dict(choice.columns)}
            for key, choice in chosen.items()
            if key in keys
        },
        "would_commit": report.would_commit,
        "files": [_note_file(file, chosen) for file in report.files],
        "rejects": [path.name for path in list_rejects(upload.rejects.parent)],
    }


def _note_file(file: FileReport, chosen: Choices) -> dict[str, Any]:
    choice = chosen.get(file.header_key)
    return file.as_dict() | {
        "sha256": file.sha256,
        "header": list(file.header),
        "header_key": file.header_key,
        "places": find_places(file, choice),
        "is_chosen": choice is not None,
        "samples": [{"line": s.line, "name": s.name, "changes": s.changes} for s in file.samples],
    }


def find_places(file: FileReport, choice: ChosenColumns | None) -> dict[str, int]:
    """Column → its place in the file's header, as the importer has read it: as a person said, else by name."""
    sheet = next((sheet for sheet in SHEETS if sheet.key == file.dataset), None)
    if sheet is None:
        return {}
    if choice is None:
        return sheet.match(file.header)
    places = {fold_header(text): place for place, text in reversed(list(enumerate(file.header)))}
    found = ((column, places.get(fold_header(text))) for column, text in choice.columns.items())
    return {column: place for column, place in found if place is not None}
