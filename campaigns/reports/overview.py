"""The pictures of the first page: figures over time, campaigns around break-even, kinds of people."""

from django.utils.translation import gettext_noop as _

from campaigns.metrics.catalog import ORDERS, PAYOUT, PEOPLE, REVENUE, ROAS
from campaigns.metrics.dimensions import CATEGORY, GENDER, PLATFORM
from campaigns.reports.charts.bars import BreakEvenBars
from campaigns.reports.charts.heat import HeatMap
from campaigns.reports.charts.over_time import OverTime
from campaigns.reports.parts import Column, Report, Row

LARGEST = 15
OVER_TIME = OverTime(key="over-time", title=_("Revenue and payout"), period="period")
BREAK_EVEN_CAMPAIGNS = BreakEvenBars(
    key="campaigns",
    title=_("Campaigns with the largest payout, by ROAS"),
    names=("campaign",),
    opens="influencers",
    step=28,
)
KINDS = Report(
    key="kinds",
    title=_("Personas by platform"),
    lead="",
    dimensions=(CATEGORY, GENDER, PLATFORM),
    columns=tuple(Column(key=d.key, label=d.label) for d in (CATEGORY, GENDER, PLATFORM)),
    metrics=(ROAS, PEOPLE, ORDERS, REVENUE, PAYOUT),
    default_sort="category",
    no_total=(PEOPLE,),
    chart=HeatMap(
        key="kinds",
        title=_("ROAS by persona and platform"),
        across=("platform",),
        down=("category", "gender"),
        opens="influencers",
    ),
)


def find_largest(rows: list[Row]) -> list[Row]:
    """The campaigns that most was paid for, the best ROAS first."""
    paid = sorted((row for row in rows if row[PAYOUT.key] > 0), key=lambda row: -row[PAYOUT.key])[:LARGEST]
    return sorted((row for row in paid if row.get(ROAS.key) is not None), key=lambda row: -row[ROAS.key])
