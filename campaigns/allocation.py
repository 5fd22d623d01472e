"""Spreads a payout over the cells of its scope in whole paise, so that the shares sum to the payout exactly.

The rule is cumulative rounding: walking through the cells in a fixed order, each cell gets the rounded part of
the total up to and including it, minus what came before. No remainder is left to hand out.
"""

from collections.abc import Sequence


def round_half_up(top: int, bottom: int) -> int:
    """``top / bottom`` (``bottom`` above zero) to the nearest whole number; halves go up."""
    return (2 * top + bottom) // (2 * bottom)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of ``total`` paise, one per weight. Weights are zero or above, and not all zero.

    Raises ``ValueError`` when no weight is above zero: such a total has nothing to rest on.
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("nothing to spread over")
    shares, weight_so_far, given = [], 0, 0
    for weight in weights:
        weight_so_far += weight
        up_to_here = round_half_up(total * weight_so_far, whole)
        shares.append(up_to_here - given)
        given = up_to_here
    return shares


def choose_weights(orders: Sequence[int], revenue: Sequence[int]) -> Sequence[int] | None:
    """Weights for the cells of a scope: orders, else revenue, else none (the payout stays unallocated)."""
    return orders if any(orders) else revenue if any(revenue) else None
