"""Accounts for tests: staff with roles, permissions and brand limits, and accounts without access."""

from django.contrib.auth.models import Group, Permission, User

from campaigns.models import Brand, BrandLimit

FACTS = ("influencer", "post", "trackingevent", "payout")


def make_staff(name="sana", permissions=(), roles=()):
    """A staff account with these roles, and with these permissions of its own, written as codenames."""
    user = User.objects.create_user(name, password="a-long-password-1", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="campaigns"))
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def make_reader(name="sana"):
    """A staff account that may see and export everything and save views."""
    return make_staff(name, roles=["analyst", "finance"])


def make_importer(name="imran"):
    """A staff account that may import and undo, and see and export everything."""
    return make_staff(name, roles=["operator", "analyst", "finance"])


def make_outsider(name="otto"):
    """An account that is no staff."""
    return User.objects.create_user(name, password="a-long-password-1")


def limit(holder, *brands):
    """Limits a person or a group to brands, by name; the person, read again, as the next request will."""
    held_by = "user" if isinstance(holder, User) else "group"
    made = BrandLimit.objects.create(**{held_by: holder})
    made.brands.set(Brand.objects.filter(name__in=brands))
    return type(holder).objects.get(pk=holder.pk)
