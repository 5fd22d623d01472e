"""Lists of facts, one row per fact: posts and tracking rows, read from the database page by page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, NullIf

from campaigns.dates import format_day
from campaigns.formats import AMOUNT, COUNT, SHARE, format_count, format_money
from campaigns.metrics.catalog import ENGAGEMENT_RATE
from campaigns.metrics.dimensions import (
    BRAND,
    CAMPAIGN,
    CATEGORY,
    DAY,
    GENDER,
    INFLUENCER,
    PLATFORM,
    PRODUCT,
    SOURCE,
    Dimension,
)
from campaigns.models import Attribution, Post, TrackingEvent
from campaigns.models.expressions import attribution_of_event, effective_brand
from campaigns.names import fold_name
from campaigns.reports.filters import Selection
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, NumberColumn, Row

PERSON = {CATEGORY: "influencer__category_id", GENDER: "influencer__gender_id", INFLUENCER: "influencer_id"}
EVENT_PATHS: dict[Dimension, str] = {
    **PERSON,
    DAY: "date",
    CAMPAIGN: "campaign_id",
    PRODUCT: "product_id",
    SOURCE: "source_id",
    BRAND: "counted_brand",
    PLATFORM: "influencer__platform_id",
}
POST_PATHS: dict[Dimension, str] = {
    **PERSON,
    DAY: "date",
    CAMPAIGN: "campaign_id",
    BRAND: "counted_brand",
    PLATFORM: "platform_id",
}


@dataclass
class FactList:
    """Rows of facts, read from the database only as far as they are looked at. Serves a paginator and an export."""

    columns: list[Column]
    facts: QuerySet
    make_row: Callable[[Mapping[str, Any]], Row]
    totals: Row = field(default_factory=dict)
    reason: str = ""
    note: str = ""

    def __len__(self) -> int:
        return self.totals["_rows"]

    def __getitem__(self, cut: slice) -> list[Row]:
        return [self.make_row(fact) for fact in self.facts[cut]]

    def __iter__(self) -> Iterator[Row]:
        return (self.make_row(fact) for fact in self.facts.iterator(chunk_size=2000))

    @property
    def rows(self) -> "FactList":
        """Itself: what a paginator cuts."""
        return self


@dataclass(frozen=True, kw_only=True)
class FactPage:
    """A page that lists facts."""

    key: str
    title: str
    lead: str
    columns: tuple[Column, ...]
    default_sort: str
    orders: Mapping[str, str]

    @property
    def sort_keys(self) -> set[str]:
        """What ``sort`` may name."""
        return set(self.orders)


def _day_column(label: str = "Date") -> Column:
    return Column(key="date", label=label)


POSTS = FactPage(
    key="posts",
    title="Posts",
    lead="What was published, and how people took it.",
    columns=(
        _day_column(),
        Column(key="influencer", label="Influencer"),
        Column(key="influencer_id", label="Id"),
        Column(key="platform", label="Platform"),
        Column(key="campaign", label="Campaign"),
        Column(key="brand", label="Brand"),
        Column(key="caption", label="Caption"),
        NumberColumn(key="reach", label="Reach"),
        NumberColumn(key="likes", label="Likes"),
        NumberColumn(key="comments", label="Comments"),
        NumberColumn(key=ENGAGEMENT_RATE.key, label=ENGAGEMENT_RATE.label, unit=SHARE, help=ENGAGEMENT_RATE.formula),
        Column(key="url", label="URL"),
        Column(key="post_id", label="Post id"),
    ),
    default_sort="-date",
    orders={
        "date": "date",
        "influencer": "influencer__search_key",
        "influencer_id": "influencer__code",
        "platform": "platform__key",
        "campaign": "campaign__key",
        "brand": "brand__key",
        "caption": "caption",
        "reach": "reach",
        "likes": "likes",
        "comments": "comments",
        ENGAGEMENT_RATE.key: "rate",
        "url": "url",
        "post_id": "post_id",
    },
)
TRACKING = FactPage(
    key="tracking",
    title="Tracking rows",
    lead="Every tracked sale.",
    columns=(
        _day_column(),
        Column(key="influencer", label="Influencer"),
        Column(key="influencer_id", label="Id"),
        Column(key="campaign", label="Campaign"),
        Column(key="product", label="Product"),
        Column(key="brand", label="Brand"),
        Column(key="source", label="Source"),
        Column(key="attribution", label="Counted as", sorts=False, help="Only rows of influencers count on reports."),
        NumberColumn(key="orders", label="Orders", unit=COUNT),
        NumberColumn(key="revenue", label="Revenue", unit=AMOUNT),
        Column(key="user_id", label="User id"),
        Column(key="tracking_id", label="Tracking id"),
    ),
    default_sort="-date",
    orders={"date": "date", "orders": "orders", "revenue": "revenue"},
)


def list_posts(selection: Selection, labels: Labels, within: Q | None = None) -> FactList:
    """The posts under a selection. Filters by what posts do not record leave none, and say so."""
    posts = Post.objects.annotate(counted_brand=effective_brand(), rate=_engagement_rate()).filter(within or Q())
    posts = _search(selection.narrow(posts, POST_PATHS), selection.search, ("caption", "url", "post_id"))
    reason = _why_no_posts(selection)
    listed = FactList(
        list(POSTS.columns),
        _order(posts if not reason else posts.none(), POSTS, selection),
        _post_row(labels),
    )
    listed.totals, listed.reason = _post_totals(posts if not reason else posts.none()), reason
    return listed


def _why_no_posts(selection: Selection) -> str:
    for dimension in selection.choices:
        if dimension not in POST_PATHS:
            return f"Posts do not record a {dimension.label.lower()}."
    bounded = selection.data["roas_min"] is not None or selection.data["roas_max"] is not None
    return "A single post has no ROAS: sales are not tracked by post." if bounded else ""


def _engagement_rate() -> Any:
    likes_and_comments = Coalesce(F("likes"), 0) + Coalesce(F("comments"), 0)
    return Cast(likes_and_comments, FloatField()) / NullIf(Cast("reach", FloatField()), 0.0)


def _post_totals(posts: QuerySet) -> Row:
    sums = posts.aggregate(
        _rows=Count("*"),
        reach=Coalesce(Sum("reach"), 0),
        likes=Coalesce(Sum("likes"), 0),
        comments=Coalesce(Sum("comments"), 0),
    )
    sums = {key: int(value) for key, value in sums.items()}
    return sums | {ENGAGEMENT_RATE.key: ENGAGEMENT_RATE.value(sums)}


def _post_row(labels: Labels) -> Callable[[Mapping[str, Any]], Row]:
    def make(post: Mapping[str, Any]) -> Row:
        names = {d.key: labels.name(d, post[f"{d.key}_id"]) for d in (PLATFORM, CAMPAIGN, BRAND)}
        kept = {key: post[key] for key in ("caption", "url", "post_id", "reach", "likes", "comments")}
        return {**_shared(post, labels), **names, **kept, ENGAGEMENT_RATE.key: post["rate"]}

    return make


def list_tracking(selection: Selection, labels: Labels, within: Q | None = None) -> FactList:
    """The tracking rows under a selection: all of them, also those that do not count for influencers."""
    events = TrackingEvent.objects.annotate(counted_brand=effective_brand(), attribution=attribution_of_event())
    events = selection.narrow(events.filter(within or Q()), EVENT_PATHS)
    events = _search(events, selection.search, ("user_id", "tracking_id"))
    listed = FactList(list(TRACKING.columns), _order(events, TRACKING, selection), _event_row(labels))
    listed.totals, listed.note = _event_totals(events)
    return listed


def _event_totals(events: QuerySet) -> tuple[Row, str]:
    """Sums over all rows, and a sentence when not all of them count."""
    counted = Q(attribution=Attribution.ATTRIBUTED)
    sums = events.aggregate(
        # Before ``revenue``: an aggregate hides the column of its own name from those after it.
        _revenue=Coalesce(Sum("revenue", filter=counted), 0),
        _counted=Count("pk", filter=counted),
        _rows=Count("*"),
        orders=Coalesce(Sum("orders"), 0),
        revenue=Coalesce(Sum("revenue"), 0),
    )
    totals = {key: int(value) for key, value in sums.items()}
    if totals["_counted"] == totals["_rows"]:
        return totals, ""
    apart = format_count(totals["_rows"] - totals["_counted"])
    return totals, (
        f"{apart} of these rows are baseline or unassigned: listed and added up here, but left out of reports. "
        f"What counts is {format_money(totals['_revenue'])}."
    )


def _event_row(labels: Labels) -> Callable[[Mapping[str, Any]], Row]:
    def make(event: Mapping[str, Any]) -> Row:
        names = {d.key: labels.name(d, event[f"{d.key}_id"]) for d in (CAMPAIGN, PRODUCT, BRAND, SOURCE)}
        kept = {key: event[key] for key in ("orders", "revenue", "user_id", "tracking_id")}
        kept["attribution"] = Attribution(event["attribution"]).label
        return {**_shared(event, labels), **names, **kept}

    return make


def _shared(fact: Mapping[str, Any], labels: Labels) -> Row:
    person = labels.people[fact["influencer_id"]]
    day = fact["date"]
    return {
        "_id": fact["id"],
        "_influencer": fact["influencer_id"],
        "_campaign": fact["campaign_id"],
        "date": day.isoformat(),
        "_date_shown": format_day(day),
        "influencer_id": person.code,
        "influencer": person.name,
    }


def _search(facts: QuerySet, search: str, columns: tuple[str, ...]) -> QuerySet:
    if not search:
        return facts
    wanted = Q(influencer__search_key__contains=fold_name(search)) | Q(campaign__key__contains=fold_name(search))
    for column in columns:
        wanted |= Q(**{f"{column}__icontains": search})
    return facts.filter(wanted)


def _order(facts: QuerySet, page: FactPage, selection: Selection) -> QuerySet:
    sort = selection.data["sort"] or page.default_sort
    path = F(page.orders[sort.removeprefix("-")])
    first = path.desc(nulls_last=True) if sort.startswith("-") else path.asc(nulls_last=True)
    return facts.order_by(first, "-id" if sort.startswith("-") else "id").values()
