"""Rows that are probably stored already under another identity: the traps that would double money, made loud."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from campaigns.formats import format_money
from campaigns.ingest.identity import Identity
from campaigns.ingest.reports import FileReport
from campaigns.ingest.sheets import PAYOUTS, TRACKING, Sheet
from campaigns.models import ImportFile, ImportRun, Payout, TrackingEvent

Stay = Callable[[QuerySet], QuerySet]
"""Of stored rows those that no replacement takes away."""


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

    rules: list["_Lookalikes | _Restated"] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rules)

    def prepare(self, rows: Iterable[dict[str, Any]]) -> None:
        """Says which rows will be asked for next."""
        wanted = list(rows)
        for rule in self.rules:
            rule.prepare(wanted)

    def find(self, values: dict[str, Any]) -> Conflict | None:
        """The conflict of a row, if any rule sees one."""
        return next((conflict for rule in self.rules if (conflict := rule.find(values))), None)

    def take(self, conflict: Conflict) -> int:
        """Uses up a stored row for a match; returns its id."""
        for rule in self.rules:
            rule.drop(conflict.pk)
        return conflict.pk


def find_conflicts(sheet: Sheet, report: FileReport, run: ImportRun, identity: Identity, stay: Stay) -> Conflicts:
    """The rules for a file. Stored rows that the files contain are out of question, and those that do not ``stay``."""
    if sheet is TRACKING:
        return Conflicts(list(_find_lookalikes(report, run, identity, stay)))
    if sheet is PAYOUTS and stay(Payout.objects.exclude(run=run)).exists():
        return Conflicts([_Restated(stay(Payout.objects.exclude(run=run)), identity.all_keys())])
    return Conflicts()


def _find_lookalikes(report: FileReport, run: ImportRun, identity: Identity, stay: Stay) -> Iterator["_Lookalikes"]:
    """One rule for each set of columns that earlier tracking files had."""
    runs = defaultdict(set)
    for earlier, columns in (
        ImportFile.objects.filter(dataset=TRACKING.key).exclude(run=run).values_list("run_id", "columns")
    ):
        runs[frozenset(columns)].add(earlier)
    mine, in_files = frozenset(report.columns), Lazy(identity.all_keys)
    for columns, theirs in runs.items():
        if columns != mine or TRACKING.id_column in columns:
            common = sorted((columns & mine) - {TRACKING.id_column})
            yield _Lookalikes(common, stay(TrackingEvent.objects.filter(run__in=theirs)), in_files, columns == mine)


class Lazy:
    """A set that is only made when somebody looks into it."""

    def __init__(self, make: Callable[[], set[bytes]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> set[bytes]:
        return self._make()

    def __contains__(self, key: bytes) -> bool:
        return key in self._made


class _Lookalikes:
    """Stored tracking rows that a new one may mean under another identity, by all the cells that both have."""

    def __init__(self, columns: list[str], events: QuerySet, in_files: Lazy, are_same_columns: bool) -> None:
        self._fields = [TRACKING.column(key).field for key in columns]
        self._events, self._in_files, self._are_same_columns = events, in_files, are_same_columns
        self._stored: dict[tuple[bool, tuple], list[int]] = {}
        self._taken: set[int] = set()

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Reads the stored rows of the same days that equal one of these; has an id, cells → row numbers."""
        wanted = {self._cells(row) for row in rows if self._comparable(bool(row.get("tracking_id")))}
        self._stored = defaultdict(list)
        if not wanted:
            return
        days = [row["date"] for row in rows]
        events = self._events.filter(date__gte=min(days), date__lte=max(days))
        columns = ("pk", "key", "tracking_id", *self._fields)
        for pk, key, name, *cells in events.order_by("-pk").values_list(*columns).iterator(chunk_size=5000):
            if tuple(cells) in wanted and bytes(key) not in self._in_files:
                self._stored[bool(name), tuple(cells)].append(pk)

    def find(self, values: dict[str, Any]) -> Conflict | None:
        for with_id in self._comparable(bool(values.get("tracking_id"))):
            pks = self._stored.get((with_id, self._cells(values)), [])
            while pks and pks[-1] in self._taken:
                pks.pop()
            if pks:
                details = {"column": TRACKING.id_column, "value": values.get("tracking_id", "")}
                return Conflict("possible-duplicate", pks[-1], details=details)
        return None

    def drop(self, pk: int) -> None:
        self._taken.add(pk)

    def _cells(self, values: dict[str, Any]) -> tuple:
        return tuple(values[name] for name in self._fields)

    def _comparable(self, has_id: bool) -> list[bool]:
        """Whether stored rows with an id, without one, or both may be the same: two ids that differ are two rows,
        and rows with the same columns and no id were told apart by all their cells."""
        return [w for w in (False, True) if not (w and has_id) and not (self._are_same_columns and w == has_id)]


class _Restated:
    """Stored payouts by influencer, campaign and basis, for rows that may be one of them again."""

    def __init__(self, payouts: QuerySet, in_files: set[bytes]) -> None:
        self._stored: dict[tuple, list[tuple[int, int, bool]]] = defaultdict(list)
        self._taken: set[int] = set()
        columns = ("pk", "key", "total_payout", "payout_id", "influencer_id", "campaign_id", "basis")
        for pk, key, total, name, *scope in payouts.order_by("pk").values_list(*columns):
            if bytes(key) not in in_files:
                self._stored[tuple(scope)].append((pk, total, bool(name)))

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """All is read already: payouts are few."""

    def find(self, values: dict[str, Any]) -> Conflict | None:
        scope = (values["influencer_id"], values.get("campaign_id", 0), values["basis"])
        stored = [row for row in self._stored.get(scope, ()) if row[0] not in self._taken]
        is_derived, said = values["total_is_derived"], values["total_payout"]
        details = {"column": "total_payout", "value": "" if is_derived else format_money(said)}
        if values.get("payout_id"):  # two ids are two payouts; only an id that came can double one
            again = (pk for pk, total, has_id in stored if total == said and not has_id and not is_derived)
            return next((Conflict("payout-repeated", pk, is_warning=True, details=details) for pk in again), None)
        equal = [pk for pk, total, _ in stored if total == said and not is_derived]
        for pk, total, _ in stored:
            if pk not in equal:  # it may still mean one that has its amount
                return Conflict(
                    "payout-restated", (equal or [pk])[0], details=details | {"stored": format_money(total)}
                )
        return Conflict("payout-repeated", equal[0], is_warning=True, details=details) if equal else None

    def drop(self, pk: int) -> None:
        self._taken.add(pk)
