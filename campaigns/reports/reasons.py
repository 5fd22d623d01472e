"""Why a row is poor: the one figure in which it falls furthest behind its peers, or that there is too little to say.

ROAS is a product: reach per rupee × orders per reach × revenue per order. So whoever pays back worse than peers is
behind in at least one of the three; and little reach per rupee is a high fee, or few people reached by each post.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns import nouns
from campaigns.formats import format_amount, format_count, format_rupees

Ids = tuple[Any, ...]
"""What a row is known by."""
FEWEST_PEERS = 3
FEWEST_ORDERS = 3
"""Where peers would have made three orders, making none is chance one time in twenty (e⁻³)."""
CLEAR_GAP = 1.25
"""How many times worse than peers a figure must be to be named."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The sums of a row, or of its peers; money in paise."""

    payout: int
    revenue: int
    orders: int
    posts: int
    reach: int

    def without(self, other: Self) -> Self:
        """What is left when a row is taken out of the sums of its group."""
        return type(self)(**{f.name: getattr(self, f.name) - getattr(other, f.name) for f in fields(self)})

    @property
    def is_known(self) -> bool:
        """Whether it was paid and has posts with reach, so that anything can be compared."""
        return self.payout > 0 and self.posts > 0 and self.reach > 0

    @property
    def sold(self) -> int:
        """Orders, refunds not counting below zero."""
        return max(self.orders, 0)


NOTHING = Figures(payout=0, revenue=0, orders=0, posts=0, reach=0)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A way to fall behind. ``gap`` says how many times worse than peers a row is, ``rests_on`` how many orders
    the comparison rests on (None: on none, so it holds however few there are), ``figure`` shows it in ``figures``."""

    key: str
    label: str
    gap: Callable[[Figures, Figures], float]
    figure: Callable[[Figures], str]
    figures: str
    rests_on: Callable[[Figures, Figures], float] | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The reason of one row, in words and figures."""

    key: str
    label: str
    text: str


def _say_money(paise: float) -> str:
    """Whole rupees, and paise where they matter."""
    return format_rupees(paise) if paise >= 100_00 else format_amount(paise)


def _expect_orders(own: Figures, peers: Figures) -> float:
    """What peers would have sold to this reach."""
    return peers.sold * own.reach / peers.reach


def _basket_gap(own: Figures, peers: Figures) -> float:
    if own.sold == 0 or own.revenue <= 0 or peers.sold == 0:
        return 0.0
    return (peers.revenue / peers.sold) / (own.revenue / own.sold)


FEE = Reason(
    key="fee",
    label=_("Fee too high for its reach"),
    gap=lambda own, peers: (own.payout / own.reach) / (peers.payout / peers.reach),
    figure=lambda f: _say_money(f.payout * 1000 / f.reach),
    figures=_("{own} per 1,000 reach; {words} {peers}"),
)
REACH = Reason(
    key="reach",
    label=_("Little reach"),
    gap=lambda own, peers: (peers.reach / peers.posts) / (own.reach / own.posts),
    figure=lambda f: format_count(f.reach / f.posts),
    figures=_("{own} reached by a post; {words} {peers}"),
)
ORDERS = Reason(
    key="orders",
    label=_("Few orders per reach"),
    # Half an order on both sides keeps the gap finite, and small where little could be expected.
    gap=lambda own, peers: (_expect_orders(own, peers) + 0.5) / (own.sold + 0.5),
    figure=lambda f: f"{f.sold * 100_000 / f.reach:,.1f}",
    figures=_("{own} orders per 1,00,000 reach; {words} {peers}"),
    rests_on=_expect_orders,
)
BASKET = Reason(
    key="basket",
    label=_("Small baskets"),
    gap=_basket_gap,
    figure=lambda f: _say_money(f.revenue / f.sold),
    figures=_("{own} an order; {words} {peers}"),
    rests_on=lambda own, peers: own.sold,
)
REASONS = (FEE, ORDERS, BASKET)
"""The three factors of ROAS, compared with each other."""
NEARER = {FEE: REACH}
"""The same shortfall said more closely, where most of it comes from that."""
TOO_LITTLE = _("Too little data to say")


def explain(own: Figures, peers: Figures, count: int, words: str = "") -> Finding:
    """The main reason why a paid row is poor beside ``count`` peers; ``words`` is what they are called."""
    words, little = words or gettext("peers"), gettext(TOO_LITTLE)
    if not own.is_known:
        return Finding(key="little", label=little, text=gettext("no posts with reach to compare"))
    if count < FEWEST_PEERS:
        few = (
            gettext("{count} {words} with reach to compare with")
            if count
            else gettext("no {words} with reach to compare with")
        )
        return Finding(key="little", label=little, text=few.format(count=count, words=words))
    reason = max(REASONS, key=lambda r: r.gap(own, peers))
    if reason.gap(own, peers) < CLEAR_GAP:
        alike = gettext("No worse than {words}").format(words=words)
        return Finding(key="alike", label=alike, text=gettext("no figure stands out"))
    if reason.rests_on and reason.rests_on(own, peers) < FEWEST_ORDERS:
        return Finding(key="little", label=little, text=_say_few(own, peers, words))
    nearer = NEARER.get(reason)
    if nearer and nearer.gap(own, peers) ** 2 >= reason.gap(own, peers):
        reason = nearer
    return Finding(key=reason.key, label=gettext(reason.label), text=_say_figures(reason, own, peers, words))


def _say_figures(reason: Reason, own: Figures, peers: Figures, words: str) -> str:
    return gettext(reason.figures).format(own=reason.figure(own), words=words, peers=reason.figure(peers))


def _say_few(own: Figures, peers: Figures, words: str) -> str:
    said = gettext("{orders}; {words} would have made {expected} with this reach")
    expected = f"{_expect_orders(own, peers):.1f}"
    return said.format(orders=nouns.ORDERS.format(count=own.sold), words=words, expected=expected)


def explain_all(
    rows: Mapping[Ids, Figures], group_of: Callable[[Ids], Hashable], wanted: Iterable[Ids], words: str = ""
) -> dict[Ids, Finding]:
    """The reasons of the wanted rows, each beside the other paid rows of its group that have reach."""
    groups: dict[Hashable, dict[Ids, Figures]] = defaultdict(dict)
    for key, figures in rows.items():
        if figures.is_known:
            groups[group_of(key)][key] = figures
    sums = {group: _add(members.values()) for group, members in groups.items()}
    found = {}
    for key in wanted:
        group, own = group_of(key), rows.get(key, NOTHING)
        is_member = key in groups[group]
        peers = sums.get(group, NOTHING).without(own if is_member else NOTHING)
        found[key] = explain(own, peers, len(groups[group]) - is_member, words)
    return found


def _add(rows: Iterable[Figures]) -> Figures:
    listed = list(rows)
    return Figures(**{f.name: sum(getattr(row, f.name) for row in listed) for f in fields(Figures)})
