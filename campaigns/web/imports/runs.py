"""The page of a run: what it brought, what it left out, where its rows are, and the button that takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST

from campaigns.ingest.undo import find_obstacles
from campaigns.jobs import JobRefused, is_fresh, start_job
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER
from campaigns.models import FACTS, NONE, Campaign, ImportFile, ImportRun, Influencer, Job, Payout
from campaigns.reports.catalog import REPORTS
from campaigns.roles import User
from campaigns.sentences import kept, retell
from campaigns.uploads import REJECTS_KEPT_DAYS, list_rejects, rejects_of_run
from campaigns.web.access import NEEDS, may
from campaigns.web.imports.access import importers_only, may_import, may_undo, undoers_only
from campaigns.web.imports.files import send_rejects
from campaigns.web.imports.jobs import GOING_ON
from campaigns.web.imports.problems import Group, group_problems

TAKE_BACK = kept(_("Take run {run} back"))
FEW = 20
"""Up to so many campaigns or influencers narrow a report down; with more its address would grow too long."""
LISTS = {"posts": "posts", "tracking": "tracking", "payouts": "payouts"}
"""Dataset → the page that lists its rows by run."""
SHOWN_REPORTS = ("campaigns", "influencers", "brands", "products", "months")


@dataclass(frozen=True)
class FileOfRun:
    """One file of a run, with its problems grouped and the list of its rows."""

    counts: ImportFile
    groups: list[Group]
    rows_at: str


def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its files, counts and problems."""
    run = get_object_or_404(ImportRun.objects.select_related("user").prefetch_related("files"), pk=pk)
    files = [_describe_file(run, file, request.user) for file in run.files.all()]
    context = {
        "title": gettext("Import run {run}").format(run=run.pk),
        "run": run,
        "files": files,
        "reports": [REPORTS[key] for key in SHOWN_REPORTS],
        "may_import": may_import(request.user),
        "may_undo": may_undo(request.user),
        "has_rejected": any(file.counts.rejected for file in files),
        "rejects": [path.name for path in list_rejects(rejects_of_run(pk))],
        "kept_days": REJECTS_KEPT_DAYS,
    }
    if context["may_undo"] and not run.undone_at:
        context["undoing"] = Job.objects.filter(kind="undo", payload__run=pk, state__in=GOING_ON).first()
        context["obstacles"] = [retell(obstacle) for obstacle in find_obstacles(run)]
    return render(request, "campaigns/imports/run.html", context)


def _describe_file(run: ImportRun, file: ImportFile, user: User) -> FileOfRun:
    page = LISTS.get(file.dataset)
    if page and not may(user, *NEEDS[page]):
        page = None
    return FileOfRun(file, group_problems(file.problems), f"{reverse(page)}?run={run.pk}" if page else "")


@importers_only
def send_rejected(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The rows that a run left out, as long as they are kept."""
    return send_rejects(request, rejects_of_run(pk), number, f"rejected rows of run {pk}")


@require_POST
@undoers_only
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Starts the undo of a run, or leads to the one that goes on."""
    get_object_or_404(ImportRun, pk=pk)
    going_on = Job.objects.filter(kind="undo", payload__run=pk, state__in=GOING_ON).first()
    if going_on and going_on.user_id != request.user.pk:
        return redirect("import-run", pk=pk)
    try:
        job = going_on or start_job("undo", TAKE_BACK.format(run=pk), {"run": pk}, request.user, str(pk), is_fresh)
    except JobRefused as refused:
        messages.error(request, retell(str(refused)))
        return redirect("import-run", pk=pk)
    return redirect("job", pk=job.pk)


# ── Reports about what a run touched ─────────────────────────────────────────────────────────────────────────


def open_report(request: HttpRequest, pk: int, report: str) -> HttpResponse:
    """Leads to a report narrowed down to what the run's rows have in common; figures themselves know no run."""
    if report not in REPORTS:
        raise Http404("There is no such report.")
    run = get_object_or_404(ImportRun, pk=pk)
    query = urlencode(find_query(run), doseq=True)
    return redirect(f"{reverse('report', args=[report])}?{query}".rstrip("?"))


def find_query(run: ImportRun) -> Mapping[str, Any]:
    """The days of the run's rows and, when they are few, its campaigns and influencers, as parameters of a report.

    Payouts lie on the days of what they were paid for, so a run that has some is not narrowed down by days; nor by
    campaigns when one of them was paid for all campaigns.
    """
    has_payouts = Payout.objects.filter(run=run).exists()
    for_all = has_payouts and Payout.objects.filter(run=run, campaign=NONE).exists()
    query = {} if has_payouts else _find_days(run)
    if not for_all:
        query |= _name(CAMPAIGN.key, _find_ids(run, "campaign_id"), Campaign, "name")
    return query | _name(INFLUENCER.key, _find_ids(run, "influencer_id"), Influencer, "code")


def _find_days(run: ImportRun) -> dict[str, Any]:
    bounds = [
        model.objects.filter(run=run).aggregate(first=Min("date"), last=Max("date"))
        for model in FACTS
        if model is not Payout
    ]
    days = [day for bound in bounds for day in bound.values() if day]
    return {"date_after": min(days), "date_before": max(days)} if days else {}


def _find_ids(run: ImportRun, column: str) -> set[int]:
    """At most one more than a few, so that nobody waits for all of them."""
    found: set[int] = set()
    for model in FACTS:
        found |= set(model.objects.filter(run=run).order_by().values_list(column, flat=True).distinct()[: FEW + 1])
    return found


def _name(key: str, ids: set[int], model: type[Campaign] | type[Influencer], field: str) -> dict[str, Any]:
    if not ids or len(ids) > FEW:
        return {}
    names = list(model.objects.filter(pk__in=ids - {NONE}).order_by(field).values_list(field, flat=True))
    return {key: names} | ({f"{key}__empty": "1"} if NONE in ids else {})
