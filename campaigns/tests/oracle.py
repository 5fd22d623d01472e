"""An independent recomputation in plain Python, without Django: what every figure must be, from rows as written.

Rows are dicts of texts under the first accepted name of each column. ``Oracle`` stacks them as facts, each
with its dimensions and sums; every figure is a sum over facts or a quotient of such sums.
"""

import re
import unicodedata
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

BASELINE = {"organic", "direct", "paid", "paid_ad", "paid_ads", "paid_search", "paid_social"}
BASELINE |= {"ads", "email", "sms", "seo", "sem"}
SUMS = ("orders", "revenue", "payout", "posts", "reach", "likes", "comments")
CELL = ("date", "campaign", "product", "brand", "source")


def divide(top, bottom):
    """A ratio, empty when there is nothing to divide by."""
    return float(top) / float(bottom) if bottom else None


METRICS = {
    **{key: lambda s, key=key: s[key] for key in SUMS},
    "roas": lambda s: divide(s["revenue"], s["payout"]),
    "net_return": lambda s: s["revenue"] - s["payout"],
    "roi": lambda s: divide(s["revenue"] - s["payout"], s["payout"]),
    "margin_roi": lambda s: None,  # empty until a margin is set
    "aov": lambda s: divide(s["revenue"], s["orders"]),
    "cost_per_order": lambda s: divide(s["payout"], s["orders"]),
    "payout_share": lambda s: divide(s["payout"], s["revenue"]),
    "engagement_rate": lambda s: divide(s["likes"] + s["comments"], s["reach"]),
    "cost_per_1000_reach": lambda s: divide(1000 * s["payout"], s["reach"]),
    "revenue_per_post": lambda s: divide(s["revenue"], s["posts"]),
}


def fold(text):
    """The key of a name, ``None`` for none."""
    text = unicodedata.normalize("NFKC", text or "").casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split()) or None


def fold_source(text):
    """The key of a source: ``PaidAd`` and ``Paid Ad`` are ``paid_ad``."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text or "")
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or None


def paise(text):
    """Whole paise, half away from zero."""
    return int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def whole(text):
    """A whole number, 0 for an empty cell."""
    return int(text or 0)


def cut(total, weights):
    """Shares of a total: each the rounded part up to and including its cell, minus what came before."""
    all_of_it, so_far, given, shares = sum(weights), 0, 0, []
    for weight in weights:
        so_far += weight
        up_to_here = (2 * total * so_far + all_of_it) // (2 * all_of_it)
        shares.append(up_to_here - given)
        given = up_to_here
    return shares


class Oracle:
    """The facts of one set of rows. ``aliases``, ``fixed``, ``kinds``: what an admin decided, by folded names."""

    def __init__(self, data, aliases=None, fixed=None, kinds=None):
        self.people = {row["id"]: row for row in data.get("influencers", ())}
        self.tracking, self.posts = data.get("tracking", ()), data.get("posts", ())
        self.payouts = data.get("payouts", ())
        self.aliases, self.fixed, self.kinds = aliases or {}, fixed or {}, kinds or {}
        self.branded = {fold(row.get("campaign")) for row in self.tracking if fold(row.get("brand"))}
        self.apart = {"baseline": 0, "unassigned": 0}
        self.events = [fact for row in self.tracking if (fact := self.read_event(row))]
        self.facts = [*self.events, *map(self.read_post, self.posts)]
        for row in self.payouts:
            self.facts += self.read_shares(row)

    # Dimensions

    def brand(self, cell, campaign):
        """The brand cell, else the campaign's brand; aliases resolved."""
        own = fold(cell)
        if own is None:
            own = self.fixed[fold(campaign)] if fold(campaign) in self.fixed else self.brand_of_name(campaign)
        return self.aliases.get(own, own)

    def brand_of_name(self, campaign):
        """What stands before the first ``_``; none where the campaign's own rows name brands."""
        if "_" not in (campaign or "") or fold(campaign) in self.branded:
            return None
        return fold(campaign.split("_")[0])

    def persona(self, who):
        person = self.people.get(who, {})
        return {name: fold(person.get(name)) for name in ("platform", "category", "gender")}

    def fact(self, row, date, **more):
        """A fact with the dimensions that all kinds share, and no sums yet."""
        campaign, who = row.get("campaign"), row.get("influencer_id") or None
        shared = {
            "campaign": fold(campaign),
            "influencer": who,
            "date": date,
            "month": date and date[:7],
            "brand": self.brand(row.get("brand"), campaign),
            "product": None,
            "source": None,
        }
        return dict.fromkeys(SUMS, 0) | shared | self.persona(who) | more

    # Facts

    def read_event(self, row):
        """An attributed tracking row, or nothing: then its revenue is added to what stands apart."""
        source, revenue = fold_source(row.get("source")), paise(row["revenue"])
        kind = self.kinds.get(source, "baseline" if source in BASELINE else "influencer")
        if kind == "baseline" or not row.get("influencer_id"):
            self.apart["baseline" if kind == "baseline" else "unassigned"] += revenue
            return None
        more = {"orders": whole(row.get("orders")), "revenue": revenue}
        return self.fact(row, row["date"], product=fold(row.get("product")), source=source, **more)

    def read_post(self, row):
        sums = {name: whole(row.get(name)) for name in ("reach", "likes", "comments")}
        return self.fact(row, row["date"], platform=fold(row.get("platform")), posts=1, **sums)

    def total(self, row):
        """A payout's total in paise, stated or derived."""
        if row.get("total_payout"):
            return paise(row["total_payout"])
        stated = row.get("orders" if row["basis"] == "order" else "posts")
        if stated:
            count = int(stated)
        elif row["basis"] == "order":
            count = sum(fact["orders"] for fact in self.scope(row))
        else:
            count = self.count_posts(row)
        return paise(row["rate"]) * count

    def count_posts(self, row):
        theirs = [post for post in self.posts if post["influencer_id"] == row["influencer_id"]]
        if fold(row.get("campaign")) and any(fold(post.get("campaign")) for post in theirs):
            theirs = [post for post in theirs if fold(post.get("campaign")) == fold(row["campaign"])]
        return len(theirs)

    def scope(self, row):
        """The attributed rows that a payout was paid for."""
        mine = [fact for fact in self.events if fact["influencer"] == row["influencer_id"]]
        campaign = fold(row.get("campaign"))
        return [fact for fact in mine if campaign in (None, fact["campaign"])]

    def read_shares(self, row):
        """A payout as one fact per share; as one without date, product and source when nothing carries it."""
        cells = defaultdict(lambda: [0, 0])
        for fact in self.scope(row):
            cell = cells[tuple(fact[name] or "" for name in CELL)]
            cell[0] += max(fact["orders"], 0)
            cell[1] += max(fact["revenue"], 0)
        order, total = sorted(cells), self.total(row)
        for measure in (0, 1):
            weights = [cells[key][measure] for key in order]
            if any(weights):
                shares = cut(total, weights)
                return [self.share(row, key, share) for key, share in zip(order, shares, strict=True)]
        return [self.fact({**row, "brand": ""}, None, payout=total)]

    def share(self, row, key, share):
        names = {name: value or None for name, value in zip(CELL, key, strict=True)}
        return self.fact(row, names["date"]) | names | {"payout": share}

    # Figures

    def sums(self, dimension=None, keep=lambda fact: True):
        """Value of the dimension (``None`` for none, and for "everything") → sums."""
        found = defaultdict(lambda: dict.fromkeys(SUMS, 0))
        for fact in filter(keep, self.facts):
            group = found[fact[dimension] if dimension else None]
            for name in SUMS:
                group[name] += fact[name]
        return found

    def figures(self, dimension=None, keep=lambda fact: True):
        """The same with every metric."""
        return {value: figures_of(sums) for value, sums in self.sums(dimension, keep).items()}


def figures_of(sums):
    """Every metric of some sums."""
    return {key: read(sums) for key, read in METRICS.items()}


NOTHING = figures_of(dict.fromkeys(SUMS, 0))
