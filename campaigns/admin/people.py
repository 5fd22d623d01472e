"""People and groups in the admin: their roles, the brands they are limited to, and what only superusers give."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from campaigns.admin.conflicts import ConflictAdmin
from campaigns.admin.history import HistoryAdmin
from campaigns.models import BrandLimit
from campaigns.roles import ROLES
from campaigns.web.login.sessions import end_sessions

ONLY_SUPERUSERS_GIVE = {"is_superuser", "user_permissions"}


class LimitInline(admin.StackedInline):
    """The brands of a person or a group."""

    model = BrandLimit
    fields = autocomplete_fields = ("brands",)
    extra = 0
    verbose_name_plural = "limit to brands"


class PeopleAdmin(admin.ModelAdmin):
    """Accounts: the role “admin” gives roles and limits, and cannot make itself or others superusers."""

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[LimitInline]]:
        """A superuser sees everything, so there is nothing to limit."""
        return [] if obj is None or obj.is_superuser else [LimitInline]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list[tuple[Any, dict[str, Any]]]:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (title, {**rest, "fields": tuple(name for name in rest["fields"] if name not in ONLY_SUPERUSERS_GIVE)})
            for title, rest in fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, person: User | None) -> bool:
    return request.user.is_superuser or person is None or not person.is_superuser


class GroupsAdmin(admin.ModelAdmin):
    """Groups: the roles stand as they are declared; in others only superusers put permissions."""

    inlines = (LimitInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> tuple[str, ...]:
        if _is_role(obj):
            return ("name", "permissions")
        return () if request.user.is_superuser else ("permissions",)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_role(obj)


def _is_role(group: Model | None) -> bool:
    return group is not None and group.name in ROLES


admin.site.unregister((User, Group))


@admin.register(User)
class AccountAdmin(ConflictAdmin, HistoryAdmin, PeopleAdmin, UserAdmin):
    """One person's account."""

    actions = ("log_out",)

    @admin.action(description="Log out everywhere", permissions=["change"])
    def log_out(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Ends the sessions of the chosen people, of those at least whom the person may change."""
        for person in people.order_by("username"):
            if not self.has_change_permission(request, person):
                sentence = f"Only a superuser logs superusers out: {person.username}."
                self.message_user(request, sentence, messages.WARNING)
                continue
            count = end_sessions(person)
            self.message_user(request, f"{count} session{'' if count == 1 else 's'} of {person.username} ended.")


@admin.register(Group)
class RoleAdmin(ConflictAdmin, HistoryAdmin, GroupsAdmin, GroupAdmin):
    """Roles, and what several people share."""
