"""How a person wants a page's table: read with the page, written only by the form beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from campaigns.models import TablePreference
from campaigns.reports.catalog import REPORTS
from campaigns.reports.choice import ALL, list_first
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.pages import PAGES
from campaigns.reports.parts import Report
from campaigns.reports.reading import BadParameters
from campaigns.writers import write_beside

LONGEST_QUERY = 4_000


@dataclass(frozen=True, kw_only=True)
class Look:
    """Keys of the wanted columns, how dense the rows are, and whether either is the person's own choice."""

    columns: Sequence[str]
    is_compact: bool
    is_own: bool


def read_look(request: HttpRequest, page: Report | FactPage, given: str, *, is_cut: bool = False) -> Look:
    """What the address wants (``columns=revenue,roas``), else the person, else what all see, ``is_cut`` under a filter.
    Raises ``BadParameters`` for columns that the page does not have."""
    own = TablePreference.objects.filter(user=request.user, page=page.key).first()
    columns = check_columns(page, given) or (own.columns if own else ()) or list_first(page, is_cut=is_cut)
    is_compact = own is not None and own.density == TablePreference.Density.COMPACT
    return Look(columns=columns, is_compact=is_compact, is_own=own is not None)


def check_columns(page: Report | FactPage, given: str) -> list[str]:
    """The keys in a ``columns`` parameter, none when it is empty. Raises ``BadParameters``."""
    keys = [key.strip() for key in given.split(",") if key.strip()]
    known = list_keys(page)
    if unknown := [key for key in keys if key not in known and key != ALL]:
        words = gettext("columns: there is no column “{name}”. Accepted: {accepted}.")
        raise BadParameters([words.format(name=unknown[0][:60], accepted=", ".join([ALL, *known]))])
    return keys


def list_keys(page: Report | FactPage) -> list[str]:
    """Keys of all columns that a screen can show."""
    metrics = page.metrics if isinstance(page, Report) else ()
    return [*(column.key for column in page.columns if column.on_screen), *(metric.key for metric in metrics)]


def open_page(key: str, query: str = "") -> str:
    """The address of a page with a table."""
    address = reverse("report", args=[key]) if key in REPORTS else reverse(key)
    return f"{address}?{query}" if query else address


@require_POST
def keep_preference(request: HttpRequest, page: str) -> HttpResponse:
    """Keeps what the form says, or forgets it for ``default``, and comes back to the same address."""
    if page not in PAGES:
        raise Http404
    with write_beside("a choice of columns"):
        if "default" in request.POST:
            TablePreference.objects.filter(user=request.user, page=page).delete()
        else:
            _keep(request, page)
    return redirect(open_page(page, request.POST.get("query", "")[:LONGEST_QUERY]))


def _keep(request: HttpRequest, page: str) -> None:
    wanted = request.POST.getlist("column")
    columns = [key for key in list_keys(PAGES[page].page) if key in wanted]
    is_compact = request.POST.get("density") == TablePreference.Density.COMPACT
    density = TablePreference.Density.COMPACT if is_compact else TablePreference.Density.COMFORTABLE
    if {*columns} == {*list_first(PAGES[page].page)}:
        columns = []
    TablePreference.objects.update_or_create(
        user=request.user, page=page, defaults={"columns": columns, "density": density}
    )
