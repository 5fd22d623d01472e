"""What metrics can be cut by, and which facts record it: the one place that says when a cut has no meaning."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Expression, F, Func, IntegerChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.metrics.parts import EVENTS, PAYOUTS, POSTS, Metric
from campaigns.sentences import join_words

ALL = frozenset({EVENTS, POSTS, PAYOUTS})
SALES = frozenset({EVENTS, PAYOUTS})


class Grain(IntegerChoices):
    """How finely the cells of the rollup tell facts apart. The same sums stand in it once for each, coarsest first.

    Only the finer half tells products and sources apart, which most questions do not name: without them a fifth of
    the cells is enough.
    """

    TOTAL = 0, "all days together"
    MONTH = 1, "month"
    GOODS = 2, "month, product and source"
    DAY = 3, "day, product and source"

    @property
    def tells_goods(self) -> bool:
        """Whether cells of different products or sources are different cells."""
        return self >= Grain.GOODS


class Month(Func):
    """A date column as ``2025-07``; 0001-01 is "no date". Text, because SQLite would call Python for each row."""

    output_field = CharField()
    function = "SUBSTR"
    template = "SUBSTR(%(expressions)s, 1, 7)"

    def as_postgresql(self, compiler: object, connection: object) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM')")


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Something rows are grouped or filtered by. ``column`` is the rollup's path to its id (or plain value).

    ``grain`` is the coarsest one whose cells can be told apart by it, grouped or filtered.
    """

    key: str
    label: str
    plural: str
    column: str
    facts: frozenset[str] = ALL
    grain: Grain = Grain.TOTAL
    differs_for_posts: bool = False

    @property
    def alias(self) -> str:
        """Its name in grouped rows; a model field's own name is not free for an annotation."""
        return f"{self.key}_value"

    def expression(self) -> Expression:
        """What a grouped query selects."""
        return Month(self.column) if self.grain == Grain.MONTH else F(self.column)


CAMPAIGN = Dimension(key="campaign", label=_("Campaign"), plural=_("Campaigns"), column="campaign_id")
INFLUENCER = Dimension(key="influencer", label=_("Influencer"), plural=_("Influencers"), column="influencer_id")
BRAND = Dimension(key="brand", label=_("Brand"), plural=_("Brands"), column="brand_id")
PRODUCT = Dimension(
    key="product", label=_("Product"), plural=_("Products"), column="product_id", facts=SALES, grain=Grain.GOODS
)
PLATFORM = Dimension(
    key="platform", label=_("Platform"), plural=_("Platforms"), column="platform_id", differs_for_posts=True
)
CATEGORY = Dimension(key="category", label=_("Category"), plural=_("Categories"), column="influencer__category_id")
GENDER = Dimension(key="gender", label=_("Gender"), plural=_("Genders"), column="influencer__gender_id")
BASIS = Dimension(key="basis", label=_("Basis"), plural=_("Bases"), column="basis", facts=frozenset({PAYOUTS}))
"""What a payout was agreed for. Payouts are filtered by it; the rollup does not tell it apart."""
TIER = Dimension(key="tier", label=_("Follower tier"), plural=_("Follower tiers"), column="influencer__follower_count")
"""Rows can be filtered by it; its column holds a follower count, of which ``tiers`` makes a tier."""
MONTH = Dimension(key="month", label=_("Month"), plural=_("Months"), column="date", grain=Grain.MONTH)
DAY = Dimension(key="date", label=_("Date"), plural=_("Days"), column="date", grain=Grain.DAY)
SOURCE = Dimension(
    key="source", label=_("Source"), plural=_("Sources"), column="source_id", facts=SALES, grain=Grain.GOODS
)
ATTRIBUTION = Dimension(
    key="attribution", label=_("Counted as"), plural=_("Attribution"), column="attribution", facts=SALES
)
PAYOUT_ROW = Dimension(
    key="payout_row", label=_("Payout"), plural=_("Payouts"), column="payout_id", facts=frozenset({PAYOUTS})
)

GOODS = frozenset({PRODUCT.column, SOURCE.column})
DIMENSIONS = (CAMPAIGN, INFLUENCER, BRAND, PRODUCT, PLATFORM, CATEGORY, GENDER, MONTH, DAY, SOURCE)
ALLOCATED_BY = frozenset({CAMPAIGN, BRAND, PRODUCT, MONTH, DAY, SOURCE})
"""Dimensions by which a payout is spread; by the others (the influencer's own) it is whole."""


def name_none(dimension: Dimension) -> str:
    """``no campaign``: what rows are called that have none."""
    return gettext("no {dimension}").format(dimension=gettext(dimension.label).lower())


def why_empty(metric: Metric, cuts: Iterable[Dimension]) -> str:
    """The reason why a metric has no value under these groupings and filters; empty text when it has one."""
    if metric.why_unset:
        return metric.why_unset
    for cut in cuts:
        if missing := metric.facts - cut.facts:
            facts = join_words([gettext(fact) for fact in sorted(missing)]).capitalize()
            words = gettext("{facts} do not record a {dimension}.")
            return words.format(facts=facts, dimension=gettext(cut.label).lower())
        if cut.differs_for_posts and POSTS in metric.facts and len(metric.facts) > 1:
            words = gettext("{dimension} means the influencer's for sales and payouts, but the post's own for posts.")
            return words.format(dimension=gettext(cut.label))
    return ""


def is_allocated(metric: Metric, cuts: Iterable[Dimension]) -> bool:
    """Whether its figures rest on spread payouts under these cuts."""
    return PAYOUTS in metric.facts and any(cut in ALLOCATED_BY for cut in cuts)
