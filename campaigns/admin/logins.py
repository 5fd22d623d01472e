"""Logins in the admin: who must use two steps, lost telephones, ties to single sign-on. No secret is shown."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from campaigns.admin.conflicts import ConflictAdmin
from campaigns.admin.history import HistoryAdmin
from campaigns.models import TwoStepRule

# allauth's own tables of the admin show secrets, or things that the environment decides here.
for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


class DeletedOnly(admin.ModelAdmin):
    """A table whose rows the program writes; an admin takes one away."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(TwoStepRule)
class TwoStepRuleAdmin(ConflictAdmin, HistoryAdmin):
    """Who must use two steps."""

    list_display = ("id", "__str__")
    list_display_links = ("id", "__str__")


@admin.register(Authenticator)
class AuthenticatorAdmin(DeletedOnly):
    """Deleting both rows of a person lets them come in with the password alone, and set up a new telephone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")


@admin.register(SocialAccount)
class SocialAccountAdmin(DeletedOnly):
    list_display = ("user", "provider", "uid", "last_login")
    list_select_related = ("user",)
    search_fields = ("user__username", "uid")
    fields = readonly_fields = ("user", "provider", "uid", "last_login", "date_joined")
