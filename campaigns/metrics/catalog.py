"""Every metric, declared once. Columns, tooltips, exports, query parameters and the /metrics/ page read this list."""

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
    label="Orders",
    unit=COUNT,
    column="orders_sum",
    fact=EVENTS,
    help="Orders of tracking rows with an influencer and a source that is not baseline. Refunds count below zero.",
)
REVENUE = Part(
    key="revenue",
    label="Revenue",
    unit=MONEY,
    column="revenue_sum",
    fact=EVENTS,
    help="Revenue of the attributed rows, refunds taken off.",
)
PAYOUT = Part(
    key="payout",
    label="Payout",
    unit=MONEY,
    column="payout_sum",
    fact=PAYOUTS,
    help="What influencers are paid. A payout is spread over the attributed orders it was paid for, to the paisa.",
)
ROAS = Ratio(
    key="roas",
    label="ROAS",
    unit=TIMES,
    top=REVENUE,
    bottom=PAYOUT,
    help="Return on ad spend: revenue for each rupee paid. Empty when nothing was paid, 0 when nothing was sold.",
)
NET_RETURN = Difference(
    key="net_return",
    label="Net return",
    unit=MONEY,
    plus=REVENUE,
    minus=PAYOUT,
    help="What is left of the revenue after the payout. Not profit: the cost of goods is not in the files.",
)
ROI = Ratio(
    key="roi",
    label="ROI",
    unit=SHARE,
    top=NET_RETURN,
    bottom=PAYOUT,
    help="Net return for each rupee paid, as a share of the payout.",
)
MARGIN_ROI = MarginRatio(
    key="margin_roi",
    label="Margin ROI",
    unit=SHARE,
    roas=ROAS,
    help="What the margin of the sales leaves after the payout, for each rupee paid. Needs the margin that admins set.",
)
AOV = Ratio(
    key="aov",
    label="AOV",
    unit=PRICE,
    top=REVENUE,
    bottom=ORDERS,
    help="Average order value.",
)
COST_PER_ORDER = Ratio(
    key="cost_per_order",
    label="Cost per order",
    unit=PRICE,
    top=PAYOUT,
    bottom=ORDERS,
    help="Payout for each attributed order.",
)
PAYOUT_SHARE = Ratio(
    key="payout_share",
    label="Payout share",
    unit=SHARE,
    top=PAYOUT,
    bottom=REVENUE,
    help="The part of the revenue that went to influencers.",
)
POST_COUNT = Part(
    key="posts",
    label="Posts",
    unit=COUNT,
    column="posts_sum",
    fact=POSTS,
    help="Posts in the posts files.",
)
REACH = Part(
    key="reach",
    label="Reach",
    unit=COUNT,
    column="reach_sum",
    fact=POSTS,
    help="Reach of the posts added up. People reached by two posts count twice.",
)
LIKES = Part(key="likes", label="Likes", unit=COUNT, column="likes_sum", fact=POSTS, help="Likes of the posts.")
COMMENTS = Part(
    key="comments",
    label="Comments",
    unit=COUNT,
    column="comments_sum",
    fact=POSTS,
    help="Comments on the posts.",
)
ENGAGEMENTS = Added(
    key="engagements",
    label="Likes + comments",
    unit=COUNT,
    first=LIKES,
    second=COMMENTS,
    help="Likes and comments of the posts.",
)
ENGAGEMENT_RATE = Ratio(
    key="engagement_rate",
    label="Engagement rate",
    unit=SHARE,
    top=ENGAGEMENTS,
    bottom=REACH,
    help="Likes and comments as a share of the reach.",
)
COST_PER_1000_REACH = Ratio(
    key="cost_per_1000_reach",
    label="Cost per 1,000 reach",
    unit=PRICE,
    top=PAYOUT,
    bottom=REACH,
    scale=1000,
    help="Payout for each thousand of reach.",
)
REVENUE_PER_POST = Ratio(
    key="revenue_per_post",
    label="Revenue per post",
    unit=PRICE,
    top=REVENUE,
    bottom=POST_COUNT,
    help="Attributed revenue for each post.",
)
PEOPLE = Distinct(
    key="influencers",
    label="Influencers",
    unit=COUNT,
    column="influencer_id",
    help="Influencers with attributed sales or payouts.",
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
