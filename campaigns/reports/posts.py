"""The posts page: every post with its engagement."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.formats import SHARE
from campaigns.metrics.catalog import ENGAGEMENT_RATE
from campaigns.metrics.dimensions import BRAND, CAMPAIGN, DAY, PLATFORM, Dimension
from campaigns.models import Attribution, Post, Rollup
from campaigns.models.expressions import effective_brand
from campaigns.reports import checked
from campaigns.reports.answers import ask
from campaigns.reports.fact_pages import DATE, PERSON_PATHS, ROW_KEY, SHARED_CELLS, Cell, FactPage, named
from campaigns.reports.facts import FactList, order_facts
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, NumberColumn, Row
from campaigns.reports.searches import count_facts
from campaigns.reports.selection import Selection
from campaigns.reports.windows import Counted

POST_PATHS: dict[Dimension, str] = {
    **PERSON_PATHS,
    DAY: "date",
    CAMPAIGN: "campaign_id",
    BRAND: "counted_brand",
    PLATFORM: "platform_id",
}
SUMS = ("posts", "reach", "likes", "comments")
POSTS = FactPage(
    key="posts",
    title=_("Posts"),
    lead=_("What was published, and how people took it."),
    columns=(
        DATE,
        Column(key="influencer", label=_("Influencer")),
        Column(key="platform", label=_("Platform")),
        Column(key="campaign", label=_("Campaign")),
        NumberColumn(key="reach", label=_("Reach")),
        NumberColumn(key="likes", label=_("Likes")),
        NumberColumn(key="comments", label=_("Comments")),
        NumberColumn(key=ENGAGEMENT_RATE.key, label=ENGAGEMENT_RATE.label, unit=SHARE, help=ENGAGEMENT_RATE.formula),
        Column(key="caption", label=_("Caption"), repeats=False),
        Column(key="counted_brand", label=_("Brand"), help=_("The brand that the row counts for.")),
        Column(
            key="brand", label=_("Brand cell"), help=_("What the file says; empty where the campaign's brand counts.")
        ),
        Column(key="influencer_id", label=_("Id")),
        Column(key="url", label=_("URL"), repeats=False),
        Column(key="post_id", label=_("Post id"), repeats=False),
        ROW_KEY,
    ),
    default_sort="-date",
    orders={
        "date": "date",
        "influencer": "influencer__name",
        "influencer_id": "influencer__code",
        "platform": "platform__key",
        "campaign": "campaign__key",
        "brand": "brand__key",
        "counted_brand": "counted_key",
        "caption": "caption",
        "reach": "reach",
        "likes": "likes",
        "comments": "comments",
        ENGAGEMENT_RATE.key: "rate",
        "url": "url",
        "post_id": "post_id",
    },
    paths=POST_PATHS,
    searched=("caption", "url", "post_id"),
    cells={
        **SHARED_CELLS,
        "platform": named(PLATFORM),
        "campaign": named(CAMPAIGN),
        "brand": named(BRAND),
        "counted_brand": named(BRAND, "counted_brand"),
        ENGAGEMENT_RATE.key: Cell("rate"),
    },
)


def list_posts(
    selection: Selection, labels: Labels, within: Q | None = None, counted: Counted | None = None
) -> FactList:
    """The posts under a selection. Filters by what posts do not record leave none, and say so.

    ``within`` limits them further (a detail page), and ``counted`` are the same in the rollup.
    """
    posts = Post.objects.annotate(
        counted_brand=effective_brand(), counted_key=effective_brand("__key"), rate=_engagement_rate()
    ).filter(within or Q())
    if selection.check:
        posts = posts.filter(pk__in=checked.POSTS[selection.check]().values("pk"))
    posts = selection.narrow(posts, POST_PATHS)
    reason = _why_no_posts(selection)
    if reason:
        return FactList(POSTS, posts.none(), labels, lambda: (_make_totals(dict.fromkeys(SUMS, 0)), ""), reason)
    counted = counted or Counted(selection.cells(Rollup.objects.attributed()), "posts_sum", labels.version)
    found = count_facts(posts, selection, POSTS, counted)
    return FactList(
        POSTS,
        order_facts(found.facts, POSTS, selection),
        labels,
        lambda: (_count(found.counted) if found.counted else _add_up(found.facts, labels.version), ""),
        sort=selection.data["sort"] or POSTS.default_sort,
        reason=found.note,
        counted=found.counted,
        searched=found if selection.search else None,
    )


def _why_no_posts(selection: Selection) -> str:
    for dimension in selection.emptying:
        if dimension not in POST_PATHS:
            words = gettext("Posts do not record a {dimension}.")
            return words.format(dimension=gettext(dimension.label).lower())
    bounded = selection.data["roas_min"] is not None or selection.data["roas_max"] is not None
    return gettext("A single post has no ROAS: sales are not tracked by post.") if bounded else ""


def _engagement_rate() -> Any:
    likes_and_comments = Coalesce(F("likes"), 0) + Coalesce(F("comments"), 0)
    return Cast(likes_and_comments, FloatField()) / NullIf(Cast("reach", FloatField()), 0.0)


def _add_up(posts: QuerySet, version: str) -> Row:
    sums = {"posts": Count("*"), **{name: Coalesce(Sum(name), 0) for name in SUMS[1:]}}
    found = ask(posts.order_by().values(all=Value(1)).annotate(**sums), version)
    return _make_totals({key: int(found[0][key]) if found else 0 for key in sums})


def _count(counted: Counted) -> Row:
    sums = counted.add_up(*(f"{name}_sum" for name in SUMS)).get(Attribution.ATTRIBUTED, {})
    return _make_totals({name: sums.get(f"{name}_sum", 0) for name in SUMS})


def _make_totals(sums: Mapping[str, int]) -> Row:
    totals = {name: sums[name] for name in SUMS[1:]}
    return totals | {"_rows": sums["posts"], ENGAGEMENT_RATE.key: ENGAGEMENT_RATE.value(totals)}
