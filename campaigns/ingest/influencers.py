"""Loads influencers: new ones, changed ones, and placeholders that a file now completes.

A row that says nothing but the id completes nobody: that is how the portal exports an incomplete influencer.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from campaigns.bulk import write_columns
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.identity import Identity
from campaigns.ingest.images import Images
from campaigns.ingest.repeats import report_repeats
from campaigns.ingest.replacement import Remover
from campaigns.ingest.reports import SAMPLES, FileReport, Sample
from campaigns.ingest.resolver import MODELS, Resolver
from campaigns.ingest.rows import show_value
from campaigns.ingest.sheets import INFLUENCERS
from campaigns.models import NONE, ImportRun, Influencer, Payout, Post, TrackingEvent
from campaigns.rollup import Upkeep

COLUMNS = tuple(field.attname for field in Influencer._meta.concrete_fields)
BLANK = {"name": "", "category_id": NONE, "gender_id": NONE, "platform_id": NONE, "follower_count": None}


class InfluencerLoader:
    """Loads the influencers files of one run."""

    def __init__(self, run: ImportRun, resolver: Resolver, upkeep: Upkeep, images: Images) -> None:
        self._run, self._resolver, self._upkeep, self._images = run, resolver, upkeep, images
        self._stored: dict[str, Influencer] = {}
        self._codes: set[str] = set()
        self._new: list[dict[str, Any]] = []

    def load(self, files: list[tuple[FileReport, Iterable[Batch]]], identity: Identity) -> None:
        """Loads all files, counting into their reports; ``remove`` comes later, when all facts are in."""
        self._stored = {person.code: person for person in Influencer.objects.all()}
        for report, batches in files:
            for batch in batches:
                keep = report_repeats(INFLUENCERS, report, batch, identity.next(len(batch)))
                self._load_batch(report, batch.take(keep))

    def remove(self, report: FileReport, remover: Remover) -> None:
        """Removes the influencers that the files do not have."""
        remover.remove_influencers(report, self._codes)

    def _load_batch(self, report: FileReport, batch: Batch) -> None:
        fields = {c.field: batch.cells[c.key] for c in INFLUENCERS.columns if c.key in batch.cells}
        ids = {f: self._resolver.find_names(f, names) for f, names in fields.items() if f in MODELS}
        rows = zip(*(column.list() for column in (fields | ids).values()), strict=True)
        brought = [
            self._load_row(report, line, dict(zip(fields, row, strict=True)))
            for line, row in zip(batch.lines.tolist(), rows, strict=True)
        ]
        self._store_new()
        for field in ids:
            is_new = np.array([field in columns for columns in brought], dtype=bool)
            self._resolver.count_spellings(field, fields[field].take(is_new))

    def _load_row(self, report: FileReport, line: int, values: dict[str, Any]) -> set[str]:
        """The columns in which the row brought something new."""
        person = self._stored.get(values["code"])
        self._codes.add(values["code"])
        if person is None:
            self._add(values)
            report.new += 1
            return set(values)
        changes = {name: value for name, value in values.items() if getattr(person, name) != value}
        if changes and not person.is_edited:
            if len(report.samples) < SAMPLES:
                report.samples.append(_describe_change(line, person, changes))
            self._change(person, changes)
            report.changed += 1
            return set(changes)
        if changes:
            report.problems.add("edited-by-hand", line=line, column="id", value=person.code)
        if self._images.find_again(person.run_id):
            self._change(person, {})
        report.unchanged += 1
        return set()

    def _add(self, values: dict[str, Any]) -> None:
        search_key = Influencer.make_search_key(values["code"], values["name"])
        is_incomplete = Influencer(**values).is_blank
        self._new.append(BLANK | values | {"search_key": search_key, "is_incomplete": is_incomplete})

    def _store_new(self) -> None:
        if self._new:
            columns = {name: [values[name] for values in self._new] for name in self._new[0]}
            write_columns(Influencer, columns, {"is_edited": False, "run_id": self._run.pk})
        new, self._new = Influencer.objects.filter(run=self._run).order_by(), []
        for person in new:
            self._stored[person.code] = person
            self._resolver.add_person(person)

    def _change(self, person: Influencer, changes: dict[str, Any]) -> None:
        self._images.keep(Influencer, [{c: getattr(person, c) for c in COLUMNS}])
        facts = [model.objects.filter(influencer=person) for model in (TrackingEvent, Post, Payout)]
        moves = "platform_id" in changes
        for some in facts if moves else ():
            self._upkeep.leave(some)
        for name, value in (changes | {"run": self._run}).items():
            setattr(person, name, value)
        person.is_incomplete = person.is_blank
        person.save()
        for some in facts if moves else ():
            self._upkeep.enter(some)


def _describe_change(line: int, person: Influencer, changes: dict[str, Any]) -> Sample:
    keys = {column.field: column.key for column in INFLUENCERS.columns}
    shown = [(keys[f], show_value(f, getattr(person, f)), show_value(f, value)) for f, value in changes.items()]
    return Sample(line, person.code, shown)
