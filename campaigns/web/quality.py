"""The page of data quality: what needs a person, and what is settled."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.reports.quality import Finding, run_checks
from campaigns.web.views import is_portal_empty


@dataclass(frozen=True)
class Line:
    """A finding as one user sees it: without an address where its rows may not be opened."""

    finding: Finding
    address: str


def show_quality(request: HttpRequest) -> HttpResponse:
    """Every check: those that found something with a link to the rows, the others by name."""
    findings = run_checks()
    context = {
        "title": "Data quality",
        "open": [_make_line(f, request.user) for f in findings if f.found.count],
        "check_count": len(findings),
        "settled": [f.check for f in findings if not f.found.count],
        "is_portal_empty": is_portal_empty(),
    }
    return render(request, "campaigns/quality.html", context)


def _make_line(finding: Finding, user: AbstractBaseUser) -> Line:
    permission = finding.check.place.permission
    return Line(finding, finding.address if not permission or user.has_perm(permission) else "")
