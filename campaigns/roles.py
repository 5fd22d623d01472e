"""Who may do what: the roles, each a group of the same name with exactly these permissions.

A person may have several. The groups are made by a migration and put right after each ``migrate``; brand limits are
another matter (``models/limits.py``). Staff without any role look, and do no more.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps as every_app
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

User = AbstractBaseUser | AnonymousUser
PAYOUT_PAGES = ("payouts", "missing-payouts")
"""Pages that list single payouts, by their keys."""
SEE = "campaigns.see_figures"
SEE_IMPORTS = "campaigns.see_imports"
SEE_PAYOUTS = "campaigns.see_payouts"
EXPORT = "campaigns.export_figures"
EXPORT_PAYOUTS = "campaigns.export_payouts"
SAVE_VIEWS = "campaigns.save_views"
IMPORT = "campaigns.import_files"
UNDO = "campaigns.undo_imports"
AUDIT = "campaigns.view_auditentry"

NAMES = ("brand", "campaign", "product", "source", "platform", "category", "gender")
ROWS = ("influencer", "trackingevent", "post")
RUNS = ("importrun", "importfile", "headermapping", "job")


def _each(acts: Iterable[str], models: Iterable[str], app: str = "campaigns") -> frozenset[str]:
    return frozenset(f"{app}.{act}_{model}" for act in acts for model in models)


VIEW, WRITE = ("view",), ("view", "add", "change", "delete")
LOOK = frozenset({SEE, SEE_IMPORTS}) | _each(VIEW, (*NAMES, *ROWS))
ROLES: Mapping[str, frozenset[str]] = {
    "viewer": LOOK,
    "analyst": LOOK | {EXPORT, SAVE_VIEWS},
    "operator": LOOK | {IMPORT, UNDO} | _each(WRITE, (*ROWS, "payout")) | _each(VIEW, RUNS),
    "finance": LOOK | {SEE_PAYOUTS, EXPORT_PAYOUTS} | _each(VIEW, ("payout",)),
    "admin": LOOK
    | _each(WRITE, (*NAMES, "margin", "brandlimit", "twosteprule"))
    | {AUDIT}
    | _each(VIEW, RUNS)
    | {"campaigns.delete_headermapping"}
    | _each(WRITE, ("user", "group"), "auth"),
}
WITHOUT_ROLE = frozenset({SEE, SEE_IMPORTS, SEE_PAYOUTS})
"""What staff in none of the roles may do: look at every page."""
WHEN_LIMITED = (
    frozenset({SEE, SEE_PAYOUTS, EXPORT, EXPORT_PAYOUTS, SAVE_VIEWS})
    | _each(VIEW, (*ROWS, "payout"))
)  # fmt: skip
"""What somebody who is limited to brands may still do, if the roles allow it. All of it is of those brands only; the
rest touches everybody's figures, or tells of them: imports, names, hand edits, accounts."""


def has_role(user: AbstractBaseUser) -> bool:
    """Whether the person is in one of the roles, asked of the database once."""
    if not hasattr(user, "_has_role"):
        user._has_role = Group.objects.using(DEFAULT_DB_ALIAS).filter(user=user.pk, name__in=ROLES).exists()
    return user._has_role


def ensure_roles(using: str = DEFAULT_DB_ALIAS, apps: Any = every_app, **_: Any) -> None:
    """Makes the groups of the roles where they are missing, with exactly their permissions; runs after each migrate.

    Django makes permissions after migrations too, and later than this for other apps: those needed are made here.
    ``apps`` are the models as they are migrated by then; what they do not have yet comes with the next migrate.
    """
    for app in ("campaigns", "auth"):
        create_permissions(every_app.get_app_config(app), verbosity=0, using=using, apps=apps)
    try:
        groups, rows = (apps.get_model("auth", name).objects.using(using) for name in ("Group", "Permission"))
    except LookupError:
        return
    columns = ("content_type__app_label", "codename", "pk")
    known = {f"{app}.{codename}": pk for app, codename, pk in rows.order_by().values_list(*columns)}
    for name, wanted in ROLES.items():
        _give(groups, name, {known[each] for each in wanted if each in known})


def _give(groups: QuerySet, name: str, wanted: set[int]) -> None:
    """Exactly these permissions to a role. Sends no signals: what a version declares is not an act of somebody, and
    stands in no audit trail."""
    if not groups.filter(name=name).exists():
        groups.bulk_create([groups.model(name=name)])
    group = groups.get(name=name)
    links = group.permissions.through.objects.using(groups.db).filter(group_id=group.pk)
    links.exclude(permission_id__in=wanted).delete()
    missing = wanted - set(links.values_list("permission_id", flat=True))
    links.bulk_create(links.model(group_id=group.pk, permission_id=pk) for pk in sorted(missing))


def find_export(page: str) -> str:
    """The permission that it takes to have a page, by its key, as a file."""
    return EXPORT_PAYOUTS if page in PAYOUT_PAGES else EXPORT
