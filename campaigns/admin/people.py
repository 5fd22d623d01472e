"""People and groups in the admin: roles, brands they are limited to, lost telephones, and what only superusers give."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext

from campaigns.admin.conflicts import ConflictAdmin
from campaigns.admin.history import HistoryAdmin
from campaigns.models import BrandLimit
from campaigns.roles import ROLES
from campaigns.web.login.sessions import end_sessions
from campaigns.web.login.two_steps import reset_second_step

ONLY_SUPERUSERS_GIVE = {"is_superuser", "user_permissions"}


class LimitInline(admin.StackedInline):
    """The brands of a person or a group."""

    model = BrandLimit
    fields = autocomplete_fields = ("brands",)
    extra = 0
    verbose_name_plural = gettext_lazy("limit to brands")


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

    actions = ("log_out", "reset_step")
    list_display = (*UserAdmin.list_display, "has_second_step")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With whether they have a second step."""
        steps = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(has_step=Exists(steps))

    @admin.display(description=gettext_lazy("second step"), boolean=True, ordering="has_step")
    def has_second_step(self, person: User) -> bool:
        """Whether a code is asked for after the password."""
        return person.has_step

    @admin.action(description=gettext_lazy("Log out everywhere"), permissions=["change"])
    def log_out(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Ends the sessions of the chosen people, of those at least whom the person may change."""
        for person in people.order_by("username"):
            if not self.has_change_permission(request, person):
                sentence = gettext("Only a superuser logs superusers out: {name}.").format(name=person.username)
                self.message_user(request, sentence, messages.WARNING)
                continue
            count = end_sessions(person)
            words = ngettext("{count} session of {name} ended.", "{count} sessions of {name} ended.", count)
            self.message_user(request, words.format(count=count, name=person.username))

    @admin.action(description=gettext_lazy("Reset the second step, of one person who lost it"), permissions=["change"])
    def reset_step(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Lets one person in with the password alone, to set up a new telephone."""
        person = people.first() if people.count() == 1 else None
        if refusal := self._refuse_reset(request, person):
            self.message_user(request, refusal, messages.WARNING)
            return
        ended = reset_second_step(person)
        if ended is None:
            sentence = gettext("There is no second step of {name}.").format(name=person.username)
            self.message_user(request, sentence, messages.WARNING)
            return
        words = ngettext(
            "The password alone lets {name} in, to set up a new one; {count} session ended.",
            "The password alone lets {name} in, to set up a new one; {count} sessions ended.",
            ended,
        )
        self.message_user(request, words.format(name=person.username, count=ended))

    def _refuse_reset(self, request: HttpRequest, person: User | None) -> str:
        """Why not, if so. Nobody resets their own: whoever finds a browser open could."""
        if person is None:
            return gettext("Choose the one person who lost the second step.")
        if person == request.user:
            return gettext("Your own second step is changed under Security, with your password.")
        is_touched = self.has_change_permission(request, person)
        words = gettext("Only a superuser resets the second step of superusers: {name}.")
        return "" if is_touched else words.format(name=person.username)


@admin.register(Group)
class RoleAdmin(ConflictAdmin, HistoryAdmin, GroupsAdmin, GroupAdmin):
    """Roles, and what several people share."""
