"""What every page shows around itself: the navigation and the demo banner."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_noop as _

from campaigns.demo import has_demo
from campaigns.reports.catalog import REPORTS, SOURCES
from campaigns.reports.labels import name_scope
from campaigns.roles import User
from campaigns.web.access import NEEDS, may
from campaigns.web.links import carry_query
from campaigns.web.saved.leading import list_for_menu
from campaigns.web.trail.access import may_audit


@dataclass(frozen=True)
class Entry:
    """A line of the navigation."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    """Lines that belong together."""

    label: str
    entries: list[Entry]
    ident: str = ""
    """Under which its part of the page is found by what follows each answer."""


def describe_shell(request: HttpRequest) -> dict[str, Any]:
    """A context processor; strangers and people without access see no navigation."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_staff:
        return {}
    return {"navigation": list(_groups(request)), "demo_is_loaded": has_demo(), "limited_to": name_scope()}


def _groups(request: HttpRequest) -> list[Group]:
    """The menu; pages with a filter bar are opened with the filters that mean the same on every page."""
    try:
        query = carry_query(request.GET)
    except TooManyFieldsSent:  # the page says so
        query = ""

    def filtered(address: str) -> str:
        return f"{address}?{query}" if query else address

    reports = [(report.title, filtered(reverse("report", args=[key]))) for key, report in REPORTS.items()]
    sources = reports.pop(list(REPORTS.values()).index(SOURCES))
    first = [(_("Overview"), filtered(reverse("overview"))), (_("Insights"), filtered(reverse("insights")))]
    rows = [(_("Payouts"), filtered(reverse("payouts"))), (_("Posts"), filtered(reverse("posts")))]
    rows.append((_("Tracking"), filtered(reverse("tracking"))))
    trust = [sources, (_("Data quality"), reverse("quality")), (_("Imports"), reverse("imports"))]
    trust += [(_("Exports"), reverse("exports")), (_("Metrics"), reverse("metrics"))]
    if may_audit(request.user):
        trust.append((_("Audit trail"), reverse("audit")))
    if any(request.user.has_module_perms(app) for app in ("campaigns", "auth")):
        trust.append((_("Admin"), reverse("admin:index")))
    open_to = partial(_is_open, request.user)
    groups = [
        Group(label, [_entry(request, *line) for line in filter(open_to, lines)], f"nav-{ident}")
        for label, ident, lines in (
            (_("Payback"), "payback", first),
            (_("Figures by"), "figures", reports),
            (_("Rows"), "rows", rows),
            (_("Trust"), "trust", trust),
        )
    ]
    return [groups[0], _list_saved(request), *groups[1:]]


def _is_open(user: User, line: tuple[str, str]) -> bool:
    """Whether this person may open a line's page."""
    needed = NEEDS.get(_name_view(line[1].partition("?")[0]), ())
    return not needed or may(user, *needed)


@cache  # of the menu's own addresses
def _name_view(path: str) -> str:
    return resolve(path).view_name


def _list_saved(request: HttpRequest) -> Group:
    views = [Entry(name, reverse("saved-view", args=[pk]), is_open) for pk, name, is_open in list_for_menu(request)]
    return Group(_("Saved views"), [*views, _entry(request, _("All saved views"), reverse("saved-views"))], "nav-views")


def _entry(request: HttpRequest, label: str, address: str) -> Entry:
    path = address.partition("?")[0]
    is_here = request.path == path if path == "/" else request.path.startswith(path)
    return Entry(label, address, is_here)
