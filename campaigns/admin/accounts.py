"""Accounts and groups in the admin: Django's own pages, with conflicts noticed and the audit trail as history."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from campaigns.admin.conflicts import ConflictAdmin
from campaigns.admin.history import HistoryAdmin

admin.site.unregister((User, Group))


@admin.register(User)
class AccountAdmin(ConflictAdmin, HistoryAdmin, UserAdmin):
    """One person's account."""


@admin.register(Group)
class RoleAdmin(ConflictAdmin, HistoryAdmin, GroupAdmin):
    """Permissions that several people share."""
