"""Every metric, declared once. Columns, tooltips, exports, query parameters and the /metrics/ page read this list."""

from django.utils.translation import gettext_noop as _

from campaigns.metrics.margin import MarginRatio
from campaigns.metrics.parts import (
    COUNT,
    EVENTS,
    MONEY,
    PAYOUTS,
    POSTS,
    PRICE,
    SHARE,
    TIMES,
    Added,
    Difference,
    Distinct,
    Metric,
    Part,
    Ratio,
)

ORDERS = Part(
    key="orders",
    label=_("Orders"),
    unit=COUNT,
    column="orders_sum",
    fact=EVENTS,
    help=_("Orders of tracking rows with an influencer and a source that is not baseline. Refunds count below zero."),
)
REVENUE = Part(
    key="revenue",
    label=_("Revenue"),
    unit=MONEY,
    column="revenue_sum",
    fact=EVENTS,
    help=_("Revenue of the attributed rows, refunds taken off."),
)
PAYOUT = Part(
    key="payout",
    label=_("Payout"),
    unit=MONEY,
    column="payout_sum",
    fact=PAYOUTS,
    help=_("What influencers are paid. A payout is spread over the attributed orders it was paid for, to the paisa."),
)
ROAS = Ratio(
    key="roas",
    label=_("ROAS"),
    unit=TIMES,
    top=REVENUE,
    bottom=PAYOUT,
    help=_("Return on ad spend: revenue for each rupee paid. Empty when nothing was paid, 0 when nothing was sold."),
)
NET_RETURN = Difference(
    key="net_return",
    label=_("Net return"),
    unit=MONEY,
    plus=REVENUE,
    minus=PAYOUT,
    help=_("What is left of the revenue after the payout. Not profit: the cost of goods is not in the files."),
)
ROI = Ratio(
    key="roi",
    label=_("ROI"),
    unit=SHARE,
    top=NET_RETURN,
    bottom=PAYOUT,
    help=_("Net return for each rupee paid, as a share of the payout."),
)
MARGIN_ROI = MarginRatio(
    key="margin_roi",
    label=_("Margin ROI"),
    unit=SHARE,
    roas=ROAS,
    help=_(
        "What the margin of the sales leaves after the payout, for each rupee paid. Needs the margin that admins set."
    ),
)
AOV = Ratio(
    key="aov",
    label=_("AOV"),
    unit=PRICE,
    top=REVENUE,
    bottom=ORDERS,
    help=_("Average order value."),
)
COST_PER_ORDER = Ratio(
    key="cost_per_order",
    label=_("Cost per order"),
    unit=PRICE,
    top=PAYOUT,
    bottom=ORDERS,
    help=_("Payout for each attributed order."),
)
PAYOUT_SHARE = Ratio(
    key="payout_share",
    label=_("Payout share"),
    unit=SHARE,
    top=PAYOUT,
    bottom=REVENUE,
    help=_("The part of the revenue that went to influencers."),
)
POST_COUNT = Part(
    key="posts",
    label=_("Posts"),
    unit=COUNT,
    column="posts_sum",
    fact=POSTS,
    help=_("Posts in the posts files."),
)
REACH = Part(
    key="reach",
    label=_("Reach"),
    unit=COUNT,
    column="reach_sum",
    fact=POSTS,
    help=_("Reach of the posts added up. People reached by two posts count twice."),
)
LIKES = Part(key="likes", label=_("Likes"), unit=COUNT, column="likes_sum", fact=POSTS, help=_("Likes of the posts."))
COMMENTS = Part(
    key="comments",
    label=_("Comments"),
    unit=COUNT,
    column="comments_sum",
    fact=POSTS,
    help=_("Comments on the posts."),
)
ENGAGEMENTS = Added(
    key="engagements",
    label=_("Likes + comments"),
    unit=COUNT,
    first=LIKES,
    second=COMMENTS,
    help=_("Likes and comments of the posts."),
)
ENGAGEMENT_RATE = Ratio(
    key="engagement_rate",
    label=_("Engagement rate"),
    unit=SHARE,
    top=ENGAGEMENTS,
    bottom=REACH,
    help=_("Likes and comments as a share of the reach."),
)
COST_PER_1000_REACH = Ratio(
    key="cost_per_1000_reach",
    label=_("Cost per 1,000 reach"),
    unit=PRICE,
    top=PAYOUT,
    bottom=REACH,
    scale=1000,
    help=_("Payout for each thousand of reach."),
)
REVENUE_PER_POST = Ratio(
    key="revenue_per_post",
    label=_("Revenue per post"),
    unit=PRICE,
    top=REVENUE,
    bottom=POST_COUNT,
    help=_("Attributed revenue for each post."),
)
PEOPLE = Distinct(
    key="influencers",
    label=_("Influencers"),
    unit=COUNT,
    column="influencer_id",
    help=_("Influencers with attributed sales or payouts."),
)

MONEY_METRICS: tuple[Metric, ...] = (
    ORDERS,
    REVENUE,
    PAYOUT,
    ROAS,
    NET_RETURN,
    ROI,
    MARGIN_ROI,
    AOV,
    COST_PER_ORDER,
    PAYOUT_SHARE,
)
POST_METRICS: tuple[Metric, ...] = (
    POST_COUNT,
    REACH,
    LIKES,
    COMMENTS,
    ENGAGEMENT_RATE,
    COST_PER_1000_REACH,
    REVENUE_PER_POST,
)
METRICS: tuple[Metric, ...] = MONEY_METRICS + POST_METRICS
KEY_FIGURES: tuple[Metric, ...] = (REVENUE, PAYOUT, ROAS, NET_RETURN, ORDERS)
