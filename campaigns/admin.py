"""The records for admins: search, filters, autocomplete. Every save and delete keeps the rollup true."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest

from campaigns import edits
from campaigns.formats import format_money
from campaigns.ingest.sheets import SHEETS
from campaigns.models import (
    NONE,
    Brand,
    Campaign,
    Category,
    Fact,
    Gender,
    ImportFile,
    ImportRun,
    Influencer,
    Payout,
    Platform,
    Post,
    Product,
    Rollup,
    Source,
    TrackingEvent,
)

DATASETS = {sheet.model: sheet.key for sheet in SHEETS}


def _rupees(field: str, label: str) -> Any:
    """A list column that shows paise as rupees."""

    @admin.display(description=label, ordering=field)
    def column(_: admin.ModelAdmin, row: Model) -> str:
        return format_money(getattr(row, field))

    return column


def _none_when_empty(field: Any, model: type[Model]) -> Any:
    read = field.clean

    def clean(value: Any) -> Model:
        return read(value) or model.objects.get(pk=NONE)

    return clean


class RowAdmin(admin.ModelAdmin):
    """What all tables share: saving through ``edits``, and the "no value" rows out of sight."""

    list_per_page = 50
    show_full_result_count = False
    may_be_none: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Lets "no value" be chosen by leaving the field empty, where the table allows it."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and (db_field.has_default() or db_field.name in self.may_be_none):
            field.required = False
            field.clean = _none_when_empty(field, db_field.related_model)
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(pk=NONE)

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        edits.save_row(obj)


class ImportedAdmin(RowAdmin):
    """A table that files fill: its list has a button to import more."""

    change_list_template = "admin/campaigns/change_list_with_import.html"
    readonly_fields = ("run", "is_edited")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"import_dataset": DATASETS[self.model], **(extra_context or {})}
        return super().changelist_view(request, context)


class FactAdmin(ImportedAdmin):
    """Tracking events, posts and payouts."""

    autocomplete_fields = ("influencer", "campaign", "brand")
    date_hierarchy = None

    def delete_model(self, request: HttpRequest, obj: Fact) -> None:
        edits.delete_facts(type(obj).objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        edits.delete_facts(queryset)


class DimensionAdmin(RowAdmin):
    """Names: searched by their key, respelled but not renamed."""

    list_display = ("name", "name_is_fixed")
    search_fields = ("key", "name")
    readonly_fields = ("key",)
    ordering = ("key",)

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        if change and "name" in form.changed_data:
            obj.name_is_fixed = True
        super().save_model(request, obj, form, change)


for model in (Product, Platform, Category, Gender):
    admin.site.register(model, DimensionAdmin)


@admin.register(Brand)
class BrandAdmin(DimensionAdmin):
    list_display = ("name", "alias_of", "name_is_fixed")
    list_filter = (("alias_of", admin.EmptyFieldListFilter),)
    autocomplete_fields = ("alias_of",)


@admin.register(Campaign)
class CampaignAdmin(DimensionAdmin):
    list_display = ("name", "brand", "brand_is_fixed", "names_brands", "name_is_fixed")
    list_filter = ("brand_is_fixed", "names_brands")
    list_select_related = ("brand",)
    autocomplete_fields = ("brand",)
    readonly_fields = ("key", "names_brands")


@admin.register(Source)
class SourceAdmin(DimensionAdmin):
    list_display = ("name", "kind", "name_is_fixed")
    list_filter = ("kind",)


@admin.register(Influencer)
class InfluencerAdmin(ImportedAdmin):
    list_display = (
        "code",
        "name",
        "category",
        "gender",
        "platform",
        "follower_count",
        "is_incomplete",
        "is_edited",
        "run",
    )
    list_filter = ("is_incomplete", "is_edited", "platform", "category", "gender")
    list_select_related = ("category", "gender", "platform", "run")
    search_fields = ("search_key", "code", "name")
    autocomplete_fields = ("category", "gender", "platform")
    ordering = ("search_key",)
    readonly_fields = ("is_incomplete", "is_edited", "run")

    def get_readonly_fields(self, request: HttpRequest, obj: Influencer | None = None) -> tuple[str, ...]:
        return ("code", *self.readonly_fields) if obj else self.readonly_fields


@admin.register(TrackingEvent)
class TrackingEventAdmin(FactAdmin):
    list_display = (
        "date",
        "influencer",
        "campaign",
        "product",
        "source",
        "orders",
        "revenue_rupees",
        "tracking_id",
        "is_edited",
        "run",
    )
    list_filter = ("source__kind", "is_edited", "date")
    list_select_related = ("influencer", "campaign", "product", "source", "run")
    search_fields = ("tracking_id", "user_id", "influencer__search_key", "campaign__key")
    autocomplete_fields = ("influencer", "campaign", "brand", "product", "source")
    revenue_rupees = _rupees("revenue", "revenue")
    ordering = ("-id",)
    may_be_none = ("influencer",)


@admin.register(Post)
class PostAdmin(FactAdmin):
    list_display = (
        "date",
        "influencer",
        "platform",
        "campaign",
        "reach",
        "likes",
        "comments",
        "post_id",
        "is_edited",
        "run",
    )
    list_filter = ("platform", "is_edited", "date")
    list_select_related = ("influencer", "platform", "campaign", "run")
    search_fields = ("post_id", "url", "caption", "influencer__search_key", "campaign__key")
    autocomplete_fields = ("influencer", "campaign", "brand", "platform")
    ordering = ("-date", "-id")


@admin.register(Payout)
class PayoutAdmin(FactAdmin):
    list_display = (
        "influencer",
        "campaign",
        "basis",
        "total_rupees",
        "total_is_derived",
        "payout_date",
        "status",
        "is_edited",
        "run",
    )
    list_filter = ("basis", "status", "total_is_derived", "is_edited")
    list_select_related = ("influencer", "campaign", "run")
    search_fields = ("payout_id", "influencer__search_key", "campaign__key", "status")
    autocomplete_fields = ("influencer", "campaign")
    total_rupees = _rupees("total_payout", "total payout")
    ordering = ("-id",)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that only the program writes."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


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
    revenue_rupees = _rupees("revenue_sum", "revenue")
    payout_rupees = _rupees("payout_sum", "payout")
    ordering = ("-id",)


admin.site.site_header = "Influencer ROI: records"
admin.site.index_title = "Records"
admin.site.site_url = None  # the link to the portal stands beside it
