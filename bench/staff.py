"""``staff.py COUNT`` makes staff users with sessions, as if they had logged in, and prints their cookies as JSON.

Made directly: to hash a password costs more than a hundred pages.
"""

import json
import sys
import time
from importlib import import_module

import django
from django.conf import settings


def main(argv: list[str]) -> None:
    """Users who may see everything of the portal and change nothing."""
    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission

    seeing = list(Permission.objects.filter(content_type__app_label="campaigns", codename__startswith="view_"))
    cookies = []
    for number in range(int(argv[0])):
        user, _ = get_user_model().objects.get_or_create(username=f"staff-{number}", defaults={"is_staff": True})
        user.user_permissions.set(seeing)
        user.groups.set(Group.objects.filter(name__in=("analyst", "finance")))
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={log_in(user)}")
    print(json.dumps(cookies))


def log_in(user: object) -> str:
    """The key of a new session of the user."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from campaigns.web.login.sessions import BEGAN

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BEGAN] = int(time.time())
    session.create()
    return session.session_key


if __name__ == "__main__":
    main(sys.argv[1:])
