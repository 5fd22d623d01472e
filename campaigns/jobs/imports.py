"""The jobs over uploads and runs: check what an upload would do, load it, take a run back."""

from pathlib import Path
from typing import Any

from campaigns.demo import remove_demo
from campaigns.ingest.conductor import Options, Progress, import_paths
from campaigns.ingest.reports import ImportReport
from campaigns.ingest.undo import UndoRefused, undo_run
from campaigns.jobs.failures import JobFailed
from campaigns.jobs.records import record_outcome
from campaigns.models import ImportFile, ImportRun, Job
from campaigns.web.uploads import Upload, find_upload
from campaigns.writers import write_alone


def check(job: Job, tell: Progress) -> dict[str, Any]:
    """What the upload would do. Payload: the upload's ``token`` and the ``chosen`` options."""
    upload = _find_upload(job)
    report = import_paths(upload.paths, Options(**job.payload["chosen"], dry_run=True, progress=tell))
    _show_paths(report, upload)
    return report.as_dict() | {"would_commit": report.would_commit, "hashes": [f.sha256 for f in report.files]}


def load(job: Job, tell: Progress) -> dict[str, Any]:
    """Loads the upload. Payload: ``token``, ``chosen``, and ``remove_demo`` when the demo data shall go first."""
    upload = _find_upload(job)
    who = {"actor": job.actor, "user": job.user}
    options = Options(
        **job.payload["chosen"], **who, progress=tell, on_record=lambda run: record_outcome(job, {"run": run})
    )
    report = _replace_demo(upload, options) if job.payload.get("remove_demo") else import_paths(upload.paths, options)
    if not report.committed:
        raise JobFailed("Nothing was loaded: the database has changed since the preview. Check the files again.")
    _show_paths(report, upload)
    upload.drop()
    return report.as_dict()


class _NotLoaded(Exception):
    """Brings the demo data back when nothing takes its place."""


def _replace_demo(upload: Upload, options: Options) -> ImportReport:
    try:
        with write_alone(f"the import of an upload by {options.actor}"):
            remove_demo()
            report = import_paths(upload.paths, options)
            if not report.committed:
                raise _NotLoaded
    except _NotLoaded:
        pass
    return report


def undo(job: Job, tell: Progress) -> dict[str, Any]:
    """Takes a run back. Payload: ``run``."""
    pk = job.payload["run"]
    tell(f"taking run {pk} back", 0, 0)
    try:
        with write_alone(f"the undo of run {pk} by {job.actor}"):
            undo_run(pk, job.actor)
            record_outcome(job, {"run": pk})
    except ImportRun.DoesNotExist:
        raise JobFailed(f"There is no run {pk}.") from None
    except UndoRefused as refused:
        raise JobFailed("Nothing was changed. " + " ".join(refused.obstacles)) from None
    return {"run": pk}


def _find_upload(job: Job) -> Upload:
    upload = find_upload(job.user_id or 0, job.payload["token"])
    if upload is None:
        raise JobFailed("The upload was loaded, dropped or is older than a day. Upload the files again.")
    return upload


def _show_paths(report: ImportReport, upload: Upload) -> None:
    """Names the files as people sent them: where they lay on this machine tells nobody anything."""
    for file in report.files:
        kept = file.path
        file.path = Path(kept).relative_to(upload.folder / "files").as_posix().partition("-")[2]
        if report.run:
            ImportFile.objects.filter(run=report.run, path=kept[-500:]).update(path=file.path[-500:])
