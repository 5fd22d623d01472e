"""``manage.py bundle_charts``: makes the charts' JavaScript from a package. Set-up runs it, servers never."""

import os
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from campaigns.web.bundle import BUNDLE

SNIPPET = "window.vegaEmbed = vegaEmbed;"


class Command(BaseCommand):
    """Writes one file that ``collectstatic`` picks up. Nothing is downloaded: the package holds all sources."""

    help = "Make the charts' JavaScript (Vega, Vega-Lite and Vega-Embed) for collectstatic."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the bundle beside the portal's own static files."""
        path = Path(apps.get_app_config("campaigns").path, "static", BUNDLE)
        write_bundle(path)
        self.stderr.write(f"{path.name}: {path.stat().st_size // 1024:,} KB")


def write_bundle(path: Path) -> None:
    """Vega-Embed and what it needs, as one script that sets ``window.vegaEmbed``; the file appears whole."""
    import vl_convert  # only set-up and tests have it in memory

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(vl_convert.javascript_bundle(SNIPPET), encoding="utf-8")
    draft.replace(path)
