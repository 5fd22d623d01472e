"""The pages of saved views: all of them, opening one, saving, and every change by its owner."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from campaigns.loaded import read_stored
from campaigns.models import SavedView
from campaigns.reports.labels import Labels
from campaigns.roles import SAVE_VIEWS
from campaigns.web.access import insist, may
from campaigns.web.saved import keeping
from campaigns.web.saved.forms import NameForm, SaveForm
from campaigns.web.saved.leading import open_view
from campaigns.web.saved.places import find_place, keep_readable, name_place
from campaigns.web.saved.words import describe_query
from campaigns.writers import write_beside

Act = Callable[[HttpRequest, SavedView], str]
MOST_LISTED = 500
LABELS = {"name": _("Name"), "page": _("Page"), "query": _("Filters and order"), "is_shared": _("Shared")}


@dataclass(frozen=True)
class Entry:
    """A view in the list: where it leads, in words, and what this person may do with it."""

    view: SavedView
    page: str
    words: list[str]
    faults: list[str]
    may_change: bool
    stamp: str


@require_GET
def show_views(request: HttpRequest) -> HttpResponse:
    """All views that a person can open: own ones, shared ones, and for superusers those of others too."""
    labels = Labels()
    views = SavedView.objects.visible_to(request.user).marked_for(request.user).select_related("owner")
    entries = [_make_entry(view, request.user, labels) for view in views[:MOST_LISTED]]
    groups = [
        (_("Yours"), [e for e in entries if e.view.is_own]),
        (_("Shared by others"), [e for e in entries if not e.view.is_own and e.view.is_shared]),
        (_("Private ones of others"), [e for e in entries if not e.view.is_own and not e.view.is_shared]),
    ]
    context = {"title": _("Saved views"), "groups": [(label, some) for label, some in groups if some]}
    return render(request, "campaigns/saved/list.html", context)


def _may_change(view: SavedView, user: User) -> bool:
    return view.may_be_changed_by(user) and may(user, SAVE_VIEWS)


def _make_entry(view: SavedView, user: User, labels: Labels) -> Entry:
    faults = _find_faults(view)
    words = [] if faults else describe_query(view.query)
    may_change = _may_change(view, user)
    stamp = keeping.stamp_view(view) if may_change else ""
    return Entry(view, name_place(view.page, labels), words, faults, may_change, stamp)


def _find_faults(view: SavedView) -> list[str]:
    place = find_place(view.page)
    return place.find_faults(view.query) if place else [gettext("Its page is not there any more.")]


@require_GET
def show_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to what it shows; 400 with the sentences and ways out when that cannot be read any more."""
    view = _find(request, pk)
    faults, place = _find_faults(view), find_place(view.page)
    if not faults:
        return redirect(open_view(view))
    context = {
        "title": _("This view cannot be read any more"),
        "view": view,
        "sentences": faults,
        "rest": place.open(keep_readable(place, view.query)) if place else "",
        "may_change": _may_change(view, request.user),
    }
    return render(request, "campaigns/saved/broken.html", context, status=400)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Saves a page under a name and shows it; says what is wrong, or asks before it replaces one."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        return _ask_again(request, form, form.say())
    try:
        view = keeping.keep_view(request.user, form.cleaned_data)
    except keeping.NameTaken as refused:
        return _ask_again(request, form, [str(refused)], refused.view)
    except keeping.Refused as refused:
        return _ask_again(request, form, [str(refused)])
    messages.success(request, gettext("Saved as “{name}”.").format(name=view.name))
    return redirect(open_view(view))


def _ask_again(
    request: HttpRequest, form: SaveForm, sentences: list[str], taken: SavedView | None = None
) -> HttpResponse:
    place = find_place(form["page"].value() or "")
    context = {
        "title": _("Save this view"),
        "form": form,
        "sentences": sentences,
        "taken": taken and _make_entry(taken, request.user, Labels()),
        "back": place.open(keep_readable(place, form.cleaned_data.get("query", ""))) if place else reverse("overview"),
    }
    return render(request, "campaigns/saved/save.html", context, status=400)


@require_POST
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Does what the pressed button says, if this person may."""
    view, act = _find(request, pk), ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise SuspiciousOperation("A saved view can be renamed, shared, mended, deleted and opened first.")
    if act not in FOR_READERS:
        insist(request.user, SAVE_VIEWS)
        if not view.may_be_changed_by(request.user):
            raise PermissionDenied(gettext("Only its owner and superusers change a saved view."))
    try:
        with write_beside(f"a saved view of {request.user.get_username()}"):
            messages.success(request, act(request, _read_again(request, view, act)))
    except keeping.Overtaken as overtaken:
        return _show_conflict(request, overtaken)
    except keeping.Refused as refused:
        messages.error(request, str(refused))
    return redirect("saved-views")


def _read_again(request: HttpRequest, view: SavedView, act: Act) -> SavedView:
    """The view as it is stored, held for this transaction, if it still is what the person saw."""
    stored = read_stored(view)
    if stored is None:
        raise Http404
    if act not in FOR_READERS and "loaded" in request.POST:
        keeping.refuse_overtaken(stored, request.POST["loaded"])
    return stored


def _show_conflict(request: HttpRequest, overtaken: keeping.Overtaken) -> HttpResponse:
    """Nothing is done yet: what was wanted beside what somebody else has made of the view, and both ways on."""
    entry, do = _make_entry(overtaken.view, request.user, Labels()), request.POST["do"]
    name = request.POST.get("name", "")
    mine = {
        "rename": {"name": name},
        "share": {"is_shared": gettext("yes")},
        "unshare": {"is_shared": gettext("no")},
    }.get(do, {})
    stored = {
        "name": entry.view.name,
        "page": entry.page,
        "query": " · ".join(entry.words) or gettext("no filters"),
        "is_shared": gettext("yes") if entry.view.is_shared else gettext("no"),
    }
    otherwise = gettext("deleted") if do == "delete" else gettext("left as it was")
    context = {
        "title": gettext("“{name}” was changed meanwhile").format(name=entry.view.name),
        "entry": entry,
        "do": do,
        "name": name,
        "fields": [(gettext(LABELS[key]), mine.get(key, otherwise), stored[key]) for key in overtaken.changed],
    }
    return render(request, "campaigns/saved/conflict.html", context, status=409)


def _find(request: HttpRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)


def _rename(request: HttpRequest, view: SavedView) -> str:
    form = NameForm(request.POST)
    if not form.is_valid():
        raise keeping.Refused(" ".join(form.errors["name"]))
    keeping.rename(request.user, view, form.cleaned_data["name"])
    return gettext("It is called “{name}” now.").format(name=view.name)


def _share(request: HttpRequest, view: SavedView) -> str:
    keeping.share(request.user, view, True)
    return gettext("Everybody can open “{name}” now.").format(name=view.name)


def _unshare(request: HttpRequest, view: SavedView) -> str:
    keeping.share(request.user, view, False)
    return gettext("“{name}” is private now.").format(name=view.name)


def _mend(request: HttpRequest, view: SavedView) -> str:
    keeping.mend(request.user, view)
    return gettext("“{name}” is kept without what could not be read.").format(name=view.name)


def _delete(request: HttpRequest, view: SavedView) -> str:
    keeping.delete(request.user, view)
    return gettext("“{name}” is deleted.").format(name=view.name)


def _open_first(request: HttpRequest, view: SavedView) -> str:
    keeping.choose_default(request.user, view, True)
    return gettext("{page} opens with “{name}” for you.").format(page=name_place(view.page, Labels()), name=view.name)


def _open_plain(request: HttpRequest, view: SavedView) -> str:
    keeping.choose_default(request.user, view, False)
    return gettext("{page} opens without a view for you.").format(page=name_place(view.page, Labels()))


FOR_READERS = (_open_first, _open_plain)
ACTS: dict[str, Act] = {
    "rename": _rename,
    "share": _share,
    "unshare": _unshare,
    "mend": _mend,
    "delete": _delete,
    "default": _open_first,
    "no-default": _open_plain,
}
