"""Influencers of whom is known who is good, lucky, dear and silent: the data behind the tests of rankings."""

PEOPLE = {
    # id: category, orders, revenue, payout, reach of two posts
    "steady": ("Fitness", 200, 200_000, 20_000, 50_000),
    "lucky": ("Solo", 2, 2_000, 100, 50_000),
    "dear": ("Fitness", 20, 20_000, 60_000, 50_000),
    "silent": ("Fitness", 0, 0, 15_000, 50_000),
    "unseen": ("Fitness", 3, 3_000, 5_000, 0),
    "unpaid": ("Fitness", 50, 50_000, 0, 50_000),
    **{f"usual{n}": ("Fitness", 20, 20_000, 10_000, 50_000) for n in range(10)},
}


def ranked_rows(people=None):
    """The four files for these people; every one has a campaign ``C_<category>``, 50,000 followers
    on Instagram, one post there and one on YouTube, and a sale and a giveaway on two days."""
    data = {"influencers": [], "posts": [], "tracking": [], "payouts": []}
    for key, (category, orders, revenue, payout, reach) in (people or PEOPLE).items():
        here = {"influencer_id": key, "campaign": f"C_{category}"}
        data["influencers"].append(
            {"id": key, "name": key.title(), "category": category, "gender": "Female", "platform": "Instagram"}
            | {"follower_count": 50_000}
        )
        if reach:
            for platform in ("Instagram", "YouTube"):
                data["posts"].append(here | {"date": "2025-07-01", "platform": platform, "reach": reach // 2})
        if orders or revenue:
            for day, sold, paid in (("2025-07-02", orders, revenue), ("2025-07-03", 0, 0)):
                data["tracking"].append(here | {"date": day, "source": "coupon", "orders": sold, "revenue": paid})
        data["payouts"].append(here | {"basis": "post", "rate": payout, "posts": 1, "total_payout": payout})
    return data
