"""Who may read the audit trail."""

from collections.abc import Callable

from django.contrib.auth.decorators import user_passes_test
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext


def may_audit(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this person may read the trail: superusers, and whoever has the permission."""
    return user.has_perm("campaigns.view_auditentry")


def _must(user: AbstractBaseUser | AnonymousUser) -> bool:
    if not may_audit(user):
        raise PermissionDenied(gettext("The audit trail needs the permission to view audit entries."))
    return True


auditors_only: Callable = user_passes_test(_must)
"""Decorates a view: 403 with a sentence for everybody else."""
