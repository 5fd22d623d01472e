"""The seed example of the contract, section 5: three people, four sales, three payouts, known by heart."""

import csv

INFLUENCERS = """\
id,name,category,gender,follower_count,platform
1,Asha,Fitness,Male,100000,Instagram
2,Ben,Wellness,Female,80000,YouTube
3,Chi,Nutrition,Non-binary,50000,Instagram
"""
TRACKING = """\
campaign,influencer_id,orders,revenue,date
MuscleBlaze_Protein_1,1,1,2000,2025-07-01
MuscleBlaze_Protein_1,1,2,4000,2025-07-02
Herbalife_Tea_2,2,1,1500,2025-07-03
MuscleBlaze_Protein_1,3,1,1000,2025-07-04
"""
PAYOUTS = """\
influencer_id,campaign,basis,rate,orders,total_payout
1,MuscleBlaze_Protein_1,order,100,3,300
2,Herbalife_Tea_2,order,150,1,150
3,MuscleBlaze_Protein_1,order,120,1,120
"""
TEXTS = {"influencers": INFLUENCERS, "tracking": TRACKING, "payouts": PAYOUTS}
GOLDEN = {name: list(csv.DictReader(text.splitlines())) for name, text in TEXTS.items()}
