"""The page of data quality: what needs a person, and what is settled."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _

from campaigns.models.versions import DataVersion
from campaigns.reports.quality import Finding, run_checks
from campaigns.web.views import is_portal_empty

FIRST = 4
FOR_SECONDS = 3600
"""How long the first page shows what was found in one version of the data: some checks ask what day it is."""


@dataclass(frozen=True)
class Line:
    """A finding as one user sees it: without an address where its rows may not be opened."""

    finding: Finding
    address: str


def show_quality(request: HttpRequest) -> HttpResponse:
    """Every check: those that found something with a link to the rows, the others by name."""
    findings = run_checks()
    context = {
        "title": _("Data quality"),
        "open": [_make_line(f, request.user) for f in findings if f.found.count],
        "check_count": len(findings),
        "settled": [f.check for f in findings if not f.found.count],
        "is_portal_empty": is_portal_empty(),
    }
    return render(request, "campaigns/quality.html", context)


def show_attention(request: HttpRequest) -> HttpResponse:
    """A part of the first page, fetched when it comes into view: the findings with the most money."""
    findings = cache.get_or_set(f"attention-{DataVersion.read()}", _find_open, FOR_SECONDS)
    lines = [_make_line(finding, request.user) for finding in findings[:FIRST]]
    context = {"open": lines, "more": len(findings) - len(lines)}
    return render(request, "campaigns/_attention.html", context)


def _find_open() -> list[Finding]:
    return [finding for finding in run_checks() if finding.found.count]


def _make_line(finding: Finding, user: AbstractBaseUser) -> Line:
    permission = finding.check.place.permission
    return Line(finding, finding.address if not permission or user.has_perm(permission) else "")
