"""Who may import and who may take imports back: the role “operator”."""

from collections.abc import Callable

from django.contrib.auth.decorators import user_passes_test

from campaigns.roles import IMPORT, UNDO, User
from campaigns.web.access import insist, may


def may_import(user: User) -> bool:
    """Whether this person may load files, and look at what they loaded in detail."""
    return may(user, IMPORT)


def may_undo(user: User) -> bool:
    """Whether this person may take imports back."""
    return may(user, UNDO)


def _insist_on(permission: str) -> Callable:
    def check(user: User) -> bool:
        insist(user, permission)
        return True

    return user_passes_test(check)


importers_only: Callable = _insist_on(IMPORT)
"""Decorates a view: 403 with a sentence for everybody else."""
undoers_only: Callable = _insist_on(UNDO)
"""The same for taking back."""
