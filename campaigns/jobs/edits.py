"""Edits of names that move too many facts for a request: asked for in the admin, done as a job."""

import json
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_noop as _

from campaigns.audit.rows import read_row
from campaigns.edits import count_moved, read_changes, save_row
from campaigns.formats import format_count
from campaigns.jobs.failures import NOTHING_CHANGED, JobFailed
from campaigns.jobs.records import record_outcome
from campaigns.models import Job
from campaigns.sentences import kept, speak_english
from campaigns.writers import write_alone

MOST_AT_ONCE = 50_000
"""An edit that moves more rows than this runs as a job."""
EDIT_OF = kept(_("Edit of the {what} “{row}”"))
MOVING = kept(_("moving {rows} rows"))
EDIT_BY = kept(_("an edit by {actor}"))
WAS_DELETED = kept(_("Nothing was changed: the {what} was deleted meanwhile."))
WAS_CHANGED = kept(_("Nothing was changed: {what} was changed meanwhile to {value}. Open the form again."))


def describe_edit(row: models.Model, user: AbstractBaseUser) -> dict[str, Any]:
    """What ``start_job`` takes, of what ``row`` has that the stored one has not."""
    changes, stored = read_changes(row), read_row(type(row), row.pk)
    payload = {"model": row._meta.model_name, "pk": row.pk, "changes": changes}
    payload["before"] = {column: stored[column] for column in changes}
    with speak_english():
        title = EDIT_OF.format(what=row._meta.verbose_name, row=row)[:200]
    once = json.dumps([payload["model"], row.pk, changes], default=str)
    return {"kind": "edit", "title": title, "payload": payload, "user": user, "once": once}


def edit(job: Job, tell: Any) -> dict[str, Any]:
    """Saves the row. Payload: ``model``, ``pk``, ``changes`` (column → value) and what they had ``before``."""
    moved = count_moved(_read_edited(job))
    tell(MOVING.format(rows=format_count(moved)), 0, 0)
    outcome = {"model": job.payload["model"], "pk": job.payload["pk"], "moved": moved}
    with write_alone(EDIT_BY.format(actor=job.actor), moved):
        save_row(_read_edited(job))  # again, since nobody else changes it now
        record_outcome(job, outcome)
    return outcome


def _read_edited(job: Job) -> models.Model:
    """The row as it is, with the changes. Raises ``JobFailed`` when it is not what the changes were asked for."""
    model = apps.get_model("campaigns", job.payload["model"])
    row = model._default_manager.filter(pk=job.payload["pk"]).first()
    if row is None:
        raise JobFailed(WAS_DELETED.format(what=model._meta.verbose_name))
    for column, value in job.payload.get("before", {}).items():
        if (stored := getattr(row, column)) not in (value, job.payload["changes"][column]):
            label = next(field.verbose_name for field in model._meta.concrete_fields if field.attname == column)
            raise JobFailed(WAS_CHANGED.format(what=label, value=stored))
    for column, value in job.payload["changes"].items():
        setattr(row, column, value)
    _refuse_invalid(row)
    return row


def _refuse_invalid(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise JobFailed(" ".join([NOTHING_CHANGED, *error.messages])) from None
