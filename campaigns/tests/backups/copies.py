"""What a database holds, row by row, and backups that were tampered with."""

import json
from pathlib import Path
from zipfile import ZipFile

from campaigns.backups.archive import MANIFEST
from campaigns.backups.tables import kept_models
from campaigns.models import AuditEntry, AuditSeal

OWN_ACTS = ("backed-up", "restored")
"""What backups themselves add to the trail."""


def dump():
    """Every kept table as a list of its rows, in any order that stays the same; without what backups record, and
    seals, which tell of it."""
    models = (model for model in kept_models() if model is not AuditSeal)
    return {model._meta.label: sorted(map(repr, _read(model).order_by().values_list())) for model in models}


def _read(model):
    return AuditEntry.objects.exclude(act__in=OWN_ACTS) if model is AuditEntry else model._base_manager.all()


def rewrite(backup, change, replaced=None):
    """A copy of the backup with another manifest, and other members where ``replaced`` names some."""
    copy = Path(f"{backup}.changed")
    with ZipFile(backup) as old, ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = (replaced or {}).get(name, old.read(name))
            if name == MANIFEST:
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest)
            new.writestr(name, content)
    return copy
