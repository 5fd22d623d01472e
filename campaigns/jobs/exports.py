"""Workbooks that are too large for a request, written as a job."""

import json
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_noop as _

from campaigns.downloads import make_room, make_token
from campaigns.formats import format_count
from campaigns.jobs.failures import JobFailed
from campaigns.models import DataVersion, Job, find_scope
from campaigns.reports.exports import MOST_ROWS, TooManyRows, count_rows, describe, open_extract, write_workbook
from campaigns.reports.labels import Labels
from campaigns.reports.pages import PAGES
from campaigns.reports.reading import BadParameters, read_selection
from campaigns.roles import find_export
from campaigns.scope import NOBODY, Scope, look_at, read_scope
from campaigns.sentences import kept
from campaigns.uploads import drop_old, has_room_for

MOST_AT_ONCE = 20_000
"""Rows of a workbook that is written while its reader waits."""
BYTES_A_ROW = 2_000
"""Generous: the rows lie on disk as plain text before they are packed."""
AS_WORKBOOK = kept(_("{what} as a workbook"))
NARROWED = kept(_("{what} as a workbook; {filters}"))
CHANGED_RIGHTS = kept(_("What you may see or export has changed since you asked for this workbook. Ask again."))
NO_ROOM = kept(_("The server's disk is too full for this workbook. A CSV needs no room there."))
READING = kept(_("reading the rows"))
WRITING = kept(_("writing rows"))
TOO_MANY = kept(
    _(
        "These are {rows} rows, and a sheet of a workbook holds {most}. Export them as CSV, which has "
        "no limit, or narrow them down with a filter."
    )
)


def describe_export(page: str, query: str, filters: list[str], user: AbstractBaseUser) -> dict[str, Any]:
    """What ``start_job`` takes. ``filters`` say what ``query`` does, in words."""
    title = (NARROWED if filters else AS_WORKBOOK).format(what=PAGES[page].page.title, filters="; ".join(filters))
    payload = {"page": page, "query": query, "filters": filters, "token": make_token(), "file": f"{page}.xlsx"}
    payload["brands"] = _write_scope(read_scope())
    once = json.dumps([page, query, DataVersion.read()])
    return {"kind": "export", "title": title[:200], "payload": payload, "user": user, "once": once}


def list_exports(user: AbstractBaseUser) -> QuerySet[Job]:
    """A person's own, the newest first."""
    return Job.objects.filter(kind="export", user=user)


def may_open(job: Job, user: AbstractBaseUser) -> bool:
    """Whether a person may have what this export of theirs holds: by their roles and brands as they are now."""
    brands, made_for = find_scope(user), job.payload.get("brands")
    is_within = brands is None or (made_for is not None and brands >= set(made_for))
    return is_within and user.has_perm(find_export(job.payload["page"]))


def _write_scope(brands: Scope) -> list[int] | None:
    return None if brands is None else sorted(brands)


def export(job: Job, tell: Any) -> dict[str, Any]:
    """Writes the workbook of the payload as its owner may see it; the outcome says how many ``rows`` and ``bytes``."""
    brands = find_scope(job.user) if job.user else NOBODY
    if _write_scope(brands) != job.payload.get("brands") or not may_open(job, job.user):
        raise JobFailed(CHANGED_RIGHTS)
    with look_at(brands):
        return _export(job, tell)


def _export(job: Job, tell: Any) -> dict[str, Any]:
    drop_old()
    entry = PAGES[job.payload["page"]]
    try:
        selection = read_selection(QueryDict(job.payload["query"]), entry.filters, entry.sort_keys)
        tell(READING, 0, 0)
        listed = entry.run(selection, Labels())
    except BadParameters as problem:
        raise JobFailed(str(problem)) from None
    rows = count_rows(listed)
    if not has_room_for(rows * BYTES_A_ROW):
        raise JobFailed(NO_ROOM)
    folder = make_room(job.payload["token"])
    path, draft = folder / job.payload["file"], folder / "draft"
    with open_extract(listed) as extract, draft.open("wb") as file:
        about = describe(entry.page, listed, selection, job.payload["filters"], job.actor)
        try:
            written = write_workbook(file, folder, extract, about, lambda done: tell(WRITING, done, rows))
        except TooManyRows:
            raise JobFailed(say_too_many(rows)) from None
    draft.replace(path)
    return {"rows": written, "bytes": path.stat().st_size}


def say_too_many(rows: int) -> str:
    """Why there is no workbook, and what there is instead."""
    return TOO_MANY.format(rows=format_count(rows), most=format_count(MOST_ROWS))
