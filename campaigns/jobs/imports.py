"""The jobs over uploads and runs: check what an upload would do, load exactly that, take a run back."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop as _

from campaigns.demo import remove_demo
from campaigns.ingest.conductor import COMPARING, LOADING, Options, Progress, import_paths
from campaigns.ingest.headers import ChosenColumns
from campaigns.ingest.replacement import Replacement
from campaigns.ingest.reports import FileReport, ImportReport
from campaigns.ingest.sheets import SHEETS
from campaigns.ingest.undo import UNDO_BY, UndoRefused, undo_run
from campaigns.jobs.failures import NOTHING_CHANGED, JobFailed
from campaigns.jobs.records import record_outcome
from campaigns.models import HeaderMapping, ImportFile, ImportRun, Job
from campaigns.names import fold_header
from campaigns.sentences import kept
from campaigns.uploads import Upload, find_upload, keep_rejects, list_rejects
from campaigns.writers import write_alone

Choices = Mapping[str, ChosenColumns]
TAKING_BACK = kept(_("taking run {run} back"))
INSTEAD = (LOADING.format(what=""), COMPARING.format(what=""))
NO_RUN = kept(_("There is no run {run}."))
FILES_GONE = kept(_("The files were loaded or dropped, or are older than a day. Send them again."))
OTHER_FILES = kept(_("Nothing was loaded: the files on the server are not those of the preview. Check them again."))
IMPORT_BY = kept(_("the import of an upload by {actor}"))


def check(job: Job, tell: Progress) -> dict[str, Any]:
    """Tries the ``upload`` of the payload with its ``options``; what came of it is noted beside the files."""
    upload, chosen = _find_upload(job), _read_remembered()
    report = _import(upload, job, chosen, dry_run=True, progress=_as_check(tell))
    upload.keep_note(_note(job, report, chosen, upload))
    return {"would_commit": report.would_commit}


def load(job: Job, tell: Progress) -> dict[str, Any]:
    """Loads what the preview showed: the same bytes, columns and ``options``, after the demo data with ``remove_demo``.

    The outcome's ``run`` is None when nothing was loaded, because the database has changed since.
    """
    upload = _find_upload(job)
    chosen = {key: ChosenColumns(**choice) for key, choice in upload.read_note()["chosen"].items()}
    do = partial(_import, upload, job, chosen, progress=tell, on_record=partial(_settle, job, upload))
    report = _replace_demo(job, do) if job.payload.get("remove_demo") else do()
    if report.committed:
        keep_rejects(upload, report.run)
        upload.drop()
    else:
        upload.keep_note(_note(job, report, chosen, upload))
    return {"run": report.run}


def undo(job: Job, tell: Progress) -> dict[str, Any]:
    """Takes the ``run`` of the payload back."""
    pk = job.payload["run"]
    tell(TAKING_BACK.format(run=pk), 0, 0)
    try:
        with write_alone(UNDO_BY.format(run=pk, actor=job.actor)):
            undo_run(pk, job.actor)
            record_outcome(job, {"run": pk})
    except ImportRun.DoesNotExist:
        raise JobFailed(NO_RUN.format(run=pk)) from None
    except UndoRefused as refused:
        raise JobFailed(" ".join([NOTHING_CHANGED, *refused.obstacles])) from None
    return {"run": pk}


def _find_upload(job: Job) -> Upload:
    if upload := find_upload(job.user_id, job.payload["upload"]):
        return upload
    raise JobFailed(FILES_GONE)


def _as_check(tell: Progress) -> Progress:
    """What is loaded on trial is only compared."""
    return lambda step, done, total: tell(step.replace(*INSTEAD), done, total)


def _read_remembered() -> dict[str, ChosenColumns]:
    return {row.header_key: ChosenColumns(row.dataset, row.columns) for row in HeaderMapping.objects.all()}


def _import(upload: Upload, job: Job, chosen: Choices, **more: Any) -> ImportReport:
    for old in list_rejects(upload.rejects.parent):
        old.unlink()
    who = {"actor": job.actor, "user": job.user}
    options = Options(**read_options(job.payload["options"]), **who, chosen=chosen, rejects=upload.rejects, **more)
    report = import_paths(upload.paths, options)
    for file in report.files:
        file.path = upload.show_name(file.path)
    return report


def _settle(job: Job, upload: Upload, run: int) -> None:
    """The end of the transaction of a load: the bytes were those of the preview, or nothing stays."""
    files = list(ImportFile.objects.filter(run=run))
    if sorted(file.sha256 for file in files) != sorted(job.payload["hashes"]):
        raise JobFailed(OTHER_FILES)
    for file in files:  # where it lay on this machine tells nobody anything
        file.path = upload.show_name(file.path)
    ImportFile.objects.bulk_update(files, ["path"])
    record_outcome(job, {"run": run})


class _NotLoaded(Exception):
    """Brings the demo data back when nothing takes its place."""


def _replace_demo(job: Job, do: Callable[[], ImportReport]) -> ImportReport:
    try:
        with write_alone(IMPORT_BY.format(actor=job.actor)):
            remove_demo()
            report = do()
            if not report.committed:
                raise _NotLoaded
    except _NotLoaded:
        pass
    return report


# What was chosen, and what the preview shows


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


def _note(job: Job, report: ImportReport, chosen: Choices, upload: Upload) -> dict[str, Any]:
    used = {file.header_key: chosen[file.header_key] for file in report.files if file.header_key in chosen}
    return {
        "job": job.pk,
        "options": job.payload["options"],
        "chosen": {key: {"dataset": choice.dataset, "columns": dict(choice.columns)} for key, choice in used.items()},
        "would_commit": report.would_commit,
        "files": [_note_file(file, used.get(file.header_key)) for file in report.files],
        "rejects": [path.name for path in list_rejects(upload.rejects.parent)],
    }


def _note_file(file: FileReport, choice: ChosenColumns | None) -> dict[str, Any]:
    return file.as_dict() | {
        "sha256": file.sha256,
        "header": list(file.header),
        "header_key": file.header_key,
        "places": _find_places(file, choice),
        "is_chosen": choice is not None,
        "samples": [{"line": s.line, "name": s.name, "changes": s.changes} for s in file.samples],
    }


def _find_places(file: FileReport, choice: ChosenColumns | None) -> dict[str, int]:
    """Column → its place in the file's header, as the importer has read it: as a person said, else by name."""
    sheet = next((sheet for sheet in SHEETS if sheet.key == file.dataset), None)
    if sheet is None:
        return {}
    if choice is None:
        return sheet.match(file.header)
    places = {fold_header(text): place for place, text in reversed(list(enumerate(file.header)))}
    found = ((column, places.get(fold_header(text))) for column, text in choice.columns.items())
    return {column: place for column, place in found if place is not None}
