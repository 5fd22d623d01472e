"""What the admin's tables share: "no value", rupees, the import button, tables that nobody edits."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.writing import WritingAdmin
from campaigns.formats import format_money
from campaigns.ingest.sheets import SHEETS
from campaigns.models import NONE, ImportRun
from campaigns.roles import SEE_IMPORTS
from campaigns.web.access import may

DATASETS = {sheet.model: sheet.key for sheet in SHEETS}


def rupees(field: str, label: str) -> Any:
    """A list column that shows paise as rupees."""

    @admin.display(description=label, ordering=field)
    def column(_: admin.ModelAdmin, row: Model) -> str:
        return format_money(getattr(row, field))

    return column


@admin.display(description=_("import run"), ordering="run", empty_value="-")
def run_link(row: Model) -> SafeString | None:
    """The run that brought a row, as a link to its page."""
    return open_run(row.run_id) if row.run_id else None


def open_run(run: int) -> SafeString:
    """A link to a run's page in the portal."""
    return format_html('<a href="{}">{}</a>', reverse("import-run", args=[run]), gettext("run {run}").format(run=run))


class RunFilter(admin.SimpleListFilter):
    """Rows of one run: the latest runs to choose from, and whichever one the address names."""

    title = _("import run")
    parameter_name = "run__id__exact"
    listed = 8

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        latest = [str(pk) for pk in ImportRun.objects.values_list("pk", flat=True)[: self.listed]]
        named = request.GET.get(self.parameter_name, "")
        return [
            (pk, gettext("run {run}").format(run=pk))
            for pk in ([named] if named.isdecimal() and named not in latest else []) + latest
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        run = self.value()
        if run and not (run.isascii() and run.isdecimal() and len(run) < 19):
            raise IncorrectLookupParameters(run)
        return queryset.filter(run=run) if run else queryset


def _none_when_empty(field: Any, model: type[Model]) -> Any:
    read = field.clean

    def clean(value: Any) -> Model:
        return read(value) or model.objects.get(pk=NONE)

    return clean


class RowAdmin(WritingAdmin):
    """What all tables share: the "no value" rows out of sight."""

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


class ImportedAdmin(RowAdmin):
    """A table that files fill: its list has a button to import more."""

    change_list_template = "admin/campaigns/change_list_with_import.html"
    readonly_fields = (run_link, "is_edited")
    exclude = ("run",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return _offer(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return _offer(request, super().get_list_filter(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return _offer(request, super().get_readonly_fields(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"import_dataset": DATASETS[self.model], **(extra_context or {})}
        return super().changelist_view(request, context)


def _offer(request: HttpRequest, columns: Sequence[Any]) -> list[Any]:
    """Without what leads to import runs, for whoever may not see them."""
    sees_runs = may(request.user, SEE_IMPORTS)
    return [column for column in columns if sees_runs or column not in (run_link, RunFilter)]


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that only the program writes."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
