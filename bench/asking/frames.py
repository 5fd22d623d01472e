"""``frames.py FILES ROUNDS``: a notebook in pandas that works everything out anew from frames in memory, as at a click.

Prints CPU seconds as JSON: of all its tables, and of the one by campaign alone.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.generator.world import BASELINES

CELL = ["influencer_id", "campaign", "date", "product", "brand", "source"]
SCOPE = ["influencer_id", "campaign"]
TABLES = (
    ["campaign"], ["influencer_id"], ["brand"], ["product"], ["platform"], ["category", "gender"], ["month"],
)  # fmt: skip
"""What the portal's reports group by."""
SUMS = ["orders", "revenue", "payout", "posts", "reach", "likes", "comments"]
ABOUT_POSTS = {"campaign", "influencer_id", "brand", "category", "gender", "month"}
"""What posts record too."""


@dataclass(frozen=True)
class Frames:
    """The four files as pandas reads them, amounts in whole paise."""

    influencers: pd.DataFrame
    posts: pd.DataFrame
    payouts: pd.DataFrame
    tracking: pd.DataFrame


def read_frames(folder: Path) -> Frames:
    """Reading is not measured."""
    frames = Frames(*(pd.read_csv(folder / f"{name}.csv") for name in ("influencers", "posts", "payouts", "tracking")))
    frames.tracking["revenue"] = (frames.tracking["revenue"] * 100).round().astype("int64")
    frames.payouts["total_payout"] = (frames.payouts["total_payout"] * 100).round().astype("int64")
    return frames


def answer(frames: Frames, tables: Sequence[list[str]] = TABLES) -> list[pd.DataFrame]:
    """The tables of the reports: sums of sales, payouts and posts under each grouping, and their ratios."""
    sales = find_attributed(frames)
    paid, posts = spread_payouts(sales, frames), find_posts(frames)
    return [add_ratios(group(sales, paid, posts, by)).sort_values("revenue", ascending=False) for by in tables]


def find_attributed(frames: Frames) -> pd.DataFrame:
    """Rows of influencers that no baseline source brought, with who they are, the campaign's brand and the month."""
    sales = frames.tracking.merge(frames.influencers, on="influencer_id", how="inner")
    return add_parts(sales[~sales["source"].isin(BASELINES)])


def find_posts(frames: Frames) -> pd.DataFrame:
    """The same for posts, each of which counts one."""
    posts = frames.posts.drop(columns="platform").merge(frames.influencers, on="influencer_id", how="left")
    return add_parts(posts.assign(posts=1))


def add_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Brand and month, which are parts of other cells."""
    return rows.assign(brand=rows["campaign"].str.partition("_")[0], month=rows["date"].str[:7])


def spread_payouts(sales: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """Shares in paise by the portal's rule: by orders, else by revenue, rounded so that they sum to the payout."""
    payouts = frames.payouts
    weighed = sales.assign(by_orders=sales["orders"].clip(lower=0), by_revenue=sales["revenue"].clip(lower=0))
    cells = weighed.groupby(CELL, dropna=False, as_index=False)[["by_orders", "by_revenue"]].sum()
    shares = cells.merge(payouts[[*SCOPE, "payout_id", "total_payout"]], on=SCOPE)
    sums = shares.groupby("payout_id")[["by_orders", "by_revenue"]].transform("sum")
    shares["weight"] = shares["by_orders"].where(sums["by_orders"] > 0, shares["by_revenue"])
    whole = sums["by_orders"].where(sums["by_orders"] > 0, sums["by_revenue"])
    shares, whole = shares[whole > 0], whole[whole > 0]
    so_far = shares.groupby("payout_id")["weight"].cumsum()
    up_to = (2 * shares["total_payout"] * so_far + whole) // (2 * whole)
    shares = shares.assign(payout=up_to - up_to.groupby(shares["payout_id"]).shift(fill_value=0))
    rest = payouts[~payouts["payout_id"].isin(shares["payout_id"])].assign(date="", payout=lambda f: f["total_payout"])
    return add_parts(pd.concat([shares, rest]).merge(frames.influencers, on="influencer_id", how="left"))


def group(sales: pd.DataFrame, paid: pd.DataFrame, posts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The sums of one table; what nobody sold, was paid or posted is 0."""
    sums = [sales.groupby(by)[["orders", "revenue"]].sum(), paid.groupby(by)[["payout"]].sum()]
    if ABOUT_POSTS.issuperset(by):
        sums.append(posts.groupby(by)[["posts", "reach", "likes", "comments"]].sum())
    return pd.concat(sums, axis=1).fillna(0).reindex(columns=SUMS, fill_value=0)


def add_ratios(table: pd.DataFrame) -> pd.DataFrame:
    """The metrics of the page that are quotients."""
    nothing = table.mask(table == 0)  # a divisor of zero gives no value
    return table.assign(
        roas=table["revenue"] / nothing["payout"],
        net_return=table["revenue"] - table["payout"],
        roi=(table["revenue"] - table["payout"]) / nothing["payout"],
        aov=table["revenue"] / nothing["orders"],
        cost_per_order=table["payout"] / nothing["orders"],
        payout_share=table["payout"] / nothing["revenue"],
        engagement_rate=(table["likes"] + table["comments"]) / nothing["reach"],
        cost_per_1000_reach=table["payout"] * 1000 / nothing["reach"],
        revenue_per_post=table["revenue"] / nothing["posts"],
    )


def count_cpu(action: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    before = time.process_time()
    action()
    return time.process_time() - before


def main(argv: list[str]) -> None:
    """Once to warm up, then each way once a round."""
    frames, rounds = read_frames(Path(argv[0])), int(argv[1])
    answer(frames)
    whole = [count_cpu(lambda: answer(frames)) for _ in range(rounds)]
    one = [count_cpu(lambda: answer(frames, TABLES[:1])) for _ in range(rounds)]
    print(json.dumps({"whole": whole, "one": one}))


if __name__ == "__main__":
    main(sys.argv[1:])
