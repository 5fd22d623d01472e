"""Small sets of files, each odd in the ways that real ones are: their headers, ids, dates, blank lines, marks."""

FLOAT_IDS = {
    "influencers": """\
influencer_id,name,category,gender,follower_count,platform
1,Asha Rao MD,Nutrition,Female,36225,YouTube
42,Ben,Fitness,Male,156316,Instagram
""",
    "posts": """\
post_id,influencer_id,platform,post_date,post_url,caption,reach,likes,comments
1,42,YouTube,2025-04-22,https://a.example/,Hold on. Tell all.,563582,2160,70
2,1,Instagram,2025-05-22,https://b.example/,"Large, small, all.",162729,9107,89
""",
    "tracking": """\
tracking_id,source,campaign,influencer_id,user_id,product,transaction_date,orders,revenue
1,paid_ad,MB_Summer,,dde52217-3905-44b7-825c-4ee8c8b01e8e,HKVitals Biotin,2025-05-17,1,3476.85
2,influencer,Gritzo_Growth,42.0,00b9cca6-725a-4d30-846d-67cab1c9a7ca,MuscleBlaze Whey,2025-05-09,1,4200.49
3,influencer,Gritzo_Growth,1.0,6a52e6c0-159c-4c08-a6f4-25a8c4892d37,Gritzo SuperMilk,2025-06-13,1,2568.1
4,organic,,,,Whey,2025-06-14,2,99
""",
    "payouts": """\
payout_id,influencer_id,basis,rate,orders,total_payout
1,1,per_post,8410.13,,25230.39
2,42,per_order,39.58,50.0,1979.0
""",
}
TITLE_CASE = {
    "influencers": """\
ID,Name,Category,Gender,Follower Count,Platform
INF0001,Asha,Lifestyle,Female,559639,Instagram
inf0001,Ben,Parenting,Male,622956,Facebook
""",
    "posts": """\
Influencer ID,Platform,Date,URL,Caption,Reach,Likes,Comments
INF0001,Instagram,2025-02-17,https://a.example/1,Café #1,141198,4480,369
inf0001,Facebook,2025-07-02,https://a.example/2,Café #2,141194,12450,495
""",
    "tracking": """\
Source,Campaign,Influencer ID,User ID,Product,Date,Orders,Revenue
SRC1,GRITZ_JUNIOR,INF0001,USER1,HK Omega,2025-02-17,11,6599
Src 1,HK_MULTI,inf0001,USER2,MB  Whey,2025-07-02,10,9055
SRC1,GRITZ_JUNIOR,INF0001,USER1,HK Omega,2025-02-17,11,6599
""",
    "payouts": """\
Influencer ID,Basis,Rate,Orders,Total Payout
INF0001,Post,5331,11,5331
inf0001,Order,857,18,15426
""",
}
EMPTY_FIRST_LINE = {
    "influencers": "\ninfluencer_id,name,category,gender,followers,platform\n1,Aman,Fitness,M,100000,Instagram\n",
    "posts": "\n\ninfluencer_id,platform,date,URL,caption,reach,likes,comments\n1,X,2025-07-01,url1,Tips,500,20,1\n",
    "tracking": """\

source,campaign,influencer_id,user_id,product,date,orders,revenue
Insta,SummerFit,1,101,Whey,2025-07-02,2,4000

YT,HealthWave,2,102,Vitamins,2025-07-03,1,1500
""",
    "payouts": "influencer_id,basis,rate,orders,total_payout\n1,per_post,3968,0,3968\n2,per_order,500,3,\n",
}
DAY_FIRST = {
    "influencers": "\ufeffID,Name,Category,Gender,Follower_Count,Platform\n1,FitGuru,Fitness,Male,50000,Instagram\n",
    "posts": """\
\ufeffInfluencer_ID,Platform,Date,URL,Caption,Reach,Likes,Comments
1,Instagram,01-07-2025,http://a.example/p1,"Stay centred, stay strong.",10000,800,60
""",
    "tracking": """\
\ufeffSource,Campaign,Influencer_ID,User_ID,Date,Orders,Revenue,Brands
Instagram,JulyGains,1,U001,02-07-2025,2,999,Gritzo
YouTube,FlexFlow,2,U004,03-07-2025,1,499,Muscleblaze
""",
    "payouts": '\ufeffInfluencer_ID,Basis,Rate,Orders,Total_Payout\n1,Order,"1,00,000",2,"2,00,000"\n',
}
MORE_COLUMNS = {
    "influencers": """\
influencer_id,name,category,gender,follower_count,platform,engagement_rate,location
INF_001,Asha,Sports,Female,367917,Instagram,2.76,Bangalore
""",
    "posts": """\
post_id,influencer_id,platform,date,url,caption,reach,likes,comments,shares,saves
POST_1,INF_001,Facebook,2025-03-09,https://a.example/1,Look! #HealthKart #Gritzo,24640,347,15,13,0
POST_2,INF_002,Facebook,2025-03-22,https://a.example/2,"Look! ""Again"" there",12550,801,73,35,0
""",
    "tracking": """\
tracking_id,source,campaign,influencer_id,user_id,brand,product,date,orders,revenue,clicks,cost_per_click
TRK_1,influencer_post,Monsoon_Immunity,INF_001,U1,MuscleBlaze,Mass Gainer XXL,2025-03-02,0,0.0,3,0.0
TRK_2,organic,Women_Wellness,,U2,Gritzo,Supplement,2025-06-23,0,0.0,0,0.0
TRK_3,influencer_post,Monsoon_Immunity,INF_001,U3,,Whey,2025-03-05,2,-12.5,3,0.0
""",
    "payouts": """\
payout_id,influencer_id,campaign,basis,rate,posts_count,orders,total_payout,payout_date,status
PAY_1,INF_001,Monsoon_Immunity,post,23357.51,2,0,46715.02,2025-05-16,Paid
PAY_2,INF_001,Women_Wellness,post,33624.08,3,0,100872.25,2025-07-06,Paid
PAY_3,INF_002,,hybrid,"14.5% commission",,,300,,
""",
}
SETS = {
    "float ids, baseline rows": FLOAT_IDS,
    "title-case headers": TITLE_CASE,
    "empty first lines": EMPTY_FIRST_LINE,
    "days first, byte order marks": DAY_FIRST,
    "more columns": MORE_COLUMNS,
}
OPTIONS = {"days first, byte order marks": {"date_order": "dmy"}}
