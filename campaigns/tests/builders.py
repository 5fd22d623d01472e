"""Writes the four CSV files from plain lists of dicts, imports them, and reads the figures back by name."""

import csv
import io
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from campaigns.ingest.conductor import Options, import_paths
from campaigns.metrics.catalog import METRICS
from campaigns.metrics.dimensions import DIMENSIONS, why_empty
from campaigns.models import NONE, Brand, Campaign, Influencer, Payout, Post, Rollup, Source, TrackingEvent
from campaigns.models.dimensions import NAMED
from campaigns.tests.oracle import Oracle
from campaigns.tests.replays import load_again

NEEDED = {
    "influencers": ["id", "name"],
    "posts": ["influencer_id", "date"],
    "tracking": ["date", "revenue"],
    "payouts": ["influencer_id", "basis"],
}
KEYS = {model._meta.model_name: model for model in NAMED}


def csv_text(rows, columns=None, separator=",", line_end="\n"):
    """The rows as text with a header line; columns are the keys of the rows in the order they first come."""
    columns = columns or list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def write_files(folder, data):
    """One file per dataset of ``data`` (dataset → rows); the paths in the order of ``data``."""
    paths = []
    for dataset, rows in data.items():
        paths.append(Path(folder) / f"{dataset}.csv")
        paths[-1].write_text(csv_text(rows, None if rows else NEEDED[dataset]), encoding="utf-8", newline="")
    return paths


def load(data, **options):
    """Imports the datasets as one call; the ``ImportReport``."""
    with TemporaryDirectory() as folder:
        return import_paths(write_files(folder, data), Options(**options))


def load_text(folder, text, name="file.csv", **options):
    """Imports one file of exactly this text (or these bytes); its ``FileReport``."""
    path = Path(folder) / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_paths([path], Options(**options)).files[0]


def must_load(data, **options):
    """Imports and insists that all went in."""
    report = load(data, **options) if options else load_again(data, lambda: load(data))
    assert report.committed, codes(report)
    return report


def codes(report):
    """The codes of all problems of an import or of one file, in order."""
    files = getattr(report, "files", [report])
    return [entry.code for file in files for entry in file.problems.entries]


def errors(report):
    """The codes of errors only."""
    files = getattr(report, "files", [report])
    return [entry.code for file in files for entry in file.problems.entries if entry.level == "error"]


def counts(file):
    """(rows, new, changed, unchanged, rejected) of a file's report."""
    return file.rows, file.new, file.changed, file.unchanged, file.rejected


def moved(report):
    """How many rows an import added or changed."""
    return sum(file.new + file.changed for file in report.files)


@contextmanager
def taken_back():
    """A block whose changes of the database vanish at its end: one example of a property."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def label_of(dimension):
    """A function from what the rollup groups by to what the oracle calls it; no value is ``None``."""
    if dimension.key in ("month", "date"):
        return lambda value: None if str(value).startswith("0001") else str(value)
    if dimension.key == "influencer":
        names = dict(Influencer.objects.values_list("pk", "code"))
    else:
        names = dict(KEYS[dimension.key].objects.values_list("pk", "key"))
    return lambda value: names[value] or None


def read_cut(dimension, metrics=METRICS, cells=None):
    """The portal's figures by a dimension: label → metric key → value."""
    cells = Rollup.objects.attributed() if cells is None else cells
    label = label_of(dimension)
    rows = cells.by(dimension).with_metrics(*metrics)
    return {label(row[dimension.alias]): {m.key: row[m.key] for m in metrics} for row in rows}


def read_all_cuts(cells=None):
    """(dimension, metrics that it may cut, figures) for every dimension."""
    for dimension in DIMENSIONS:
        metrics = [m for m in METRICS if not why_empty(m, [dimension])]
        yield dimension, metrics, read_cut(dimension, metrics, cells)


def totals(*metrics):
    """The portal's totals over everything attributed."""
    return Rollup.objects.attributed().totals(*(metrics or METRICS))


def dump_row(fact):
    """A stored fact as a row of texts, as a file would write it."""
    row = {"influencer_id": fact.influencer.code, "campaign": fact.campaign.name}
    for name in ("date", "orders", "posts", "reach", "likes", "comments", "basis"):
        value = getattr(fact, name, None)
        row[name] = "" if value is None else str(value)
    for name in ("brand", "product", "source", "platform"):
        row[name] = getattr(getattr(fact, name, None), "name", "")
    for name in ("revenue", "rate", "total_payout"):
        value = getattr(fact, name, None)
        row[name] = "" if value is None else str(Decimal(value) / 100)
    if getattr(fact, "total_is_derived", False):
        row["total_payout"] = ""
    return row


def read_oracle():
    """An oracle of the facts as they stand in the database now, with everything admins decided."""
    people = Influencer.objects.exclude(pk=NONE)
    data = {
        "influencers": [
            {"id": p.code, "platform": p.platform.name, "category": p.category.name, "gender": p.gender.name}
            for p in people
        ],
        "tracking": [dump_row(fact) for fact in TrackingEvent.objects.all()],
        "posts": [dump_row(fact) for fact in Post.objects.all()],
        "payouts": [dump_row(fact) for fact in Payout.objects.all()],
    }
    aliases = dict(Brand.objects.filter(alias_of__isnull=False).values_list("key", "alias_of__key"))
    fixed = dict(Campaign.objects.filter(brand_is_fixed=True).values_list("key", "brand__key"))
    kinds = dict(Source.objects.exclude(pk=NONE).values_list("key", "kind"))
    return Oracle(data, aliases, {campaign: brand or None for campaign, brand in fixed.items()}, kinds)
