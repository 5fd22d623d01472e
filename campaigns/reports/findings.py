"""What the checks of data quality find: rows counted and paise summed by the database, mostly from the rollup.

Each function answers for one check of ``quality`` and walks over no events.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, Sum
from django.utils import timezone

from campaigns.metrics.catalog import PAYOUT, REVENUE
from campaigns.metrics.dimensions import INFLUENCER, SOURCE, Grain
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Attribution, Campaign, Influencer, Payout, Post, Rollup, Source
from campaigns.names import fold_name
from campaigns.reports.checked import (
    Paid,
    find_derived_payouts,
    find_posts_above_reach,
    find_unallocated_payouts,
    find_unreached_posts,
)
from campaigns.reports.filters import MOST_NAMES
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Row
from campaigns.reports.payout_checks import ARITHMETIC, OF_ORDERS, TWICE, Verdict
from campaigns.reports.payouts import read_payouts


@dataclass(frozen=True)
class Found:
    """So many rows, the paise they concern, and the parameters of their address that only the data can tell."""

    count: int
    paise: int = 0
    query: Mapping[str, Any] = field(default_factory=dict)


def _tally(rows: QuerySet, money: str, count: Aggregate | None = None) -> tuple[int, int]:
    """How many rows there are, or what ``count`` says, and the sum of a column of paise."""
    sums = rows.aggregate(found=count or Count("*"), money=Sum(money))
    return int(sums["found"] or 0), int(sums["money"] or 0)


def _add_money(cells: RollupQuerySet) -> int:
    """Attributed revenue and payout together, in paise."""
    return sum(cells.attributed().totals(REVENUE, PAYOUT).values())


def find_incomplete() -> Found:
    """Influencers that facts name but no influencers file does."""
    people = Influencer.objects.filter(is_incomplete=True).exclude(pk=NONE)
    return Found(people.count(), _add_money(Rollup.objects.filter(influencer__in=people)))


def find_unallocated() -> Found:
    """Payouts with nothing to be spread over."""
    return _count_paid(find_unallocated_payouts())


def _count_paid(paid: Paid) -> Found:
    return Found(len(paid), sum(paid.values()))


def find_unpaid() -> Found:
    """Influencers with revenue and not one payout, be it of zero."""
    people = Rollup.objects.attributed().by(INFLUENCER).with_metrics(REVENUE).annotate(shares=Sum("shares_sum"))
    return Found(*_tally(people.filter(shares=0, revenue__gt=0), REVENUE.key))


def find_baseline() -> Found:
    """Tracking rows that name an influencer and a baseline source, and the names of these sources."""
    cells = Rollup.objects.filter(attribution=Attribution.BASELINE).exclude(influencer=NONE)
    sources = cells.by(SOURCE).with_metrics(REVENUE).annotate(events=Sum("events_sum"))
    rows = sorted(sources, key=lambda row: -row["events"])
    count, paise = (int(sum(row[key] for row in rows)) for key in ("events", REVENUE.key))
    names = Source.objects.in_bulk([row[SOURCE.alias] for row in rows[:MOST_NAMES]])
    return Found(count, paise, {"source": [names[row[SOURCE.alias]].name for row in rows[:MOST_NAMES]]})


def find_unbranded() -> Found:
    """Campaigns without brand, unless their rows name brands or an admin chose none."""
    campaigns = Campaign.objects.filter(brand=NONE, brand_is_fixed=False, names_brands=False).exclude(pk=NONE)
    return Found(campaigns.count(), _add_money(Rollup.objects.filter(campaign__in=campaigns)))


def find_above_reach() -> Found:
    """Posts with more likes and comments than people reached."""
    return Found(find_posts_above_reach().count())


def find_unreached() -> Found:
    """Posts with likes or comments that, by their reach, nobody saw."""
    return Found(find_unreached_posts().count())


def _tomorrow() -> date:
    """The first day that lies ahead, in the time zone of the settings."""
    return timezone.localdate() + timedelta(days=1)


def find_future_events() -> Found:
    """Tracking rows after today, whoever they count for."""
    day = _tomorrow()
    found = _tally(Rollup.objects.in_days(day, None).at(Grain.TOTAL), "revenue_sum", Sum("events_sum"))
    return Found(*found, {"date_after": day})


def find_future_posts() -> Found:
    """Posts after today."""
    day = _tomorrow()
    return Found(Post.objects.filter(date__gte=day).count(), query={"date_after": day})


def find_future_payouts() -> Found:
    """Payouts whose day of payment is after today."""
    day = _tomorrow()
    return Found(*_tally(Payout.objects.filter(payout_date__gte=day), "total_payout"), {"payout_date_after": day})


def find_shared_names() -> Found:
    """Influencers whose folded name another one has too, and the first of them by name."""
    people = Influencer.objects.exclude(name="").values_list("pk", "name")
    named = sorted((fold_name(name), pk) for pk, name in people)
    holders = Counter(name for name, _ in named)
    shared = [pk for name, pk in named if holders[name] > 1]
    listed = ",".join(map(str, shared[:MOST_NAMES]))
    return Found(len(shared), _add_money_of(set(shared)), {"id__in": listed})


def _add_money_of(people: set[int]) -> int:
    """The same for influencers by id, who may be more than a statement can name."""
    rows = Rollup.objects.attributed().by(INFLUENCER).with_metrics(REVENUE, PAYOUT)
    return sum(row[REVENUE.key] + row[PAYOUT.key] for row in rows if row[INFLUENCER.alias] in people)


def find_derived() -> Found:
    """Payouts whose total no file states."""
    return _count_paid(find_derived_payouts())


def find_order_gaps() -> Found:
    """Payouts per order that pay more or fewer orders than were tracked, and what that comes to."""
    return _count_results(OF_ORDERS)


def find_wrong_arithmetic() -> Found:
    """Payouts whose own cells do not give their total, and by how much."""
    payouts = _find_results((ARITHMETIC,))
    return Found(len(payouts), sum(abs(p["total_payout"] - p["stated_amount"]) for p in payouts))


def find_repeated() -> Found:
    """Payouts that look like an earlier one."""
    return _count_results((TWICE,))


def _count_results(verdicts: Sequence[Verdict]) -> Found:
    payouts = _find_results(verdicts)
    return Found(len(payouts), sum(payout["stake"] for payout in payouts))


def _find_results(verdicts: Sequence[Verdict]) -> list[Row]:
    keys = {verdict.key for verdict in verdicts}
    return [payout for payout in read_payouts(Labels()) if payout["result"] in keys]
