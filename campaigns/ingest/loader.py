"""Loads facts: finds which rows are new, changed or the same, and writes them past the ORM.

A changed row is deleted and inserted with its old id, because campaign and date never change in place.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from campaigns.bulk import batches as in_batches
from campaigns.bulk import day_writer, index_last, write_columns, write_rows
from campaigns.coded import Coded
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.conflicts import Conflicts, find_conflicts
from campaigns.ingest.identity import Identity
from campaigns.ingest.images import Images
from campaigns.ingest.payouts import split_payouts
from campaigns.ingest.repeats import report_repeats
from campaigns.ingest.replacement import Remover
from campaigns.ingest.reports import SAMPLES, FileReport
from campaigns.ingest.resolver import Resolver
from campaigns.ingest.rows import DAYS, TOTAL, Rows, describe_change
from campaigns.ingest.sheets import PAYOUTS, TRACKING, Sheet
from campaigns.ingest.stored import HEAD, Stored, StoredRow
from campaigns.models import NONE, ImportRun
from campaigns.rollup import Upkeep

BATCH = 5_000


class FactLoader:
    """Loads the files of one dataset of facts in one run."""

    def __init__(
        self,
        sheet: Sheet,
        run: ImportRun,
        resolver: Resolver,
        upkeep: Upkeep,
        images: Images,
        identity: Identity,
        on_conflict: str,
    ) -> None:
        self._sheet, self._model, self._run = sheet, sheet.model, run
        self._resolver, self._upkeep, self._images, self._on_conflict = resolver, upkeep, images, on_conflict
        self._identity, self._stored = identity, Stored(sheet)
        self._columns = self._stored.columns
        self._conflicts = Conflicts()

    def load(
        self,
        files: list[tuple[FileReport, Iterable[Batch]]],
        progress: Callable[[int], None],
        remover: Remover | None = None,
    ) -> None:
        """Loads all files, counting into their reports; with a ``remover`` what they do not have goes."""
        with index_last(self._model):
            for report, batches in files:
                if not (remover and remover.takes_all):
                    stay = remover.leave if remover else QuerySet.all
                    self._conflicts = find_conflicts(self._sheet, report, self._run, self._identity, stay)
                for batch in batches:
                    self._load_batch(report, batch)
                    progress(len(batch))
        if self._sheet is not TRACKING:
            self._upkeep.enter(self._model.objects.filter(pk__gt=self._stored.last))
        if remover:
            stored = self._model.objects.filter(pk__lte=self._stored.last)
            remover.remove_facts(files[0][0], stored, self._identity.all_keys())

    def _load_batch(self, report: FileReport, batch: Batch) -> None:
        keyed = self._identity.next(len(batch))
        keep = report_repeats(self._sheet, report, batch, keyed)
        rows = self._resolve(report, Rows.of_batch(self._sheet, batch, keyed).take(keep))
        if self._stored.last or self._conflicts:
            self._load_beside(report, rows)
        else:
            report.new += len(rows)
            self._insert(rows)

    def _resolve(self, report: FileReport, rows: Rows) -> Rows:
        """Ids for names, placeholders for unknown influencers, and what only payouts need."""
        if self._sheet is PAYOUTS:
            rows.implied = TOTAL if "total_payout" not in rows.fields else frozenset()
            rows = rows.take(split_payouts(report, rows.lines, rows.fields))
        for field, written in rows.names.items():
            rows.fields[field] = self._resolver.find_names(field, written)
        if "influencer_id" in rows.fields:
            rows.fields["influencer_id"] = self._find_people(report, rows)
        if self._sheet is TRACKING:
            self._warn_of_baseline(report, rows)
        return rows

    def _find_people(self, report: FileReport, rows: Rows) -> Coded:
        codes = rows.fields["influencer_id"]
        ids, unknown = self._resolver.find_people(codes, self._run)
        report.placeholders += len(unknown)
        counts = codes.counts() if unknown else []
        for code in unknown:
            place = codes.values.index(code)
            first = int(rows.lines[(codes.codes == place).argmax()])
            report.problems.add(
                "unknown-influencer", line=first, column="influencer_id", value=code, count=counts[place], each=True
            )
        return ids

    def _warn_of_baseline(self, report: FileReport, rows: Rows) -> None:
        if not {"source_id", "influencer_id"} <= rows.fields.keys():
            return
        is_baseline = rows.fields["source_id"].where(self._resolver.is_baseline)
        found = (is_baseline & rows.fields["influencer_id"].where(lambda person: person != NONE)).nonzero()[0]
        if len(found):
            names = rows.names["source_id"]
            first = names.values[names.codes[found[0]]].text
            line = int(rows.lines[found[0]])
            report.problems.add("baseline-influencer", line=line, column="source", value=first, count=len(found))

    def _load_beside(self, report: FileReport, rows: Rows) -> None:
        """Compares each row with what is stored."""
        new, changed, taken = [], [], []
        stored = self._stored.find(rows.keys, rows.is_whole)
        if self._conflicts:
            self._conflicts.prepare(
                rows.row(said) for key, said in zip(rows.keys, rows.said(), strict=True) if key not in stored
            )
        for place, (key, said) in enumerate(zip(rows.keys, rows.said(), strict=True)):
            known = stored.get(key)
            if known is None and self._conflicts:
                known = self._judge(report, int(rows.lines[place]), rows.row(said))
            if known is None:
                new.append(place)
            elif known and self._differs(report, rows, place, said, known):
                changed.append((place, known))
            elif known:
                report.unchanged += 1
                taken += [known] if self._images.find_again(known.run_id) else []
        report.new += len(new)
        report.changed += len(changed)
        self._insert(rows.at(new))
        self._replace(report, rows, changed)
        self._take_over(taken)

    def _judge(self, report: FileReport, line: int, values: dict[str, Any]) -> StoredRow | bool | None:
        """A row that is not stored by its key: None if it is new, the stored row it means, or False if rejected."""
        conflict = self._conflicts.find(values)
        if conflict is None:
            return None
        if self._on_conflict == "match":
            return self._stored.read_one(self._conflicts.take(conflict))
        if conflict.is_warning:
            report.problems.add(conflict.code, line=line, **conflict.details)
            return None
        if self._on_conflict == "add":
            return None
        report.problems.add(conflict.code, line=line, **conflict.details)
        report.rejected += 1
        return False

    def _differs(self, report: FileReport, rows: Rows, place: int, said: tuple, known: StoredRow) -> bool:
        """Whether a stored row must be rewritten. One that was edited by hand stays as it is."""
        if known.values is None and not known.is_edited:  # its key says that all its cells are the same
            return False
        known = self._stored.complete(known)
        same = rows.is_same(said, known)
        if known.is_edited and not same:
            name = known.values[self._sheet.id_column]
            column = self._sheet.id_column if name else ""
            report.problems.add("edited-by-hand", line=int(rows.lines[place]), column=column, value=name)
        return not known.is_edited and not (same and known.key == rows.keys[place])

    def _insert(self, rows: Rows) -> None:
        """New rows, at the end of the table."""
        if not len(rows):
            return
        write_day = day_writer()
        fields = {f: column.map(write_day) if f in DAYS else column for f, column in rows.fields.items()}
        blank = {c: v for c, v in self._stored.blank().items() if c not in fields}
        write_columns(self._model, {"key": rows.keys} | fields, {"run_id": self._run.pk, "is_edited": False} | blank)
        if self._sheet is TRACKING:
            self._upkeep.enter_events(rows.as_events())
        for field, names in rows.names.items():
            self._resolver.count_spellings(field, names)

    def _replace(self, report: FileReport, rows: Rows, changed: list[tuple[int, StoredRow]]) -> None:
        """Changed rows, in their old places."""
        changed = [(place, self._stored.complete(known)) for place, known in changed]
        for some in in_batches(changed, BATCH):
            facts = self._model.objects.filter(pk__in=[known.pk for _, known in some])
            self._images.keep(self._model, (known.image for _, known in some))
            self._upkeep.leave(facts)
            facts.delete()
            write_rows(self._model, ("id", *HEAD, *self._columns), self._changed_rows(rows, some))
            self._upkeep.enter(facts.all())
        self._keep_samples(report, rows, changed)
        for field, names in rows.names.items():  # a name that stays has been counted when it came
            ids = rows.fields[field].list() if changed else []
            moved = [place for place, known in changed if known.values[field] != ids[place]]
            self._resolver.count_spellings(field, names.take(moved))

    def _keep_samples(self, report: FileReport, rows: Rows, changed: list[tuple[int, StoredRow]]) -> None:
        for place, known in changed[: SAMPLES - len(report.samples)]:
            report.samples.append(describe_change(self._sheet, rows, place, known))

    def _take_over(self, taken: list[StoredRow]) -> None:
        """Demo rows that are in a real file too belong to it from now on."""
        for some in in_batches(map(self._stored.complete, taken), BATCH):
            self._images.keep(self._model, (known.image for known in some))
            self._model.objects.filter(pk__in=[known.pk for known in some]).update(run=self._run)

    def _changed_rows(self, rows: Rows, changed: list[tuple[int, StoredRow]]) -> Iterator[tuple]:
        write_day = day_writer()
        for place, known in changed:
            merged = known.values | rows.stated(place)
            values = (write_day(merged[c]) if c in DAYS else merged[c] for c in self._columns)
            yield (known.pk, rows.keys[place], self._run.pk, False, *values)
