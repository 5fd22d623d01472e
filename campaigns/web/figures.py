"""Key figures as cards: the value, how it changed in words, and its course as a small line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from campaigns.metrics.catalog import AOV, COST_PER_ORDER, KEY_FIGURES, POST_COUNT, REACH
from campaigns.metrics.parts import EVENTS, PAYOUTS, POSTS, Metric
from campaigns.reports.changes import Change
from campaigns.reports.charts.sparkline import draw_sparkline
from campaigns.reports.parts import Column, MetricColumn, Report
from campaigns.reports.periods import Periods
from campaigns.reports.results import build_columns
from campaigns.reports.selection import Selection
from campaigns.reports.subjects import Subject
from campaigns.roles import User
from campaigns.web.access import NEEDS, may

OF_SUBJECT: tuple[Metric, ...] = (*KEY_FIGURES, AOV, COST_PER_ORDER, POST_COUNT, REACH)
"""The figures of a detail page."""
LISTS = {PAYOUTS: ("payouts", _("Payouts")), POSTS: ("posts", _("Posts")), EVENTS: ("tracking", _("Tracking rows"))}
"""The page that lists each kind of fact. Payouts stand first: their list shows revenue and ROAS of each as well."""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A card. ``change`` is a sentence or empty, ``course`` the points of a line or empty."""

    column: Column
    text: str
    exact: str
    change: str = ""
    course: str = ""
    rows: Sequence[tuple[str, str]] = ()
    """The lists of the rows it was made of: title and address, the one that shows it best first."""


def build_key_figures(periods: Periods, change: Change | None) -> list[KeyFigure]:
    """The key figures of the first page; totals hold what has no date too."""
    columns = {c.key: c for c in periods.result.columns}
    totals = periods.result.totals
    return [
        KeyFigure(
            column=columns[metric.key],
            text=columns[metric.key].show(totals),
            exact=columns[metric.key].exact(totals),
            change=change.say(metric) if change else "",
            course=draw_sparkline([row.get(metric.key) for row in periods.rows]),
        )
        for metric in KEY_FIGURES
    ]


def build_subject_figures(
    subject: Subject, selection: Selection, sums: Mapping[str, int], query: str, user: User
) -> list[KeyFigure]:
    """The figures of a detail page from the sums of its cells by column; ``query`` narrows lists down to it, of which
    those are offered that ``user`` may open."""
    whole = Report(key="", title="", lead="", dimensions=subject.dimensions, columns=(), metrics=OF_SUBJECT)
    columns = build_columns(whole, selection.emptying, selection.margin)
    lists = {fact: line for fact, line in LISTS.items() if may(user, *NEEDS[line[0]])}
    return [_make_figure(column, sums, query, lists) for column in columns if isinstance(column, MetricColumn)]


def _make_figure(
    column: MetricColumn, sums: Mapping[str, int], query: str, known: Mapping[str, tuple[str, str]]
) -> KeyFigure:
    metric = column.metric
    parts = {part.key: sums.get(part.column, 0) for part in metric.parts()}
    values = {} if column.why_empty else {metric.key: metric.value(parts)}
    lists = [known[fact] for fact in known if fact in metric.facts and not column.why_empty]
    rows = [(title, f"{reverse(page)}?{query}") for page, title in lists]
    return KeyFigure(column=column, text=column.show(values), exact=column.exact(values), rows=rows)
