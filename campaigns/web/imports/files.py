"""Rejected rows as downloads."""

from pathlib import Path

from django.http import FileResponse, Http404

from campaigns.uploads import list_rejects


def send_rejects(folder: Path, number: int) -> FileResponse:
    """The file of rejected rows with this number, from 1 on."""
    files = list_rejects(folder)
    if not 1 <= number <= len(files):
        raise Http404("These rows are not kept any more.")
    file = files[number - 1]
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name, content_type="text/csv; charset=utf-8")
