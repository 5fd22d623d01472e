"""What saved views do to the pages themselves: a default opens first, and the menu and the head know what is open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from campaigns.models import SavedView
from campaigns.reports.selection import NO_VIEW
from campaigns.web.saved.places import find_here, find_place, tidy_query

IN_MENU = 5
Show = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Here:
    """The page that is shown, as it would be saved: ``view`` equals it, ``default`` is what opens first."""

    key: str
    query: str
    view: SavedView | None
    default: SavedView | None


def lead_to_default(show: Show) -> Show:
    """Decorates a page that can be saved: without any parameter it leads to the visitor's default.

    Whoever has a default gets ``view=none`` into the links of the page: without it, taking back the last filter would
    lead to the default.
    """

    @wraps(show)
    def lead(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        here = request.saved_here = _read_here(request)
        if here and here.default and request.method in ("GET", "HEAD"):
            if not request.GET:
                return redirect(open_view(here.default))
            request.GET = request.GET.copy()
            request.GET.update({key: value for key, value in NO_VIEW.items() if key not in request.GET})
        return show(request, *args, **kwargs)

    return lead


def open_view(view: SavedView) -> str:
    """The address of what it shows; of its own page when that cannot be read any more."""
    place = find_place(view.page)
    if place is None or place.find_faults(view.query):
        return reverse("saved-view", args=[view.pk])
    return place.open(view.query)


def list_for_menu(request: HttpRequest) -> list[tuple[int, str, bool]]:
    """A few views, one's own first: their ids and names, and whether each is what the page shows."""
    here = getattr(request, "saved_here", None)
    shown = here.view.pk if here and here.view else None
    offered = SavedView.objects.offered_to(request.user).own_first(request.user).values_list("pk", "name")
    return [(pk, name, pk == shown) for pk, name in offered[:IN_MENU]]


def _read_here(request: HttpRequest) -> Here | None:
    place = find_here(request)
    if place is None:
        return None
    query = tidy_query(request.GET)
    near = SavedView.objects.visible_to(request.user).marked_for(request.user).filter(page=place.key)
    found = list(near.filter(Q(query=query) | Q(is_default=True)))
    return Here(
        place.key,
        query,
        next((view for view in found if view.query == query), None),
        next((view for view in found if view.is_default), None),
    )
