"""Two brands that share influencers and payouts, each thing named so that it is found again wherever it leaks."""

import csv

from campaigns.edits import save_brand
from campaigns.models import NONE, Brand, Influencer, Payout
from campaigns.models.dimensions import NAMED
from campaigns.tests.builders import must_load

TEXTS = {
    "influencers": """\
id,name,category,gender,platform,follower_count
S1,Shared Sana,Fitness,Female,Instagram,100000
S2,Shared Sid,Fitness,Male,Instagram,120000
A1,Only Anand,Food,Male,YouTube,50000
Q7,Zeno Zeta,Zoology,Zgender,Zettagram,77777
""",
    "posts": """\
influencer_id,date,platform,campaign,brand,url,caption,reach,likes,comments,post_id
S1,2025-07-01,Instagram,Alpha_One,,https://a.example/1,alpha post,1000,90,10,PA1
S1,2025-07-02,Zettagram,Zeta_One,,https://zeta.example/1,zeta post,36936,753,9,PZ1
A1,2025-07-03,YouTube,Mixed,AL,,alias post,500,20,5,PA2
Q7,2025-07-03,Zettagram,Zeta_Two,,,zeta two,48648,8,7,PZ2
""",
    "tracking": """\
date,revenue,influencer_id,campaign,source,product,brand,orders,user_id,tracking_id
2025-07-01,1000,S1,Alpha_One,insta,Whey,,2,ua1,TA1
2025-07-02,600,S2,Alpha_One,insta,Whey,,1,ua2,TA2
2025-08-01,400,A1,Mixed,insta,Oats,AL,1,ua3,TA3
2025-07-05,300,,Alpha_One,insta,Whey,,1,ua4,TA4
2025-07-06,200,S1,Alpha_One,organic,Whey,,1,ua5,TA5
2025-07-02,864213,S1,Zeta_One,zinsta,Zbar,,7,uzeta1,TZ1
2025-07-03,753159,S2,Mixed,zinsta,Zbar,Zeta,5,uzeta2,TZ2
2025-09-09,951357,Q7,Zeta_Two,zstory,Zbar,,9,uzeta3,TZ3
2025-07-04,642864,,Zeta_One,zinsta,Zbar,,3,uzeta4,TZ4
""",
    "payouts": """\
influencer_id,basis,campaign,rate,orders,posts,total_payout,payout_id,payout_date,status
S1,order,Alpha_One,150,2,,300,Y-own,2025-08-31,paid
S1,order,,7531,9,,67779,Y-part,2025-08-31,paid
S2,hybrid,,zeta 9% and up,,4,8888,Y-part2,2025-09-01,open
S1,order,Zeta_One,8246,7,,57722,Y-zeta,2025-09-15,zpaid
Q7,post,Zeta_Two,97913,,1,97913,Y-zeta2,2025-09-15,zpaid
A1,post,,200,,1,200,Y-own2,,
""",
}
DATA = {name: list(csv.DictReader(text.splitlines())) for name, text in TEXTS.items()}
NAMES = "zeta zeno zoology zgender zettagram zbar zinsta zstory zpaid uzeta q7 tz1 tz2 tz3 tz4 pz1 pz2"
AMOUNTS = "77,777 36,936 48,648 8,64,213 7,53,159 9,51,357 6,42,864 67,779 7,531 8,888 57,722 8,246 97,913"
TRACES = (*NAMES.split(), *AMOUNTS.split(), *AMOUNTS.replace(",", "").split())
"""Names, ids and amounts of the other brand, as files and people write them; none is a part of anything else."""
OWN, OTHER = "alpha", "zeta"


def load_two_brands():
    """Loads the data, and makes AL an alias of Alpha."""
    must_load(DATA)
    alias = Brand.objects.get(key="al")
    alias.alias_of = Brand.objects.get(key=OWN)
    save_brand(alias)


def list_ids(model, *names):
    """Primary keys by the name, id or payout id of rows."""
    column = {Influencer: "code", Payout: "payout_id"}.get(model, "key")
    return list(model.objects.exclude(pk=NONE).filter(**{f"{column}__in": names}).values_list("pk", flat=True))


def list_hidden():
    """Model name → primary keys of what somebody who is limited to Alpha must not find."""
    other = {"zeta", "zeta_one", "zeta_two", "zbar", "zinsta", "zstory", "zettagram", "zoology", "zgender"}
    hidden = {model._meta.model_name: list_ids(model, *other) for model in NAMED}
    return hidden | {"influencer": list_ids(Influencer, "Q7"), "payout": list_ids(Payout, "Y-zeta", "Y-zeta2")}
