"""The margin in the admin: one form, without a list."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from campaigns.admin.conflicts import ConflictAdmin
from campaigns.admin.history import HistoryAdmin
from campaigns.models import Margin


@admin.register(Margin)
class MarginAdmin(ConflictAdmin, HistoryAdmin):
    """One row, which is changed and never deleted: an empty margin is none."""

    readonly_fields = ("changed_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Margin.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not Margin.objects.exists():
            if self.has_add_permission(request):
                return HttpResponseRedirect(reverse("admin:campaigns_margin_add"))
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:campaigns_margin_change", args=[Margin.ONLY]))
