"""The first word on every permission: what brand limits forbid, and what staff without a role may do."""

from typing import Any

from django.core.exceptions import PermissionDenied

from campaigns.models.limits import find_scope
from campaigns.roles import WHEN_LIMITED, WITHOUT_ROLE, User, has_role


class RolesBackend:
    """Stands before Django's own backend, which knows the permissions of people and groups. Logs nobody in."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Nobody."""

    def has_perm(self, user: User, permission: str, row: Any = None) -> bool:
        """Raises ``PermissionDenied``, which no other backend can overrule, for what a brand limit forbids."""
        if not user.is_active or not user.is_staff:
            return False
        if permission not in WHEN_LIMITED and find_scope(user) is not None:
            raise PermissionDenied
        return permission in WITHOUT_ROLE and not has_role(user)

    def has_module_perms(self, user: User, app: str) -> bool:
        """The same for whether the admin shows an app at all."""
        if user.is_active and app != "campaigns" and find_scope(user) is not None:
            raise PermissionDenied
        return False
