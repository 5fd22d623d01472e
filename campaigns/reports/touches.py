"""The import runs that brought or last changed the rows of a detail page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from campaigns.metrics.dimensions import CAMPAIGN, PLATFORM, Dimension
from campaigns.models import ImportRun, Payout, Post, TrackingEvent
from campaigns.models.expressions import effective_brand
from campaigns.reports.fact_pages import PERSON_PATHS
from campaigns.reports.payouts import PAYOUTS
from campaigns.reports.posts import POST_PATHS, POSTS
from campaigns.reports.subjects import Subject
from campaigns.reports.tracking import EVENT_PATHS, TRACKING

MOST_RUNS = 10
MOST_ROWS = 200_000
"""Rows of a subject that no index finds: with more of them nobody waits for their runs."""

PAYOUT_PATHS: Mapping[Dimension, str] = {
    **PERSON_PATHS,
    PLATFORM: "influencer__platform_id",
    CAMPAIGN: "campaign_id",
}
"""What a payout's own row records; the days, brands and products that it is spread over are no part of it."""


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A run and how many rows it brought or changed last, by the page that lists them."""

    run: ImportRun
    rows: Mapping[str, int]


def list_touches(subject: Subject) -> Sequence[Touch]:
    """The newest runs first, at most ten. Rows that were entered by hand have none."""
    rows: dict[int, Counter[str]] = {}
    for page, facts, paths in _places():
        within = subject.facts(paths)
        if within is None:
            continue
        for run, count in facts.filter(within, run__gt=0).order_by().values_list("run_id").annotate(rows=Count("*")):
            rows.setdefault(run, Counter())[page] += count
    newest = sorted(rows, reverse=True)[:MOST_RUNS]
    runs = ImportRun.objects.select_related("user").in_bulk(newest)
    return [Touch(run=runs[pk], rows=rows[pk]) for pk in newest if pk in runs]


def _places() -> list[tuple[str, QuerySet, Mapping[Dimension, str]]]:
    """Each kind of fact by the page that lists it, and where it keeps dimensions."""
    return [
        (TRACKING.key, TrackingEvent.objects.alias(counted_brand=effective_brand()), EVENT_PATHS),
        (POSTS.key, Post.objects.alias(counted_brand=effective_brand()), POST_PATHS),
        (PAYOUTS.key, Payout.objects.all(), PAYOUT_PATHS),
    ]
