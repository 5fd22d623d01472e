"""Import runs, jobs, saved views and remembered columns in the admin: to look at only."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.admin.base import ReadOnlyAdmin, open_run
from campaigns.models import HeaderMapping, ImportFile, ImportRun, Job, SavedView


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
        "removed",
        "rejected",
        "placeholders",
        "sha256",
    )

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("id", "started_at", "actor", "is_demo", "undone_at", "page")
    list_filter = ("is_demo", "started_at", ("undone_at", admin.EmptyFieldListFilter))
    search_fields = ("actor", "files__path", "files__sha256")
    inlines = (ImportFileInline,)

    @admin.display(description=_("with its problems and undo"))
    def page(self, run: ImportRun) -> SafeString:
        return open_run(run.pk)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "title", "state", "actor", "created_at", "finished_at", "message")
    list_filter = ("kind", "state", "created_at")
    search_fields = ("title", "actor", "message")


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ("name", "owner", "page", "query", "is_shared", "changed_at")
    list_filter = ("is_shared", "page")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "query")
    ordering = ("-changed_at",)


@admin.register(HeaderMapping)
class HeaderMappingAdmin(ReadOnlyAdmin):
    """What people said of headers. Deleting one forgets it: the columns are recognised by their names again."""

    list_display = ("__str__", "dataset", "user", "changed_at")
    list_filter = ("dataset",)
    list_select_related = ("user",)
    search_fields = ("dataset", "header")
    ordering = ("-changed_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
