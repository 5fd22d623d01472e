"""Loads facts: finds which rows are new, changed or the same, and writes them past the ORM.

A changed row is deleted and inserted with its old id, because campaign and date never change in place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from campaigns.bulk import batches as in_batches
from campaigns.bulk import day_writer, write_rows
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.conflicts import Conflicts, find_conflicts
from campaigns.ingest.identity import Identity, Keyed
from campaigns.ingest.images import Images
from campaigns.ingest.payouts import split_payouts
from campaigns.ingest.replacement import Remover
from campaigns.ingest.reports import FileReport
from campaigns.ingest.resolver import MODELS, Resolver
from campaigns.ingest.sheets import PAYOUTS, TRACKING, Sheet
from campaigns.models import NONE, ImportRun
from campaigns.rollup import Upkeep

LOOKUP = 5_000
HEAD = ("key", "run_id", "is_edited")
DAYS = ("date", "payout_date")
TOTAL = frozenset({"total_payout", "total_is_derived"})


@dataclass
class Rows:
    """Clean rows as the table wants them: values by column of the model, and the names they were written with.

    ``implied`` columns were not in the file: they count for new rows and leave stored ones alone.
    """

    lines: list[int]
    keys: list[bytes]
    fields: dict[str, list[Any]]
    names: dict[str, list[Any]]
    implied: frozenset[str] = frozenset()

    def take(self, places: list[int]) -> "Rows":
        """Only these rows."""
        if len(places) == len(self.lines):
            return self
        cut = {name: [values[p] for p in places] for name, values in self.fields.items()}
        names = {name: [values[p] for p in places] for name, values in self.names.items()}
        return Rows([self.lines[p] for p in places], [self.keys[p] for p in places], cut, names, self.implied)

    def tuples(self) -> Iterator[tuple]:
        """Row by row, in the order of ``fields``."""
        return zip(*self.fields.values(), strict=True)


class FactLoader:
    """Loads the files of one dataset of facts in one run."""

    def __init__(
        self, sheet: Sheet, run: ImportRun, resolver: Resolver, upkeep: Upkeep, images: Images, on_conflict: str
    ) -> None:
        self._sheet, self._model, self._run = sheet, sheet.model, run
        self._resolver, self._upkeep, self._images, self._on_conflict = resolver, upkeep, images, on_conflict
        self._identity = Identity(sheet)
        self._columns = [f.column for f in self._model._meta.concrete_fields if f.column not in ("id", *HEAD)]
        self._conflicts = Conflicts()

    def load(self, files: list[tuple[FileReport, list[Batch]]], remover: Remover | None = None) -> None:
        """Loads all files, counting into their reports; with a ``remover`` what they do not have goes."""
        self._floor = self._model.objects.aggregate(top=Max("id"))["top"] or 0
        keyed = [(report, batch, self._key(report, batch)) for report, batches in files for batch in batches]
        for report, batch, keys in keyed:
            rows = self._resolve(report, batch, keys)
            if not remover:
                self._conflicts = find_conflicts(self._sheet, report, self._run, self._identity.keys, self._conflicts)
            self._load_rows(report, rows)
        self._upkeep.enter(self._model.objects.filter(pk__gt=self._floor))
        if remover:
            remover.remove_facts(files[0][0], self._model.objects.filter(pk__lte=self._floor), self._identity.keys)

    def _key(self, report: FileReport, batch: Batch) -> Keyed:
        keyed = self._identity.find_keys(batch, report.problems)
        report.unchanged += keyed.repeated
        report.rejected += keyed.rejected
        return keyed

    def _resolve(self, report: FileReport, batch: Batch, keyed: Keyed) -> Rows:
        """Ids for names, placeholders for unknown influencers, and what only payouts need."""
        names = {c.field: batch.cells[c.key] for c in self._sheet.columns if c.key in batch.cells}
        rows = Rows(batch.lines, keyed.keys, dict(names), {f: v for f, v in names.items() if f in MODELS})
        rows = rows.take([place for place, key in enumerate(keyed.keys) if key])
        if self._sheet is PAYOUTS:
            rows.implied = TOTAL if "total_payout" not in batch.cells else frozenset()
            rows = rows.take(split_payouts(report, rows.lines, rows.fields))
        for field, written in rows.names.items():
            rows.fields[field] = self._resolver.find_names(field, written)
        if "influencer_id" in rows.fields:
            rows.fields["influencer_id"] = self._find_people(report, rows)
        if self._sheet is TRACKING:
            self._warn_of_baseline(report, rows)
        return rows

    def _find_people(self, report: FileReport, rows: Rows) -> list[int]:
        codes = rows.fields["influencer_id"]
        ids, unknown = self._resolver.find_people(codes, self._run)
        report.placeholders += len(unknown)
        for code in unknown:
            first = rows.lines[codes.index(code)]
            report.problems.add(
                "unknown-influencer", line=first, column="influencer_id", value=code, count=codes.count(code), each=True
            )
        return ids

    def _warn_of_baseline(self, report: FileReport, rows: Rows) -> None:
        if not {"source_id", "influencer_id"} <= rows.fields.keys():
            return
        for line, source, person, name in zip(
            rows.lines, rows.fields["source_id"], rows.fields["influencer_id"], rows.names["source_id"], strict=True
        ):
            if person != NONE and self._resolver.is_baseline(source):
                report.problems.add("baseline-influencer", line=line, column="source", value=name.text)

    def _load_rows(self, report: FileReport, rows: Rows) -> None:
        fields = list(rows.fields)
        new, changed, taken = [], [], []
        stored = self._find_stored(rows.keys)
        for place, (key, values) in enumerate(zip(rows.keys, rows.tuples(), strict=True)):
            known = stored.get(key)
            if known is None and self._conflicts:
                known = self._judge(report, rows.lines[place], dict(zip(fields, values, strict=True)))
            if known is None:
                new.append(place)
            elif known and self._differs(report, rows, place, known):
                changed.append((place, known))
            elif known:
                report.unchanged += 1
                taken += [known] if self._images.find_again(known["run_id"]) else []
        report.new += len(new)
        report.changed += len(changed)
        self._insert(rows.take(new))
        self._replace(rows, changed)
        self._take_over(taken)

    def _judge(self, report: FileReport, line: int, values: dict[str, Any]) -> dict[str, Any] | bool | None:
        """A row that is not stored by its key: None if it is new, the stored row it means, or False if rejected."""
        conflict = self._conflicts.find(values)
        if conflict is None:
            return None
        if conflict.is_warning:
            report.problems.add(conflict.code, line=line, **conflict.details)
            return None
        if self._on_conflict == "add":
            return None
        if self._on_conflict == "match":
            pk = self._conflicts.take(conflict)
            return next(iter(self._read_stored(pk=pk).values()))
        report.problems.add(conflict.code, line=line, **conflict.details)
        report.rejected += 1
        return False

    def _find_stored(self, keys: list[bytes]) -> dict[bytes, dict[str, Any]]:
        if not self._floor:
            return {}
        stored = {}
        for some in in_batches(keys, LOOKUP):
            stored |= self._read_stored(key__in=some)
        return stored

    def _read_stored(self, **where: Any) -> dict[bytes, dict[str, Any]]:
        found = self._model.objects.filter(**where, pk__lte=self._floor).values("id", *HEAD, *self._columns)
        return {bytes(row["key"]): row for row in found}

    def _differs(self, report: FileReport, rows: Rows, place: int, known: dict[str, Any]) -> bool:
        """Whether a stored row must be rewritten. One that was edited by hand stays as it is."""
        said = {field: values[place] for field, values in rows.fields.items() if field not in rows.implied}
        same = all(known[field] == value for field, value in said.items() if not _follows(known, field, said))
        if known["is_edited"] and not same:
            name = known[self._sheet.id_column]
            column = self._sheet.id_column if name else ""
            report.problems.add("edited-by-hand", line=rows.lines[place], column=column, value=name)
        return not known["is_edited"] and not (same and bytes(known["key"]) == rows.keys[place])

    def _insert(self, rows: Rows) -> None:
        """New rows, at the end of the table."""
        if not rows.lines:
            return
        blank = self._blank()
        head = ((key, self._run.pk, False) for key in rows.keys)
        missing = [c for c in self._columns if c not in rows.fields]
        write_day = day_writer()
        fields = {f: list(map(write_day, v)) if f in DAYS else v for f, v in rows.fields.items()}
        rest = tuple(blank[c] for c in missing)
        lines = (h + values + rest for h, values in zip(head, zip(*fields.values(), strict=True), strict=True))
        write_rows(self._model, (*HEAD, *fields, *missing), lines)
        for field, names in rows.names.items():
            self._resolver.count_spellings(field, names)

    def _replace(self, rows: Rows, changed: list[tuple[int, dict[str, Any]]]) -> None:
        """Changed rows, in their old places."""
        for some in in_batches(changed, LOOKUP):
            facts = self._model.objects.filter(pk__in=[known["id"] for _, known in some])
            self._images.keep(self._model, (known for _, known in some))
            self._upkeep.leave(facts)
            facts.delete()
            write_rows(self._model, ("id", *HEAD, *self._columns), self._changed_rows(rows, some))
            self._upkeep.enter(facts.all())
        for field, names in rows.names.items():  # a name that stays has been counted when it came
            moved = [place for place, known in changed if known[field] != rows.fields[field][place]]
            self._resolver.count_spellings(field, [names[place] for place in moved])

    def _take_over(self, taken: list[dict[str, Any]]) -> None:
        """Demo rows that are in a real file too belong to it from now on."""
        for some in in_batches(taken, LOOKUP):
            self._images.keep(self._model, some)
            self._model.objects.filter(pk__in=[known["id"] for known in some]).update(run=self._run)

    def _changed_rows(self, rows: Rows, changed: list[tuple[int, dict[str, Any]]]) -> Iterator[tuple]:
        write_day = day_writer()
        for place, known in changed:
            said = {field: values[place] for field, values in rows.fields.items() if field not in rows.implied}
            merged = known | said
            values = (write_day(merged[c]) if c in DAYS else merged[c] for c in self._columns)
            yield (known["id"], rows.keys[place], self._run.pk, False, *values)

    def _blank(self) -> dict[str, Any]:
        """What a column holds when the file has no such column."""
        fields = {f.column: f for f in self._model._meta.concrete_fields}
        return {
            c: NONE if c.endswith("_id") and fields[c].is_relation else fields[c].get_default() for c in self._columns
        }


def _follows(known: dict[str, Any], field: str, said: dict[str, Any]) -> bool:
    """A derived total follows its scope, so its amount says nothing about a change."""
    return field == "total_payout" and known["total_is_derived"] and said["total_is_derived"]
