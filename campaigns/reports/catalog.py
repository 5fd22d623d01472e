"""Every report, declared once: what it groups by, what it shows, how it is first sorted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.metrics.catalog import AOV, METRICS, ORDERS, PAYOUT, PEOPLE, REVENUE, ROAS
from campaigns.metrics.dimensions import (
    ATTRIBUTION,
    BRAND,
    CAMPAIGN,
    CATEGORY,
    GENDER,
    INFLUENCER,
    MONTH,
    PLATFORM,
    PRODUCT,
    SOURCE,
    Dimension,
)
from campaigns.reports.charts.bars import BreakEvenBars, MoneyBars, SourceBars
from campaigns.reports.charts.heat import HeatMap
from campaigns.reports.charts.over_time import OverTime
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, NumberColumn, Report, Row


def _column(dimension: Dimension) -> Column:
    return Column(key=dimension.key, label=dimension.label)


def _label_person(row: Row, labels: Labels) -> Mapping[str, Any]:
    """What an influencer's row shows beside its figures."""
    person = labels.people[row["_ids"][0]]
    return {
        "influencer_id": person.code,
        "influencer": person.name,
        "_influencer_shown": person.name or (gettext("not named yet") if person.is_incomplete else ""),
        "category": labels.names(CATEGORY)[person.category],
        "gender": labels.names(GENDER)[person.gender],
        "platform": labels.names(PLATFORM)[person.platform],
        "follower_count": person.follower_count,
    }


CAMPAIGNS = Report(
    key="campaigns",
    title=_("Campaigns"),
    lead=_("Which campaigns pay back?"),
    dimensions=(CAMPAIGN,),
    columns=(_column(CAMPAIGN),),
    metrics=METRICS,
    chart=BreakEvenBars(key="campaigns", title=_("ROAS by campaign"), names=("campaign",), opens="influencers"),
)
INFLUENCERS = Report(
    key="influencers",
    title=_("Influencers"),
    lead=_("Who brings in more than they cost?"),
    dimensions=(INFLUENCER,),
    columns=(
        Column(key="influencer", label=_("Influencer")),
        Column(key="influencer_id", label=_("Id")),
        Column(key="category", label=_("Category")),
        Column(key="gender", label=_("Gender")),
        Column(key="platform", label=_("Platform")),
        NumberColumn(key="follower_count", label=_("Followers")),
    ),
    metrics=METRICS,
    lists_all=True,
    add_labels=_label_person,
    chart=MoneyBars(key="influencers", title=_("Revenue and payout by influencer"), names=("influencer",)),
)
BRANDS = Report(
    key="brands",
    title=_("Brands"),
    lead=_("What influencers do for each brand."),
    dimensions=(BRAND,),
    columns=(_column(BRAND),),
    metrics=METRICS,
    chart=MoneyBars(key="brands", title=_("Revenue and payout by brand"), names=("brand",)),
)
PRODUCTS = Report(
    key="products",
    title=_("Products"),
    lead=_("What influencers sell."),
    dimensions=(PRODUCT,),
    columns=(_column(PRODUCT),),
    metrics=METRICS,
    chart=MoneyBars(key="products", title=_("Revenue and payout by product"), names=("product",)),
)
PLATFORMS = Report(
    key="platforms",
    title=_("Platforms"),
    lead=_("Sales and payouts by the influencer's platform, posts by their own."),
    dimensions=(PLATFORM,),
    columns=(_column(PLATFORM),),
    metrics=METRICS,
    chart=MoneyBars(
        key="platforms", title=_("Revenue and payout by platform"), names=("platform",), opens="influencers"
    ),
)
PERSONAS = Report(
    key="personas",
    title=_("Personas"),
    lead=_("Which kind of influencer pays back: category and gender."),
    dimensions=(CATEGORY, GENDER),
    columns=(_column(CATEGORY), _column(GENDER)),
    metrics=(PEOPLE, *METRICS),
    no_total=(PEOPLE,),
    chart=HeatMap(
        key="personas", title=_("ROAS by persona"), across=("gender",), down=("category",), opens="influencers"
    ),
)
MONTHS = Report(
    key="months",
    title=_("Months"),
    lead=_("How revenue and payout moved."),
    dimensions=(MONTH,),
    columns=(_column(MONTH),),
    metrics=METRICS,
    default_sort="-month",
    chart=OverTime(key="months", title=_("Revenue and payout by month"), period="month"),
)
SOURCES = Report(
    key="sources",
    title=_("Sources"),
    lead=_("Everything tracked: what counts for influencers, what is baseline, and what nobody is credited with."),
    dimensions=(ATTRIBUTION, SOURCE),
    columns=(_column(SOURCE), _column(ATTRIBUTION)),
    metrics=(ORDERS, REVENUE, AOV, PAYOUT, ROAS),
    attributed_only=False,
    no_total=(ROAS,),
    chart=SourceBars(key="sources", title=_("Revenue by source"), names=("source",)),
)
REPORTS: dict[str, Report] = {
    report.key: report for report in (CAMPAIGNS, INFLUENCERS, BRANDS, PRODUCTS, PLATFORMS, PERSONAS, MONTHS, SOURCES)
}
