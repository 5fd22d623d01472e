"""A row's history in the admin: its entries in the audit trail, the newest first."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.audit.trail import Subject
from campaigns.models import AuditEntry
from campaigns.web.trail.access import may_audit
from campaigns.web.trail.words import put_in_words

LISTED = 100


class HistoryAdmin(admin.ModelAdmin):
    """Whoever may see a row may see what became of it."""

    object_history_template = "admin/campaigns/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context = {"trail": []}
        if row is not None:
            subject = Subject.of(row, "")
            entries = list(_find_entries(subject)[: LISTED + 1])
            context["trail"] = [put_in_words(entry) for entry in entries[:LISTED]]
            context["has_more"] = len(entries) > LISTED
            if may_audit(request.user):
                context["all_of_it"] = f"{reverse('audit')}?table={subject.table}&object={row.pk}"
        return super().history_view(request, object_id, context | (extra_context or {}))


def _find_entries(subject: Subject) -> QuerySet[AuditEntry]:
    """A fact is known by its key, everything else by its number."""
    named = {"key": subject.key} if subject.key else {"row_id": subject.row_id}
    return AuditEntry.objects.filter(table=subject.table, **named)
