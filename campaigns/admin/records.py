"""Import runs and rollup cells in the admin: to look at only."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from campaigns.admin.base import ReadOnlyAdmin, rupees
from campaigns.models import ImportFile, ImportRun, Rollup


class ImportFileInline(admin.TabularInline):
    """The files of a run."""

    model = ImportFile
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "path",
        "dataset",
        "rows",
        "new",
        "changed",
        "unchanged",
        "rejected",
        "placeholders",
        "sha256",
    )

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("id", "started_at", "actor", "is_demo")
    list_filter = ("is_demo", "started_at")
    search_fields = ("actor", "files__path", "files__sha256")
    inlines = (ImportFileInline,)


@admin.register(Rollup)
class RollupAdmin(ReadOnlyAdmin):
    list_display = (
        "date",
        "campaign",
        "influencer",
        "product",
        "brand",
        "source",
        "orders_sum",
        "revenue_rupees",
        "payout_rupees",
        "posts_sum",
    )
    list_filter = ("attribution",)
    search_fields = ("influencer__search_key", "campaign__key", "product__key", "brand__key")
    list_select_related = ("campaign", "influencer", "product", "brand", "source")
    show_full_result_count = False
    revenue_rupees = rupees("revenue_sum", "revenue")
    payout_rupees = rupees("payout_sum", "payout")
    ordering = ("-id",)
