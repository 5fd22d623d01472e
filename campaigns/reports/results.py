"""Runs a report: one grouped query of sums and what rows are ranked by at most, sorted and totalled in Python.

Names and the other metrics are put beside a row when it is looked at: a page shows few of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from campaigns.metrics.catalog import NET_RETURN, PAYOUT, ROAS
from campaigns.metrics.dimensions import Dimension, is_allocated, name_none, why_empty
from campaigns.metrics.parts import Metric
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE
from campaigns.names import fold_name
from campaigns.reports.answers import Answer, ask
from campaigns.reports.grouped import GroupedRows, Line, join_sums, sort_by, total
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row, metric_column
from campaigns.reports.places import Narrow, everywhere, find_places
from campaigns.reports.selection import Selection

RANKED_BY = (ROAS, NET_RETURN)
"""Computed by the query for every row; other metrics only for rows that are looked at."""


class Rows(Sequence[Row]):
    """Grouped rows that get their names and all their metrics only when they are looked at."""

    def __init__(self, rows: Sequence[Row], label: Callable[[Row], Row]) -> None:
        self._rows, self._label = rows, label

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return list(map(self._label, self._rows[place]))
        return self._label(self._rows[place])

    def __iter__(self) -> Iterator[Row]:
        return map(self._label, self._rows)

    @cached_property
    def bare(self) -> list[Row]:
        """All of them with ids, sums and ``RANKED_BY`` alone, for whoever reckons with these; to read only."""
        return list(self._rows)


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
        """The rows, without names and most metrics where these come late."""
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
    name = partial(_name_row, report, labels)
    rows = _read_rows(report, list(map(selection.cells, places)), metrics, labels, with_idle)
    if selection.bounds_roas:
        roas = rows.find(ROAS.key)
        rows = rows.take(line for line in rows.lines if selection.passes_roas(roas(line)))
    if selection.search:
        rows = rows.take(line for line in rows.lines if _matches(name(rows.make(line)), selection, report))
    counted = [metric for metric in metrics if metric not in report.no_total]
    totals = rows.lines.once(("totals", *counted), lambda _: rows.add_up(counted))
    sort = selection.data["sort"] or report.default_sort
    in_order = rows.lines.once((report.key, sort, selection.margin), lambda _: _sort(rows, columns, sort, name))
    hidden = find_hidden_payout(selection, labels) if within is None else 0
    whole = Rows(in_order, lambda row: _fill_in(name(row), metrics))
    result = Result(columns, whole, totals, hidden, shown_sort=sort)
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
) -> GroupedRows:
    """The grouped rows by the names of what they are grouped by; to read only."""
    facts = {fact for metric in metrics for fact in metric.facts}
    asked, aliases = _choose_asked(metrics), [dimension.alias for dimension in report.dimensions]
    keys = tuple(metric.key for metric in asked)
    grouped = [some.of_facts(facts).by(*report.dimensions).with_metrics(*asked) for some in places]
    answers = [some.values_list(*aliases, *keys) for some in grouped]

    def arrange(lines: list[Line]) -> list[Line]:
        lines = [*lines, *_idle_lines(asked, lines, labels)] if with_idle else lines
        for place, dimension in reversed(list(enumerate(report.dimensions))):
            rank = labels.rank(dimension)
            lines.sort(key=lambda line, rank=rank, place=place: rank(line[place]))
        return lines

    if len(answers) == 1:
        lines = ask(answers[0], labels.version, arrange, variant=f"lines,{with_idle}")
    else:
        apart = [ask(some, labels.version, variant="lines") for some in answers]
        lines = Answer(arrange(join_sums(apart, len(aliases))))
    return GroupedRows(lines, len(aliases), keys)


def _choose_asked(metrics: Iterable[Metric]) -> list[Metric]:
    """What the query computes: the sums below the metrics, what rows are ranked by, and what rests on no sums."""
    parts = dict.fromkeys(part for metric in metrics for part in metric.parts())
    return [*parts, *(metric for metric in metrics if metric in RANKED_BY or not metric.parts())]


def _fill_in(row: Row, metrics: Iterable[Metric]) -> Row:
    """The row with the metrics that the query left out."""
    return row | {metric.key: metric.value(row) for metric in metrics if metric.key not in row}


def _name_row(report: Report, labels: Labels, row: Row) -> Row:
    """The row with the names of its ids, as raw values and as shown."""
    labelled = dict(row)
    for dimension, value in zip(report.dimensions, row["_ids"], strict=True):
        labelled[dimension.key] = labels.name(dimension, value)
        labelled[f"_{dimension.key}_shown"] = labels.shown(dimension, value) or name_none(dimension)
    labelled.update(report.add_labels(labelled, labels))
    return labelled


def _idle_lines(asked: Iterable[Metric], lines: list[Line], labels: Labels) -> list[Line]:
    """Influencers without any facts: nothing sold, paid or posted."""
    seen = {line[0] for line in lines} | {NONE}
    nothing = {part.key: 0 for metric in asked for part in metric.parts()}
    values = [metric.value(nothing) for metric in asked]
    return [(pk, *values) for pk in labels.people if pk not in seen]


def _matches(row: Row, selection: Selection, report: Report) -> bool:
    words = fold_name(selection.search)
    return any(words in fold_name(f"{row.get(c.key) or ''} {c.show(row)}") for c in report.columns if not c.is_number)


def _sort(rows: GroupedRows, columns: Iterable[Column], sort: str, name: Callable[[Row], Row]) -> GroupedRows:
    """By a column; what is shown of a dimension has to be looked up first."""
    column = next(c for c in columns if c.key == sort.removeprefix("-"))
    if not isinstance(column, MetricColumn):
        return rows.take(sort_by(rows.lines, lambda line: column.sort_value(name(rows.make(line))), sort))
    if column.why_empty:
        return rows
    known = column.key in rows.keys
    value = rows.find(column.key) if known else lambda line: column.metric.value(rows.make(line))
    return rows.take(sort_by(rows.lines, value, sort))


def add_up(rows: Sequence[Mapping[str, Any]], metrics: Iterable[Metric]) -> Row:
    """Totals of the rows: parts are added, every other metric is computed from the added parts."""
    return total(metrics, lambda key: sum(map(itemgetter(key), rows)))


def find_hidden_payout(selection: Selection, labels: Labels, narrow: Narrow = everywhere) -> int:
    """Paise of unallocated payouts that this selection leaves out only because they have no date, product or source."""
    if not selection.cuts:
        return 0
    places = [some.attributed() for some in find_places(selection, narrow)]
    near, shown = map(selection.undated_near, places), (selection.cells(some).undated() for some in places)
    return sum_payout(near, labels) - sum_payout(shown, labels)


def sum_payout(places: Iterable[RollupQuerySet], labels: Labels) -> int:
    """Paise of payout in all of them together."""
    answers = (ask(some.together().with_metrics(PAYOUT), labels.version) for some in places)
    return sum(row[PAYOUT.key] for answer in answers for row in answer)
