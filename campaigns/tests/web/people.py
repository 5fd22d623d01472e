"""Accounts for tests: staff with some permissions, and accounts without access."""

from django.contrib.auth.models import Permission, User

FACTS = ("influencer", "post", "trackingevent", "payout")


def make_staff(name="sana", permissions=()):
    """A staff account with these permissions, written as codenames."""
    user = User.objects.create_user(name, password="a-long-password-1", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="campaigns"))
    return user


def make_importer(name="imran"):
    """A staff account that may add and change all four kinds of rows."""
    return make_staff(name, [f"{act}_{model}" for act in ("add", "change") for model in FACTS])


def make_outsider(name="otto"):
    """An account that is no staff."""
    return User.objects.create_user(name, password="a-long-password-1")
