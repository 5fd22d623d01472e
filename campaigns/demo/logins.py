"""Two logins for a first look: random passwords, made once and kept in a file for its owner only."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

ADMIN, MARKETER = "admin", "marketer"
ROLES_OF_MARKETER = ("analyst", "finance")
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 16


def logins_path() -> Path:
    """Where the passwords are kept."""
    return Path(settings.VAR_DIR) / "demo-logins.txt"


def has_logins() -> bool:
    """Whether the two were made here; another database's file may lie in the same place."""
    return logins_path().exists() and get_user_model().objects.filter(username__in=(ADMIN, MARKETER)).count() == 2


def make_logins() -> dict[str, str]:
    """Makes the two logins and returns names and passwords; does nothing when there is a user already."""
    if get_user_model().objects.exists():
        return {}
    try:
        return _make_both()
    except IntegrityError:  # another start was faster
        return {}


@transaction.atomic
def _make_both() -> dict[str, str]:
    users = get_user_model().objects
    if users.exists():
        return {}
    logins = {name: get_random_string(LENGTH, LETTERS) for name in (ADMIN, MARKETER)}
    users.create_superuser(ADMIN, password=logins[ADMIN])
    marketer = users.create_user(MARKETER, password=logins[MARKETER], is_staff=True)
    marketer.groups.set(Group.objects.filter(name__in=ROLES_OF_MARKETER))
    _keep(logins)  # inside: when it cannot be written, nobody is locked out of a user without known password
    return logins


def _keep(logins: dict[str, str]) -> None:
    """Writes the file in one step, from its first byte with mode 0600."""
    path = logins_path()
    handle, draft = tempfile.mkstemp(prefix=".demo-logins-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{name} {password}\n" for name, password in logins.items())
    os.replace(draft, path)
