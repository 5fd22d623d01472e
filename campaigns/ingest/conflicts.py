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


def find_conflicts(
    sheet: Sheet, report: FileReport, run: ImportRun, in_files: set[bytes], last: Conflicts
) -> Conflicts:
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
    """One rule for each set of columns that earlier tracking files had."""
    runs = defaultdict(set)
    for earlier, columns in (
        ImportFile.objects.filter(dataset=TRACKING.key).exclude(run=run).values_list("run_id", "columns")
    ):
        runs[frozenset(columns)].add(earlier)
    mine = frozenset(report.columns)
    for columns, theirs in runs.items():
        if columns != mine or TRACKING.id_column in columns:
            yield _Lookalikes(sorted((columns & mine) - {TRACKING.id_column}), theirs, in_files, columns == mine)


class _Lookalikes:
    """Stored tracking rows that a new one may mean under another identity, by all the cells that both have."""

    def __init__(self, columns: list[str], runs: set[int], in_files: set[bytes], are_same_columns: bool) -> None:
        self._fields = [TRACKING.column(key).field for key in columns]
        self._runs, self._in_files, self._are_same_columns = runs, in_files, are_same_columns
        self._stored: dict[bool, dict[tuple, list[int]]] = {}
        self._taken: set[int] = set()

    def find(self, values: dict[str, Any]) -> Conflict | None:
        cells = tuple(values[name] for name in self._fields)
        for with_id in self._comparable(bool(values.get("tracking_id"))):
            pks = self._read(with_id).get(cells, [])
            while pks and pks[-1] in self._taken:
                pks.pop()
            if pks:
                details = {"column": TRACKING.id_column, "value": values.get("tracking_id", "")}
                return Conflict("possible-duplicate", pks[-1], details=details)
        return None

    def drop(self, pk: int) -> None:
        self._taken.add(pk)

    def _comparable(self, has_id: bool) -> list[bool]:
        """Whether stored rows with an id, without one, or both may be the same: two ids that differ are two rows,
        and rows with the same columns and no id were told apart by all their cells."""
        return [w for w in (False, True) if not (w and has_id) and not (self._are_same_columns and w == has_id)]

    def _read(self, with_id: bool) -> dict[tuple, list[int]]:
        """Cells → stored rows, read when first asked for: most files never ask."""
        if with_id not in self._stored:
            found = self._stored[with_id] = defaultdict(list)
            rows = TrackingEvent.objects.filter(run__in=self._runs).order_by("-pk")
            rows = rows.exclude(tracking_id="") if with_id else rows.filter(tracking_id="")
            for pk, key, *cells in rows.values_list("pk", "key", *self._fields).iterator(chunk_size=5000):
                if bytes(key) not in self._in_files:
                    found[tuple(cells)].append(pk)
        return self._stored[with_id]


class _Restated:
    """Stored payouts by influencer, campaign and basis, for rows that may be one of them again."""

    def __init__(self, run: ImportRun, in_files: set[bytes]) -> None:
        self._stored: dict[tuple, list[tuple[int, int, bool]]] = defaultdict(list)
        self._taken: set[int] = set()
        columns = ("pk", "key", "total_payout", "payout_id", "influencer_id", "campaign_id", "basis")
        for pk, key, total, name, *scope in Payout.objects.exclude(run=run).order_by("pk").values_list(*columns):
            if bytes(key) not in in_files:
                self._stored[tuple(scope)].append((pk, total, bool(name)))

    def find(self, values: dict[str, Any]) -> Conflict | None:
        scope = (values["influencer_id"], values.get("campaign_id", 0), values["basis"])
        stored = [row for row in self._stored.get(scope, ()) if row[0] not in self._taken]
        is_derived, said = values["total_is_derived"], values["total_payout"]
        details = {"column": "total_payout", "value": "" if is_derived else format_money(said)}
        if values.get("payout_id"):  # two ids are two payouts; only an id that came can double one
            again = (pk for pk, total, has_id in stored if total == said and not has_id and not is_derived)
            return next((Conflict("payout-repeated", pk, is_warning=True, details=details) for pk in again), None)
        for pk, total, _ in stored:
            if total != said or is_derived:
                return Conflict("payout-restated", pk, details=details | {"stored": format_money(total)})
        return Conflict("payout-repeated", stored[0][0], is_warning=True, details=details) if stored else None

    def drop(self, pk: int) -> None:
        self._taken.add(pk)
