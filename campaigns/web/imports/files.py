"""Rejected rows as downloads."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest

from campaigns.uploads import list_rejects
from campaigns.web.exports import record_export


def send_rejects(request: HttpRequest, folder: Path, number: int, name: str) -> FileResponse:
    """The file of rejected rows with this number, from 1 on. ``name`` tells the audit trail of what."""
    files = list_rejects(folder)
    if not 1 <= number <= len(files):
        raise Http404("These rows are not kept any more.")
    file = files[number - 1]
    record_export(request, name, "csv", None)
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name, content_type="text/csv; charset=utf-8")
