"""The page of the audit trail."""

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from campaigns.audit.spool import count_waiting
from campaigns.reports.reading import BadParameters
from campaigns.web.trail.access import auditors_only
from campaigns.web.trail.exports import send_trail
from campaigns.web.trail.filters import TrailFilter, find_entries, read_filter, take_page
from campaigns.web.trail.words import list_tables, put_in_words
from campaigns.web.views import refuse

SUGGESTED = 500
"""Names of accounts that the field for the person suggests."""


@require_safe
@auditors_only
def show_trail(request: HttpRequest) -> HttpResponseBase:
    """Entries under the filters, the newest first; their CSV; or 400 with a sentence."""
    try:
        form = read_filter(request.GET)
        entries = find_entries(form.cleaned_data)
        if form.cleaned_data["_export"] == "csv":
            return send_trail(request, entries)
        return _show(request, form, *take_page(entries, form.cleaned_data["before"]))
    except BadParameters as problem:
        return refuse(request, problem)


def _show(request: HttpRequest, form: TrailFilter, found: list, has_more: bool) -> HttpResponse:
    users = get_user_model()
    context = {
        "title": _("Audit trail"),
        "form": form,
        "lines": [put_in_words(entry) for entry in found],
        "is_filtered": any(value for key, value in form.cleaned_data.items() if key not in ("before", "_export")),
        "is_first": form.cleaned_data["before"] is None,
        "older": _write_query(request.GET, before=str(found[-1].pk)) if has_more else "",
        "newest": _write_query(request.GET),
        "file": _write_query(request.GET, _export="csv"),
        "names": users.objects.order_by(users.USERNAME_FIELD).values_list(users.USERNAME_FIELD, flat=True)[:SUGGESTED],
        "tables": list_tables(),
        "waiting": count_waiting(),
    }
    return render(request, "campaigns/audit/trail.html", context)


def _write_query(params: QueryDict, **more: str) -> str:
    """This address with another page or as a file, without empty parameters."""
    query = QueryDict(mutable=True)
    for key in params:
        if key not in ("before", "_export") and params[key]:
            query[key] = params[key]
    query.update(more)
    return f"?{query.urlencode()}"
