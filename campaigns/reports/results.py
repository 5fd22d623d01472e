"""Runs a report: one grouped query at most, sorted and totalled in Python, names joined where they are looked at."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

from campaigns.metrics.catalog import PAYOUT, ROAS
from campaigns.metrics.dimensions import Dimension, is_allocated, why_empty
from campaigns.metrics.parts import Metric, Part
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE
from campaigns.names import fold_name
from campaigns.reports.answers import ask, once
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row, metric_column
from campaigns.reports.places import Narrow, everywhere, find_places
from campaigns.reports.selection import Selection


class Rows(Sequence[Row]):
    """Grouped rows that get their names only when they are looked at: a page shows few of them."""

    def __init__(self, rows: list[Row], label: Callable[[Row], Row]) -> None:
        self._rows, self._label = rows, label

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return list(map(self._label, self._rows[place]))
        return self._label(self._rows[place])

    def __iter__(self) -> Iterator[Row]:
        return map(self._label, self._rows)

    @property
    def bare(self) -> Sequence[Row]:
        """All of them without names, for whoever reckons with figures and ids; to read only."""
        return self._rows


@dataclass
class Result:
    """A report's answer: all rows in order, the totals under the same keys, and what must be said about them."""

    columns: list[Column]
    rows: Sequence[Row]
    totals: Row
    hidden_payout: int = 0
    empty_reasons: list[str] = field(default_factory=list)
    shown_sort: str = ""
    reason: str = ""
    """Why there is no row, where there is more to say than that nothing matches."""

    @property
    def bare_rows(self) -> Sequence[Row]:
        """The rows, without names where these are looked up late."""
        return self.rows.bare if isinstance(self.rows, Rows) else self.rows

    @property
    def is_allocated(self) -> bool:
        """Whether any figure rests on spread payouts."""
        return any(isinstance(c, MetricColumn) and c.is_allocated for c in self.columns)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def run_report(
    report: Report,
    selection: Selection,
    labels: Labels,
    within: Narrow | None = None,
    cut_by: Iterable[Dimension] = (),
) -> Result:
    """The rows of a report under a selection.

    ``within`` limits it further, by the dimensions ``cut_by`` (a detail page, which says once what payout is hidden).
    """
    places = find_places(selection, within or everywhere)
    if report.attributed_only:
        places = [some.attributed() for some in places]
    columns = build_columns(report, [*cut_by, *selection.emptying], selection.margin)
    metrics = [c.metric for c in columns if isinstance(c, MetricColumn) and not c.why_empty]
    with_idle = report.lists_all and within is None and not selection.emptying
    label = partial(_label_row, report, labels)
    rows = _read_rows(report, list(map(selection.cells, places)), metrics, labels, with_idle)
    if selection.bounds_roas:
        rows = [row for row in rows if selection.passes_roas(row.get(ROAS.key))]
    if selection.search:
        rows = [row for row in rows if _matches(label(row), selection, report)]
    counted = [metric for metric in metrics if metric not in report.no_total]
    totals = once(rows, ("totals", *counted), lambda rows: add_up(rows, counted))
    sort = selection.data["sort"] or report.default_sort
    rows = once(rows, (report.key, sort), lambda rows: _sort(rows, columns, sort, label))
    hidden = find_hidden_payout(selection) if within is None else 0
    result = Result(columns, Rows(rows, label), totals, hidden, shown_sort=sort)
    shown = [c for c in columns if isinstance(c, MetricColumn) and c.on_screen]
    result.empty_reasons = sorted({c.why_empty for c in shown if c.why_empty})
    return result


def build_columns(report: Report, filtered: Iterable[Dimension], margin: int | None = None) -> list[Column]:
    """The report's columns; metrics know why they are empty under this grouping, these filters and this margin."""
    cuts = [*report.dimensions, *filtered]
    metrics = [
        metric_column(m, why_empty=why_empty(m, cuts), is_allocated=is_allocated(m, cuts))
        for m in (metric.at(margin) for metric in report.metrics)
    ]
    return [*report.columns, *metrics]


def _read_rows(
    report: Report, places: list[RollupQuerySet], metrics: list[Metric], labels: Labels, with_idle: bool
) -> list[Row]:
    """The grouped rows by the names of what they are grouped by, each with its ids under ``_ids``; to read only."""
    facts = {fact for metric in metrics for fact in metric.facts}
    grouped = [some.of_facts(facts).by(*report.dimensions).with_metrics(*metrics) for some in places]

    def arrange(rows: list[Row]) -> list[Row]:
        aliases = [dimension.alias for dimension in report.dimensions]
        for row in rows:
            row["_ids"] = tuple(map(row.pop, aliases))
        rows = [*rows, *_idle_rows(report, rows, labels)] if with_idle else rows
        for place, dimension in reversed(list(enumerate(report.dimensions))):
            rank = labels.rank(dimension)
            rows.sort(key=lambda row, rank=rank, place=place: rank(row["_ids"][place]))
        return rows

    if len(grouped) == 1:
        return ask(grouped[0], labels.version, arrange, variant="with idle" if with_idle else "")
    return arrange(_join([ask(some, labels.version) for some in grouped], metrics))


def _join(answers: Iterable[Iterable[Row]], metrics: Iterable[Metric]) -> list[Row]:
    """Rows of one group from several places added up. All metrics must be sums."""
    keys, joined = {metric.key for metric in metrics}, {}
    for row in chain.from_iterable(answers):
        group = tuple(value for key, value in row.items() if key not in keys)
        so_far = joined.setdefault(group, row | dict.fromkeys(keys, 0))
        so_far.update({key: so_far[key] + row[key] for key in keys})
    return list(joined.values())


def _label_row(report: Report, labels: Labels, row: Row) -> Row:
    """The row with the names of its ids, as raw values and as shown."""
    labelled = dict(row)
    for dimension, value in zip(report.dimensions, row["_ids"], strict=True):
        labelled[dimension.key] = labels.name(dimension, value)
        labelled[f"_{dimension.key}_shown"] = labels.shown(dimension, value) or f"no {dimension.label.lower()}"
    labelled.update(report.add_labels(labelled, labels))
    return labelled


def _idle_rows(report: Report, rows: list[Row], labels: Labels) -> list[Row]:
    """Influencers without any facts: nothing sold, paid or posted."""
    seen = {row["_ids"][0] for row in rows} | {NONE}
    nothing = {p.key: 0 for m in report.metrics for p in m.parts()}
    values = {m.key: m.value(nothing) for m in report.metrics}
    return [{**values, "_ids": (pk,)} for pk in labels.people if pk not in seen]


def _matches(row: Row, selection: Selection, report: Report) -> bool:
    words = fold_name(selection.search)
    return any(words in fold_name(f"{row.get(c.key) or ''} {c.show(row)}") for c in report.columns if not c.is_number)


def _sort(rows: list[Row], columns: Iterable[Column], sort: str, label: Callable[[Row], Row]) -> list[Row]:
    """By a column; what is shown of a dimension has to be looked up first."""
    column = next(c for c in columns if c.key == sort.removeprefix("-"))
    if isinstance(column, MetricColumn):
        return sort_by(rows, lambda row: row.get(column.key), sort)
    return sort_by(rows, lambda row: column.sort_value(label(row)), sort)


def sort_by(rows: list[Row], value: Callable[[Row], Any], sort: str) -> list[Row]:
    """The rows by a value, empty ones last whichever way; equal ones in the order they came in."""
    valued = [(value(row), row) for row in rows]
    full = [pair for pair in valued if pair[0] not in (None, "")]
    full.sort(key=itemgetter(0), reverse=sort.startswith("-"))
    return [row for _, row in full] + [row for value, row in valued if value in (None, "")]


def add_up(rows: Sequence[Mapping[str, Any]], metrics: Iterable[Metric]) -> Row:
    """Totals of the rows: parts are added, every other metric is computed from the added parts."""
    metrics = list(metrics)
    parts: set[Part] = {part for metric in metrics for part in metric.parts()}
    sums = {part.key: sum(map(itemgetter(part.key), rows)) for part in parts}
    return {metric.key: metric.value(sums) for metric in metrics}


def find_hidden_payout(selection: Selection, narrow: Narrow = everywhere) -> int:
    """Paise of unallocated payouts that this selection leaves out only because they have no date, product or source."""
    if not selection.cuts:
        return 0
    places = [some.attributed() for some in find_places(selection, narrow)]
    near, shown = map(selection.undated_near, places), (selection.cells(some).undated() for some in places)
    return sum_payout(near) - sum_payout(shown)


def sum_payout(places: Iterable[RollupQuerySet]) -> int:
    """Paise of payout in all of them together."""
    return sum(some.totals(PAYOUT)[PAYOUT.key] for some in places)
