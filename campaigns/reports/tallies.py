"""How many payouts have each result of their check, and how much money that is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.reports.parts import Row


@dataclass
class Tally:
    """How many payouts there are, and paise."""

    count: int = 0
    paise: int = 0

    def add(self, paise: int) -> None:
        """Counts one more."""
        self.count += 1
        self.paise += paise


def tally_checks(payouts: Sequence[Row]) -> Mapping[str, Tally]:
    """Checked payouts by result, with their totals, and by the sum they count in, with what they add to it."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for payout in payouts:
        result, money = payout["result"], payout["sum"]
        tallies[result].add(payout["total_payout"])
        if money and money != result:
            tallies[money].add(payout["stake"])
    return tallies
