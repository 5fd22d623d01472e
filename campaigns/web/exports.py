"""Lists as files: CSV is streamed, a workbook comes at once, and a large one by a job."""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from campaigns.audit import record_soon
from campaigns.audit.trail import Subject
from campaigns.jobs import JobRefused, is_fresh, start_job
from campaigns.jobs.exports import MOST_AT_ONCE, describe_export, say_too_many
from campaigns.models import AuditEntry
from campaigns.reports.exports import MOST_ROWS, count_rows, describe, open_extract, stream_csv, write_workbook
from campaigns.reports.facts import FactList
from campaigns.reports.pages import TablePage
from campaigns.reports.results import Result
from campaigns.reports.selection import Selection
from campaigns.roles import find_export
from campaigns.sentences import retell
from campaigns.web.access import insist

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_csv(request: HttpRequest, name: str, listed: Result | FactList) -> StreamingHttpResponse:
    """The whole table. A slow client holds nothing that a writer waits for."""
    insist(request.user, find_export(name))
    record_export(request, name, "csv", count_rows(listed))
    response = StreamingHttpResponse(_stream(listed), content_type="text/csv; charset=utf-8")
    return name_file(response, f"{name}.csv")


def name_file(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    """The response as a file to be kept under this name."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _stream(listed: Result | FactList) -> Iterator[str]:
    with open_extract(listed) as extract:
        yield from stream_csv(extract)


def record_export(request: HttpRequest, name: str, kind: str, rows: int | None, query: str | None = None) -> None:
    """Has the audit trail know of it before the first byte goes out. ``query``: its own if none is given."""
    filters = request.GET.copy()
    filters.pop("_export", None)
    details = {"page": name, "kind": kind, "rows": rows, "query": filters.urlencode() if query is None else query}
    record_soon(AuditEntry.Act.EXPORTED, Subject(table="", shown=name), details=details)


def send_workbook(
    request: HttpRequest, entry: TablePage, listed: Result | FactList, selection: Selection, filters: Sequence[str]
) -> HttpResponseBase:
    """The workbook; a page that offers a job where it is large, and one that says why there is none beyond that."""
    insist(request.user, find_export(entry.page.key))
    rows = count_rows(listed)
    if rows > MOST_AT_ONCE:
        return _show_large(request, entry, rows)
    about = describe(entry.page, listed, selection, filters, request.user.get_username())
    file = TemporaryFile()  # noqa: SIM115  (the response closes it)
    with open_extract(listed) as extract:
        write_workbook(file, None, extract, about)
    file.seek(0)
    record_export(request, entry.page.key, "xlsx", rows)
    return FileResponse(file, as_attachment=True, filename=f"{entry.page.key}.xlsx", content_type=WORKBOOK)


def start_workbook(request: HttpRequest, entry: TablePage, rows: int, filters: Sequence[str]) -> HttpResponseBase:
    """Has it written by a job, and leads to the page that waits for it."""
    insist(request.user, find_export(entry.page.key))
    if rows > MOST_ROWS:
        return _show_large(request, entry, rows)
    query = request.GET.copy()
    query.pop("_export", None)
    try:
        job = start_job(
            **describe_export(entry.page.key, query.urlencode(), list(filters), request.user), stands=is_fresh
        )
    except JobRefused as refused:
        messages.error(request, retell(str(refused)))
        return redirect("exports")
    return redirect("export", pk=job.pk)


def _show_large(request: HttpRequest, entry: TablePage, rows: int) -> HttpResponse:
    refusal = retell(say_too_many(rows)) if rows > MOST_ROWS else ""
    title = gettext("Too many rows for a workbook")
    if not refusal:
        title = gettext("{page} as a workbook").format(page=gettext(entry.page.title))
    context = {"title": title, "page_of": entry.page, "rows": rows, "refusal": refusal}
    return render(request, "campaigns/exports/large.html", context, status=400 if refusal else 200)
