"""A small set of rows with every kind of value and every kind of gap, for tests that need no random data."""

import csv

TEXTS = {
    "influencers": """\
id,name,category,gender,platform,follower_count
1,Asha,Fitness,Female,Instagram,100
2,Ben,Food,Male,YouTube,
3,Chi,,,,50
4,Dev,Food,Male,X,70
""",
    "posts": """\
influencer_id,date,platform,campaign,brand,url,caption,reach,likes,comments,post_id
1,2025-07-01,YouTube,MB_One,,https://a.example/1,first,1000,90,10,P1
2,2025-07-05,,,Gritzo,,,,5,,
1,2025-08-02,Instagram,HK_Two,,https://a.example/3,third,0,0,0,P3
""",
    "tracking": """\
date,revenue,influencer_id,campaign,source,product,orders,user_id,tracking_id
2025-07-01,1000,1,MB_One,insta,Whey,2,u1,T1
2025-07-02,500.50,2,HK_Two,,Bar,1,,T2
2025-08-01,-250.25,1,MB_One,insta,,-1,u3,T3
2025-08-03,300,3,,story,Whey,0,,T4
2025-07-03,700,1,MB_One,organic,Whey,3,,T5
2025-07-04,40,,HK_Two,story,Bar,1,,T6
""",
    "payouts": """\
influencer_id,basis,campaign,rate,orders,posts,total_payout,payout_id,payout_date,status
1,order,MB_One,100,2,,200,Y1,2025-08-31,paid
2,hybrid,HK_Two,5% and more,,,1001,Y2,,
4,post,HK_Two,50,,3,,Y3,2025-09-15,open
1,post,,,,,-30,Y4,2025-09-01,paid
""",
}
SAMPLE = {name: list(csv.DictReader(text.splitlines())) for name, text in TEXTS.items()}
"""Attributed: revenue 1,550.25, orders 2, payout 1,321; 150 of it unallocated (influencer 4 sold nothing)."""


def many_rows(factor):
    """The sample with ``factor`` times as many events and posts, on other days and under other ids."""
    tracking, posts = [], []
    for number in range(factor):
        day = f"2025-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
        for row in SAMPLE["tracking"]:
            tracking.append(row | {"date": day, "tracking_id": f"{row['tracking_id']}-{number}"})
        for row in SAMPLE["posts"]:
            posts.append(row | {"date": day, "post_id": f"{row['caption']}-{number}", "url": ""})
    return SAMPLE | {"tracking": tracking, "posts": posts}
