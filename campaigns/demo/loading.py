"""Loads demo data through the importer, as one run that is marked as demo."""

import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings

from campaigns.demo.generator import DEFAULT_SEED, write_demo
from campaigns.demo.removal import remove_demo
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.reports import FileReport, ImportReport
from campaigns.models import FACTS, NONE, ImportFile, ImportRun, Influencer
from campaigns.writers import write_alone

FILES = ("influencers.csv", "posts.csv", "tracking.csv", "payouts.csv")


class DemoRefused(Exception):
    """Why the demo was not loaded, in a sentence. Nothing has changed."""


def has_demo() -> bool:
    """Whether any demo data was loaded and not taken out."""
    return ImportRun.objects.filter(is_demo=True).exists()


def has_data() -> bool:
    """Whether there is any influencer or fact, demo or not."""
    return Influencer.objects.exclude(pk=NONE).exists() or any(model.objects.exists() for model in FACTS)


def load_demo(seed: int = DEFAULT_SEED, today: date | None = None) -> ImportReport:
    """Loads the invented data of the twelve full months before ``today``, in place of an earlier demo.

    Raises ``DemoRefused`` when a row of it has the identity of one that is not demo data.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_demo(Path(folder), seed, today or date.today())
        return _load(Path(folder), "demo")


def load_fixtures() -> ImportReport:
    """Loads the small files of ``fixtures/`` in the same way."""
    return _load(settings.BASE_DIR / "fixtures", "fixtures")


@write_alone("the loading of the demo data")
def _load(folder: Path, shown_as: str) -> ImportReport:
    remove_demo()
    report = import_paths([folder / name for name in FILES], Options(is_demo=True, actor="demo"))
    if not report.committed:
        raise DemoRefused("The demo data cannot be loaded beside the data that is there. Nothing was changed.")
    if mixed := sum(map(_count_mixed, report.files)):
        raise DemoRefused(f"{mixed} rows of the demo are in your own data already. Nothing was changed.")
    for file in ImportFile.objects.filter(run=report.run):
        file.path = f"{shown_as}/{Path(file.path).name}"  # where they lay on this machine tells nobody anything
        file.save(update_fields=["path"])
    return report


def _count_mixed(file: FileReport) -> int:
    """Rows that the demo would share with real data, so that taking it out again would take them along."""
    return file.changed + file.unchanged
