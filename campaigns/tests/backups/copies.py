"""What a database holds, row by row, and backups that were tampered with."""

import json
from pathlib import Path
from zipfile import ZipFile

from campaigns.backups.archive import MANIFEST
from campaigns.backups.tables import kept_models


def dump():
    """Every kept table as a list of its rows, in any order that stays the same."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.order_by().values_list())) for model in kept_models()
    }


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
