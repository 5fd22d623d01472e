"""Rows that are probably stored already under another identity: the traps that would double money, made loud."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from campaigns.formats import format_money
from campaigns.ingest.reports import FileReport
from campaigns.ingest.sheets import PAYOUTS, TRACKING, Sheet
from campaigns.models import ImportFile, ImportRun, Payout, TrackingEvent


@dataclass(frozen=True)
class Conflict:
    """One stored row that a new one may mean."""

    code: str
    pk: int
    is_warning: bool = False
    details: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass
class Conflicts:
    """What stored rows a file's rows are compared with. Falsy when there is nothing to compare."""

    report: FileReport | None = None
    rules: list["_Lookalikes | _Restated"] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rules)

    def find(self, values: dict[str, Any]) -> Conflict | None:
        """The conflict of a row, if any rule sees one."""
        return next((conflict for rule in self.rules if (conflict := rule.find(values))), None)

    def take(self, conflict: Conflict) -> int:
        """Uses up a stored row for a match; returns its id."""
        for rule in self.rules:
            rule.drop(conflict.pk)
        return conflict.pk


def find_conflicts(sheet: Sheet, report: FileReport, run: ImportRun, in_files: set[bytes], last: Conflicts) -> Conflicts:
    """The rules for a file; those of ``last`` when it is the same file. Rows the files contain are out of question."""
    if last.report is report:
        return last
    rules: Iterable = ()
    if sheet is TRACKING:
        rules = _find_lookalikes(report, run, in_files)
    elif sheet is PAYOUTS:
        rules = [_Restated(run, in_files)]
    return Conflicts(report, list(rules))


def _find_lookalikes(report: FileReport, run: ImportRun, in_files: set[bytes]) -> Iterator["_Lookalikes"]:
    """One rule for each other set of columns that earlier tracking files had."""
    runs = defaultdict(set)
    for earlier, columns in ImportFile.objects.filter(dataset=TRACKING.key).exclude(run=run).values_list("run_id", "columns"):
        runs[frozenset(columns)].add(earlier)
    for columns, theirs in runs.items():
        if columns != frozenset(report.columns):
            yield _Lookalikes(sorted(columns & set(report.columns)), theirs, in_files)


class _Lookalikes:
    """Stored tracking rows of files with other columns, by all the cells that both have."""

    def __init__(self, columns: list[str], runs: set[int], in_files: set[bytes]) -> None:
        self._fields = [TRACKING.column(key).field for key in columns]
        self._stored: dict[tuple, list[int]] = defaultdict(list)
        rows = TrackingEvent.objects.filter(run__in=runs).values_list("pk", "key", *self._fields)
        for pk, key, *cells in rows.iterator(chunk_size=5000):
            if bytes(key) not in in_files:
                self._stored[tuple(cells)].append(pk)

    def find(self, values: dict[str, Any]) -> Conflict | None:
        found = self._stored.get(tuple(values[name] for name in self._fields))
        return Conflict("possible-duplicate", found[0]) if found else None

    def drop(self, pk: int) -> None:
        self._stored = {cells: [p for p in pks if p != pk] for cells, pks in self._stored.items()}


class _Restated:
    """Stored payouts by influencer, campaign and basis, for rows that carry no id of their own."""

    def __init__(self, run: ImportRun, in_files: set[bytes]) -> None:
        self._stored: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
        rows = Payout.objects.exclude(run=run).order_by("pk")
        for pk, key, total, *scope in rows.values_list("pk", "key", "total_payout", "influencer_id", "campaign_id", "basis"):
            if bytes(key) not in in_files:
                self._stored[tuple(scope)].append((pk, total))

    def find(self, values: dict[str, Any]) -> Conflict | None:
        scope = (values["influencer_id"], values.get("campaign_id", 0), values["basis"])
        stored = self._stored.get(scope)
        if not stored or values.get("payout_id"):
            return None
        pk, total = next(((p, t) for p, t in stored if t != values["total_payout"]), stored[0])
        if total == values["total_payout"] and not values["total_is_derived"]:
            return Conflict("payout-repeated", pk, is_warning=True)
        return Conflict("payout-restated", pk, details={"column": "total_payout", "stored": format_money(total)})

    def drop(self, pk: int) -> None:
        self._stored = {scope: [row for row in rows if row[0] != pk] for scope, rows in self._stored.items()}
