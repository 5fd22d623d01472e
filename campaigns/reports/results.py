"""Runs a report: one grouped query, names joined afterwards, sorted and totalled in Python."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaigns.metrics.catalog import PAYOUT, ROAS
from campaigns.metrics.dimensions import Dimension, is_allocated, why_empty
from campaigns.metrics.parts import Metric, Part
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Rollup
from campaigns.names import fold_name
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row, metric_column
from campaigns.reports.selection import Selection


@dataclass
class Result:
    """A report's answer: all rows in order, the totals under the same keys, and what must be said about them."""

    columns: list[Column]
    rows: list[Row]
    totals: Row
    hidden_payout: int = 0
    empty_reasons: list[str] = field(default_factory=list)

    @property
    def is_allocated(self) -> bool:
        """Whether any figure rests on spread payouts."""
        return any(isinstance(c, MetricColumn) and c.is_allocated for c in self.columns)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def run_report(report: Report, selection: Selection, labels: Labels, within: RollupQuerySet | None = None) -> Result:
    """The rows of a report under a selection; ``within`` limits it further (a detail page)."""
    cells = within if within is not None else Rollup.objects.all()
    if report.attributed_only:
        cells = cells.attributed()
    columns = build_columns(report, selection.cuts, selection.margin)
    rows = _read_rows(report, selection, cells, columns, labels)
    if report.lists_all and within is None and not selection.cuts:
        rows += _idle_rows(report, rows, labels)
    rows = [row for row in rows if selection.passes_roas(row.get(ROAS.key)) and _matches(row, selection.search, report)]
    sort_rows(rows, columns, selection.data["sort"] or report.default_sort)
    metrics = [c.metric for c in columns if isinstance(c, MetricColumn) and not c.why_empty]
    totals = add_up(rows, [metric for metric in metrics if metric not in report.no_total])
    result = Result(columns, rows, totals, find_hidden_payout(selection, cells))
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
    report: Report, selection: Selection, cells: RollupQuerySet, columns: list[Column], labels: Labels
) -> list[Row]:
    metrics = [c.metric for c in columns if isinstance(c, MetricColumn) and not c.why_empty]
    facts = {fact for metric in metrics for fact in metric.facts}
    grouped = selection.cells(cells).of_facts(facts).by(*report.dimensions).with_metrics(*metrics)
    return [_label_row(report, dict(row), labels) for row in grouped]


def _label_row(report: Report, row: Row, labels: Labels) -> Row:
    row["_ids"] = tuple(row.pop(d.alias) for d in report.dimensions)
    for dimension, value in zip(report.dimensions, row["_ids"], strict=True):
        row[dimension.key] = labels.name(dimension, value)
        row[f"_{dimension.key}_shown"] = labels.shown(dimension, value) or f"no {dimension.label.lower()}"
    row.update(report.add_labels(row, labels))
    return row


def _idle_rows(report: Report, rows: list[Row], labels: Labels) -> list[Row]:
    """Influencers without any facts: nothing sold, paid or posted."""
    seen = {row["_ids"][0] for row in rows} | {NONE}
    nothing = {p.key: 0 for m in report.metrics for p in m.parts()}
    values = {m.key: m.value(nothing) for m in report.metrics}
    alias = report.dimensions[0].alias
    return [_label_row(report, {alias: pk, **values}, labels) for pk in labels.people if pk not in seen]


def _matches(row: Row, search: str, report: Report) -> bool:
    words = fold_name(search)
    return not words or any(
        words in fold_name(f"{row.get(c.key) or ''} {c.show(row)}") for c in report.columns if not c.is_number
    )


def sort_rows(rows: list[Row], columns: Iterable[Column], sort: str) -> None:
    """Sorts in place by a column; empty values last whichever way, ties by the first columns."""
    column = next(c for c in columns if c.key == sort.removeprefix("-"))
    texts = [c for c in columns if not c.is_number]
    rows.sort(key=lambda row: [str(row.get(c.key) or "").casefold() for c in texts])
    rows.sort(key=lambda row: _sort_key(column, row), reverse=sort.startswith("-"))
    rows.sort(key=lambda row: column.sort_value(row) in (None, ""))


def _sort_key(column: Column, row: Row) -> Any:
    value = column.sort_value(row)
    return ("" if not column.is_number else 0) if value is None else value


def add_up(rows: Iterable[Mapping[str, Any]], metrics: Iterable[Metric]) -> Row:
    """Totals of the rows: parts are added, every other metric is computed from the added parts."""
    metrics = list(metrics)
    parts: set[Part] = {part for metric in metrics for part in metric.parts()}
    sums = {part.key: sum(row[part.key] for row in rows) for part in parts}
    return {metric.key: metric.value(sums) for metric in metrics}


def find_hidden_payout(selection: Selection, cells: RollupQuerySet) -> int:
    """Paise of unallocated payouts that this selection leaves out only because they have no date, product or source."""
    if not selection.cuts:
        return 0
    near = selection.undated_near(cells.attributed()).totals(PAYOUT)[PAYOUT.key]
    shown = selection.cells(cells.attributed()).undated().totals(PAYOUT)[PAYOUT.key]
    return near - shown
