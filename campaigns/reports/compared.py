"""A report beside the equal period before: what its key figures were, and by how much they changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns import nouns
from campaigns.dates import Span, format_day, name_previous
from campaigns.formats import EMPTY, MINUS, Grouped, Number, Unit, format_money, format_ratio, write_ratio
from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.metrics.parts import Metric
from campaigns.reports.changes import MANY_TIMES, SAME, find_change, find_periods
from campaigns.reports.grouped import sort_by
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, NumberColumn, Report, Row
from campaigns.reports.periods import in_days, read_data_days, without_bounds
from campaigns.reports.reading import BadParameters
from campaigns.reports.results import Result, Rows, add_up, run_report
from campaigns.reports.selection import Selection
from campaigns.sentences import speak_english

COMPARED: tuple[Metric, ...] = (REVENUE, PAYOUT, ROAS, ORDERS)
BEFORE, CHANGE = "before", "change"
COMPARED_KEYS = frozenset(f"{metric.key}_{what}" for metric in COMPARED for what in (BEFORE, CHANGE))
"""What ``sort`` may name besides a report's own columns, as long as periods are compared."""
NO_PERIOD = _("compare: there is no period before to compare with. Choose the days with date_after and date_before.")


def format_change(share: Number) -> str:
    """``+12 %``, ``−8 %``, ``same``, ``12 times``."""
    if abs(share) < SAME:
        return gettext("same")
    if share >= MANY_TIMES:
        return gettext("{count} times").format(count=f"{share + 1:,.0f}")
    return f"{'+' if share > 0 else MINUS}{abs(share) * 100:.0f} %"


CHANGED = Unit(key="share", show=format_change, exact=format_ratio, write=write_ratio)


@dataclass(frozen=True, kw_only=True)
class ChangeColumn(NumberColumn):
    """A change as a share of what was ``before``; a hover says what that was, ``than`` when."""

    metric: Metric
    than: str

    def show(self, row: Row) -> str:
        if row.get(self.key) is None:
            return gettext("new") if row.get(self.metric.key) and not row.get(f"{self.metric.key}_{BEFORE}") else EMPTY
        return super().show(row)

    def exact(self, row: Row) -> str:
        before = row.get(f"{self.metric.key}_{BEFORE}")
        words = gettext("nothing in {period}") if before is None else gettext("{value} in {period}")
        was = words.format(value="" if before is None else self.metric.unit.show(before), period=self.than)
        return f"{super().exact(row)}: {was}" if row.get(self.key) is not None else was

    @property
    def told(self) -> str:
        words = gettext("Change of {metric} against {period}, as a share of what it was. Empty when it was nothing.")
        return words.format(metric=gettext(self.metric.label), period=self.than)


@dataclass
class ComparedResult(Result):
    """A result with both periods in its rows, totals and columns; ``periods`` says which these are, ``gone`` what only
    the one before had."""

    periods: str = ""
    gone: str = ""

    @property
    def note(self) -> str:
        """What must be said beside the figures."""
        return " ".join(filter(None, (self.periods, self.gone)))

    @property
    def bare_rows(self) -> list[Row]:
        """Rows know both periods only with their names."""
        return list(self.rows)


def run_compared(report: Report, selection: Selection, labels: Labels) -> Result:
    """The report; with ``compare=previous`` beside the period before. Raises ``BadParameters`` when there is none."""
    sort = selection.data["sort"] or report.default_sort
    by_change = sort.removeprefix("-") in COMPARED_KEYS
    if not selection.data.get("compare"):
        if by_change:
            words = gettext("sort: “{name}” is a column of compared periods. It needs compare=previous.")
            raise BadParameters([words.format(name=sort)])
        return run_report(report, selection, labels)
    now, before = _find_periods(selection, labels)
    plain = replace(selection, data={**selection.data, "sort": "" if by_change else sort})
    result = run_report(report, in_days(plain, *now), labels)
    earlier = run_report(report, in_days(without_bounds(selection), *before), labels)
    return _Beside(report, result, earlier, now, before, chosen=selection.after is not None).join(selection, sort)


def _find_periods(selection: Selection, labels: Labels) -> tuple[Span, Span]:
    days = selection.after and selection.before and (selection.after, selection.before)
    periods = find_periods(selection, days or read_data_days(labels, timezone.localdate()))
    if periods is None:
        raise BadParameters([gettext(NO_PERIOD)])
    return periods


@dataclass(frozen=True)
class _Beside:
    """Two results of one report on their way into one."""

    report: Report
    result: Result
    earlier: Result
    now: Span
    before: Span
    chosen: bool

    def join(self, selection: Selection, sort: str) -> ComparedResult:
        """The rows of now, in the wanted order, with what they were before."""
        result, metrics = self.result, self._metrics()
        earlier = {row["_ids"]: row for row in self.earlier.bare_rows}
        bare = [_put_beside(row, earlier.get(row["_ids"], {}), metrics) for row in result.bare_rows]
        columns = [*result.columns, *self._columns(metrics)]
        column = next(column for column in columns if column.key == sort.removeprefix("-"))
        places = list(range(len(bare)))
        if column.key in COMPARED_KEYS:
            places = sort_by(places, lambda place: column.sort_value(bare[place]), sort)
        summed = [metric for metric in metrics if metric not in self.report.no_total]
        return ComparedResult(
            columns,
            Rows(places, lambda place: result.rows[place] | _figures_beside(bare[place], metrics)),
            _put_beside(result.totals, self._totals_before(bare, earlier, selection), summed),
            result.hidden_payout,
            result.empty_reasons,
            sort,
            periods=self._say_periods(),
            gone="" if _picks_rows(selection) else _say_gone(_find_gone(earlier, bare)),
        )

    def _totals_before(self, rows: list[Row], earlier: Mapping[Any, Row], selection: Selection) -> Row:
        """Those of the whole period before, the same under every grouping; of the same rows where rows are picked."""
        if not _picks_rows(selection):
            return self.earlier.totals
        return add_up([earlier[row["_ids"]] for row in rows if row["_ids"] in earlier], self._metrics())

    def _metrics(self) -> list[Metric]:
        meant = {c.metric for c in self.result.columns if isinstance(c, MetricColumn) and not c.why_empty}
        return [metric for metric in COMPARED if metric in meant]

    def _columns(self, metrics: list[Metric]) -> list[Column]:
        """Two for each metric; their helps go into files, the screen tells its own."""
        than = name_previous(*self.now)
        with speak_english():
            written = name_previous(*self.now)
        return [column for m in metrics for column in (_column_before(m, written), _column_change(m, written, than))]

    def _say_periods(self) -> str:
        first = "" if self.chosen else gettext("No first day is chosen, so the last days of the data are compared.")
        words = gettext("Compared: {now} with {period}, {before}.")
        before, than = _say_days(self.before), name_previous(*self.now)
        return f"{first} {words.format(now=_say_days(self.now), period=than, before=before)}".strip()


def _column_before(metric: Metric, written: str) -> NumberColumn:
    with speak_english():
        return NumberColumn(
            key=f"{metric.key}_{BEFORE}",
            label=f"{metric.label} before",
            unit=metric.unit,
            on_screen=False,
            beside=metric.key,
            help=f"{metric.label} in {written}.",
        )


def _column_change(metric: Metric, written: str, than: str) -> ChangeColumn:
    with speak_english():
        return ChangeColumn(
            key=f"{metric.key}_{CHANGE}",
            label=_("Change"),
            unit=CHANGED,
            metric=metric,
            than=than,
            beside=metric.key,
            help=f"Change of {metric.label} against {written}, as a share of what it was. Empty when it was nothing.",
        )


def _say_gone(gone: list[Row]) -> str:
    if not gone:
        return ""
    rows, revenue = nouns.ROWS.format(count=Grouped(len(gone))), format_money(add_up(gone, [REVENUE])[REVENUE.key])
    words = gettext(
        "Without figures now and not listed: {rows} of the period before, with a revenue of {revenue}. "
        "The totals compare with all of it."
    )
    return words.format(rows=rows, revenue=revenue)


def _picks_rows(selection: Selection) -> bool:
    """Whether rows are chosen by what they are called or bring, so that a missing one tells nothing."""
    return any(selection.data.get(key) not in (None, "") for key in ("q", "roas_min", "roas_max"))


def _find_gone(earlier: Mapping[Any, Row], rows: list[Row]) -> list[Row]:
    here = {row["_ids"] for row in rows}
    return [row for ids, row in earlier.items() if ids not in here]


def _say_days(days: Span) -> str:
    return gettext("{first} to {last}").format(first=format_day(days[0]), last=format_day(days[1]))


def _put_beside(row: Row, earlier: Mapping[str, Any], metrics: list[Metric]) -> Row:
    """The row with both columns of each metric; nothing sold or paid before is 0, and a ratio of it is empty."""
    joined = dict(row)
    for metric in metrics:
        before = earlier.get(metric.key, metric.value(dict.fromkeys((part.key for part in metric.parts()), 0)))
        joined[f"{metric.key}_{BEFORE}"] = before
        joined[f"{metric.key}_{CHANGE}"] = find_change(row.get(metric.key), before)
    return joined


def _figures_beside(row: Row, metrics: list[Metric]) -> Row:
    return {f"{m.key}_{what}": row[f"{m.key}_{what}"] for m in metrics for what in (BEFORE, CHANGE)}
