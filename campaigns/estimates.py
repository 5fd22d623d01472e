"""What payback to expect of a group after a few orders: its raw ROAS, drawn towards what all groups have in common.

Pure numbers, no database. A payout is counted in the orders that would pay it back: payout ÷ AOV. Orders ~
Poisson(ROAS × these), and ROAS ~ Gamma over all groups, fitted by marginal likelihood; a group's AOV is its own as far
as its orders tell it, else the pooled one. The page ``/metrics/ranking/`` says the same in plain words.

Sources: Gelman et al., Bayesian Data Analysis (3rd ed.), 2.6 (Poisson with exposure) and 5.1 (a prior from the data);
Efron & Morris, JASA 70 (1975), 311–319 (why it errs less); Chung et al., Psychometrika 78 (2013), 685–709 (no spread is
taken for exactly zero); Kass & Steffey, JASA 84 (1989), 717–726 (what is not known of the prior widens the interval);
Bühlmann & Straub, Mitteilungen VSVM 70 (1970), 111–133 (own and pooled AOV).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
LEVEL = 0.9
"""The share of intervals that should hold the truth."""
SPREADS = np.exp(np.arange(-4.5, 1.6, 0.25))
"""How much ROAS may differ between groups (its standard deviation ÷ mean): from 1 % to four times the mean."""
BASKET_SPREAD = 1.0
"""How much orders of one group differ in value (the same quotient): a cautious figure, as only sums are stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a group brought and cost. Revenue and payout in paise; orders below zero are refunds."""

    orders: int
    revenue: int
    payout: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """ROAS as it should be shown, and the bounds that hold the true one nine times in ten."""

    roas: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Prior:
    """The rate of groups not yet seen: Gammas of ``shapes`` around ``means``, each as likely as its weight says.

    ``doubts`` are the variances with which the means themselves are known.
    """

    shapes: Numbers
    means: Numbers
    doubts: Numbers
    weights: Numbers

    def update(self, counts: Numbers, exposure: Numbers, blur: Numbers) -> tuple[Numbers, Numbers]:
        """Mean and variance of each group's own rate, after its counts and exposure.

        ``blur`` is the variance with which the exposure is known, as a share of its square.
        """
        rates = self.shapes / self.means
        sums = rates + exposure[:, None]
        means = (self.shapes + counts[:, None]) / sums
        within = means / sums + (rates / sums) ** 2 * self.doubts
        within += (means * exposure[:, None] / sums) ** 2 * blur[:, None]
        mean = means @ self.weights
        return mean, within @ self.weights + (means - mean[:, None]) ** 2 @ self.weights


@dataclass(frozen=True, kw_only=True)
class Baskets:
    """``mean`` is the pooled AOV in paise; it counts like ``weight`` orders of each group."""

    mean: float
    weight: float

    def update(self, orders: Numbers, revenue: Numbers) -> tuple[Numbers, Numbers]:
        """Each group's AOV in paise, between its own and the pooled one, and its variance as a share of its square."""
        own = (orders > 0) & (revenue > 0)
        count = np.where(own, orders, 0.0)
        apart = np.log(np.where(own, revenue, self.mean) / np.where(own, orders, 1.0) / self.mean)
        known = count + self.weight
        return self.mean * np.exp(apart * count / known), BASKET_SPREAD**2 / known


@dataclass(frozen=True, kw_only=True)
class Population:
    """What all groups have in common; answers for any of them."""

    prior: Prior
    baskets: Baskets

    def estimate(self, groups: Sequence[Outcome]) -> list[Estimate | None]:
        """The ROAS to show for each group and its bounds; None where nothing was paid."""
        from scipy.special import gammaincinv  # takes a quarter of a second to import

        orders, revenue, payout = _columns(groups)
        aov, blur = self.baskets.update(orders, revenue)
        mean, variance = self.prior.update(orders, np.maximum(payout, 0.0) / aov, blur)
        shape, tail = mean**2 / variance, (1 - LEVEL) / 2
        low, high = (gammaincinv(shape, part) * mean / shape for part in (tail, 1 - tail))
        # The mean of a Gamma of tiny shape lies above nearly all of it.
        rows = zip(payout, mean, low, np.maximum(high, mean), strict=True)
        return [Estimate(roas=float(m), low=float(a), high=float(b)) if paid > 0 else None for paid, m, a, b in rows]


def fit_population(groups: Sequence[Outcome]) -> Population | None:
    """What the groups have in common; None when no paid group has sold anything, so that nothing can be said.

    Orders below zero count as none. Groups that were not paid tell of baskets only.
    """
    orders, revenue, payout = _columns(groups)
    sold, paid = (orders > 0) & (revenue > 0), payout > 0
    if not (sold & paid).any():
        return None
    baskets = fit_baskets(orders[sold], revenue[sold])
    aov, _ = baskets.update(orders, revenue)
    return Population(prior=fit_prior(orders[paid], (payout / aov)[paid]), baskets=baskets)


def fit_prior(counts: Numbers, exposure: Numbers) -> Prior:
    """The Gamma of rates over groups with these counts, of which there is at least one.

    Its mean is the likeliest for each spread; spreads weigh what the marginal likelihood (negative binomial with
    exposure) says. Where counts differ no more than chance makes them, small spreads win and all come near the mean.
    """
    from scipy.special import gammaln

    shapes = SPREADS**-2.0
    means = np.full(len(shapes), counts.sum() / exposure.sum())
    for _ in range(8):
        worth = shapes / (shapes + means * exposure[:, None])
        means = counts @ worth / (exposure @ worth)
    seen = shapes / means + exposure[:, None]
    fits = gammaln(shapes + counts[:, None]) - gammaln(shapes) + shapes * np.log(shapes / means / seen)
    fits += counts[:, None] * np.log(exposure[:, None] / seen)
    total = fits.sum(axis=0)
    weights = np.exp(total - total.max()) * SPREADS**2
    return Prior(shapes=shapes, means=means, doubts=means / (exposure @ worth), weights=weights / weights.sum())


def fit_baskets(orders: Numbers, revenue: Numbers) -> Baskets:
    """The pooled AOV, and how much it counts: the less, the more AOVs differ beyond what their orders explain.

    Compared as times of the pooled AOV (logs), so that cheap and dear products weigh alike.
    """
    total = orders.sum()
    mean = revenue.sum() / total
    chance = BASKET_SPREAD**2
    excess = (orders * np.log(revenue / orders / mean) ** 2).sum() - (len(orders) - 1) * chance
    spread = excess / max(total - (orders**2).sum() / total, 1.0)
    return Baskets(mean=float(mean), weight=float(chance / max(spread, 1e-9)))


def _columns(groups: Sequence[Outcome]) -> tuple[Numbers, Numbers, Numbers]:
    rows = np.array([(g.orders, g.revenue, g.payout) for g in groups], dtype=np.float64).reshape(-1, 3)
    return np.maximum(rows[:, 0], 0.0), rows[:, 1], rows[:, 2]
