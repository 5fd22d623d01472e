"""Watches tables that are changed row by row from many places, Django's own commands among them: accounts, groups and
their permissions, brand limits, rules for logins, the margin, saved views, what was said of headers. And logins, by
Django's signals, and whether accounts have a second step, without its secrets.

Facts and names are not watched: imports write them by the million, and ``edits`` records what people change.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.http import HttpRequest

from campaigns.audit.actors import Actor, read_actor
from campaigns.audit.rows import HIDDEN, PASSED_OVER, name_rows, read_row, record_change
from campaigns.audit.trail import Subject, record, record_soon
from campaigns.models import AuditEntry, BrandLimit, DefaultView, HeaderMapping, Margin, SavedView, TwoStepRule

Act = AuditEntry.Act


def watch() -> None:
    """Connects everything, once."""
    user = get_user_model()
    for model in (user, Group, BrandLimit, TwoStepRule, Margin, SavedView, DefaultView, HeaderMapping):
        for signal, receive in ((pre_save, _before), (post_save, _saved), (pre_delete, _before), (post_delete, _gone)):
            signal.connect(receive, sender=model, dispatch_uid=f"campaigns.audit.{receive.__name__}")
    links = (user.groups, user.user_permissions, Group.permissions, BrandLimit.brands)
    for through in (link.through for link in links):
        m2m_changed.connect(_linked, sender=through, dispatch_uid="campaigns.audit.linked")
    post_save.connect(_step_added, sender=Authenticator, dispatch_uid="campaigns.audit.step_added")
    post_delete.connect(_step_removed, sender=Authenticator, dispatch_uid="campaigns.audit.step_removed")
    user_logged_in.connect(_logged_in, dispatch_uid="campaigns.audit.in")
    user_logged_out.connect(_logged_out, dispatch_uid="campaigns.audit.out")
    user_login_failed.connect(_login_failed, dispatch_uid="campaigns.audit.failed")


# Rows


def _before(instance: models.Model, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    instance._audit_skips = update_fields is not None and update_fields <= PASSED_OVER
    if not instance._audit_skips:
        instance._audit_before = read_row(type(instance), instance.pk)


def _saved(instance: models.Model, **_: Any) -> None:
    if instance._audit_skips:
        return
    before, after = instance._audit_before, read_row(type(instance), instance.pk)
    if before and after and getattr(instance, "_password", None) and before[HIDDEN] != after[HIDDEN]:
        record(Act.PASSWORD_CHANGED, Subject.of(instance))
        before = before | {HIDDEN: after[HIDDEN]}
    record_change(instance, before, after)


def _gone(instance: models.Model, **_: Any) -> None:
    record_change(instance, instance._audit_before, None)


# Groups of accounts, permissions of either


def _linked(instance: models.Model, action: str, sender: type[models.Model], **_: Any) -> None:
    """Notes the links before and records them after, for the account or the group to which it was said."""
    name = _find_accessor(instance, sender)
    now = name_rows(getattr(instance, name).all())
    if action.startswith("pre_"):
        instance._audit_links = now
    elif (before := instance._audit_links) != now:
        record(Act.CHANGED, Subject.of(instance), changes={name: [", ".join(before), ", ".join(now)]})


def _find_accessor(instance: models.Model, through: type[models.Model]) -> str:
    """Under which name the row has its links in this table: a field of its own, or one that points at it."""
    own = {field.remote_field.through: field.name for field in instance._meta.many_to_many}
    pointing = {link.through: link.get_accessor_name() for link in instance._meta.related_objects if link.many_to_many}
    return (own | pointing)[through]


# Second steps


def _step_added(instance: Authenticator, created: bool, **_: Any) -> None:
    """Of the account; that a code was used is saved as well, and nothing to tell."""
    if created:
        record(Act.CHANGED, Subject.of(instance.user), changes={"second_step": ["", instance.get_type_display()]})


def _step_removed(instance: Authenticator, **_: Any) -> None:
    record(Act.CHANGED, Subject.of(instance.user), changes={"second_step": [instance.get_type_display(), ""]})


# Logins


def _logged_in(request: HttpRequest | None, user: models.Model, **_: Any) -> None:
    _record_login(Act.LOGGED_IN, request, user)


def _logged_out(request: HttpRequest | None, user: models.Model | None, **_: Any) -> None:
    if user is not None:
        _record_login(Act.LOGGED_OUT, request, user)


def _record_login(act: AuditEntry.Act, request: HttpRequest | None, user: models.Model) -> None:
    now = read_actor()
    actor = Actor(name=user.get_username(), account=user.pk, via=now.via, request_id=now.request_id)
    record_soon(act, Subject.of(user), details=_tell_address(request), actor=actor)


def _login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Names the account only if there is one: people type passwords into the field for the name."""
    users, typed = get_user_model(), str(credentials.get(get_user_model().USERNAME_FIELD) or "")
    user = users._default_manager.filter(**{users.USERNAME_FIELD: typed.replace("\0", "")[:150]}).first()
    subject = Subject.of(user) if user else Subject(table=users._meta.model_name, shown="an unknown account")
    record_soon(Act.LOGIN_FAILED, subject, details=_tell_address(request))


def _tell_address(request: HttpRequest | None) -> dict[str, str]:
    return {"address": request.META.get("REMOTE_ADDR", "")} if request is not None else {}
