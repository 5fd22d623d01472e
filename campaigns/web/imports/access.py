"""Who may import: whoever may add and change all four kinds of rows."""

from collections.abc import Callable

from django.contrib.auth.decorators import user_passes_test
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied

from campaigns.ingest.sheets import SHEETS

PERMISSIONS = tuple(f"campaigns.{act}_{sheet.model._meta.model_name}" for sheet in SHEETS for act in ("add", "change"))


def may_import(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this person may load files, look at what others loaded in detail, and take it back."""
    return user.has_perms(PERMISSIONS)


def _must(user: AbstractBaseUser | AnonymousUser) -> bool:
    if not may_import(user):
        raise PermissionDenied("Importing needs the permission to add and change all four kinds of rows.")
    return True


importers_only: Callable = user_passes_test(_must)
"""Decorates a view: 403 with a sentence for everybody else."""
