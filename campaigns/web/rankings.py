"""Ranked rows as lists for a page: what each row says, what it opens, and its interval as a small drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns import nouns
from campaigns.metrics.catalog import PAYOUT, ROAS
from campaigns.metrics.dimensions import CATEGORY, INFLUENCER, PLATFORM, name_none
from campaigns.metrics.tiers import find_tier
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report, Row
from campaigns.reports.rankings import FEWEST_PEOPLE, Ranked, Ranking
from campaigns.reports.reasons import Finding
from campaigns.web.links import narrow_query, open_row

NOT_KEPT = ("q", "roas_min", "roas_max", "roas_below", "sort", "page", "per_page", "_export")
GLYPHS = {1: "▴", 0: "◆", -1: "▾"}
SIDES = {1: "above", 0: "undecided", -1: "below"}
SURE = {1: _("surely above"), 0: _("undecided"), -1: _("surely below")}
SCALE = (0.125, 32.0)
"""The ends of a drawing; its scale doubles, so that half and twice break-even are equally far from it."""
WIDTH = 96


@dataclass(frozen=True)
class Whisker:
    """An interval on a scale that doubles, in units of the drawing: both ends, the estimate, and break-even."""

    low: float
    high: float
    middle: float
    even: float

    @property
    def length(self) -> float:
        """From end to end; a narrow interval stays visible."""
        return max(self.high - self.low, 1.5)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a ranked list."""

    row: Row
    name: str
    about: str
    address: str
    narrowed: str
    roas: float
    low: float | None
    high: float | None
    raw: float
    side: str
    glyph: str
    sure: str
    whisker: Whisker | None
    people: int | None
    why_grey: str
    finding: Finding | None


@dataclass(frozen=True, kw_only=True)
class RankedList:
    """A list for the page, under the name of what stands in its first column."""

    label: str
    lines: Sequence[Line]
    counts_people: bool
    explains: bool
    is_short: bool = False

    @property
    def has_thin(self) -> bool:
        """Whether any row is grey."""
        return any(line.why_grey for line in self.lines)


def list_ranked(
    request: HttpRequest,
    ranking: Ranking,
    rows: Sequence[Ranked],
    threshold: float,
    *,
    is_short: bool = False,
) -> RankedList:
    """Ranked rows as a list; ``is_short`` leaves columns out where the page is narrow. Rows keep their order."""
    return RankedList(
        label=" · ".join(gettext(d.label) for d in ranking.report.dimensions),
        lines=[_line(request, ranking, ranked, threshold) for ranked in rows],
        counts_people=any(ranked.people is not None for ranked in rows),
        explains=any(ranked.finding for ranked in rows),
        is_short=is_short,
    )


def draw_whisker(low: float, middle: float, high: float, even: float) -> Whisker:
    """The drawing of an interval; what lies beyond the scale is drawn at its end."""
    return Whisker(_place(low), _place(high), _place(middle), _place(even))


def _place(value: float) -> float:
    first, last = map(log2, SCALE)
    return round((log2(min(max(value, SCALE[0]), SCALE[1])) - first) / (last - first) * WIDTH, 1)


def _line(request: HttpRequest, ranking: Ranking, ranked: Ranked, threshold: float) -> Line:
    report, row, estimate = ranking.report, ranked.row, ranked.estimate
    side = ranked.side(threshold)
    return Line(
        row=row,
        name=" · ".join(
            ranking.labels.shown(d, i) or name_none(d) for d, i in zip(report.dimensions, row["_ids"], strict=True)
        ),
        about=_describe(row, ranking.labels) if report.dimensions == (INFLUENCER,) else "",
        address=_with_filters(open_row(report, row), request.GET),
        narrowed=_narrow(report, row, request.GET, ranking.labels),
        roas=ranked.expected,
        low=estimate and estimate.low,
        high=estimate and estimate.high,
        raw=row[ROAS.key],
        side=SIDES[side],
        glyph=GLYPHS[side],
        sure=gettext(SURE[side]),
        whisker=estimate and draw_whisker(estimate.low, estimate.roas, estimate.high, threshold),
        people=ranked.people,
        why_grey=_say_grey(ranked),
        finding=ranked.finding,
    )


def _describe(row: Row, labels: Labels) -> str:
    """An influencer's platform, follower tier and category."""
    person = labels.people[row["_ids"][0]]
    tier = find_tier(person.follower_count)
    platform, category = labels.name(PLATFORM, person.platform), labels.name(CATEGORY, person.category)
    return " · ".join(filter(None, (platform, tier and gettext(tier.label).lower(), category)))


def _say_grey(ranked: Ranked) -> str:
    if not ranked.is_thin:
        return ""
    who = nouns.INFLUENCERS.format(count=ranked.people) if ranked.people else gettext("no influencer known")
    words = gettext("Grey: {who}. Fewer than {fewest} tell of themselves, not of their kind.")
    return words.format(who=who, fewest=FEWEST_PEOPLE)


def _with_filters(path: str, params: QueryDict) -> str:
    query = params.copy()
    for key in NOT_KEPT:
        query.pop(key, None)
    return f"{path}?{query.urlencode()}" if query else path


def _narrow(report: Report, row: Row, params: QueryDict, labels: Labels) -> str:
    """The report under the same filters, narrowed down to the row."""
    query = params.copy()
    for key, value in narrow_query(report.dimensions, row["_ids"], labels).items():
        query[key] = value
    return _with_filters(reverse("report", args=[report.key]), query)


def sum_payout(rows: Sequence[Ranked]) -> int:
    """What was paid to all of them, in paise."""
    return sum(ranked.row[PAYOUT.key] for ranked in rows)
