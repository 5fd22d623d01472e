"""Random data: few names in several spellings, so that rows meet; refunds, clawbacks and empty cells."""

from hypothesis import strategies as st

PEOPLE = ("1", "2", "007", "Inf_3")
CAMPAIGNS = ("MuscleBlaze_Whey", "muscleblaze_WHEY", "Gritzo_Kids", "Launch", "launch ", "HK_Vitals_B", "")
BRANDS = ("", "", "", "Gritzo", "GRITZO", "HK", "TrueBasics")
PRODUCTS = ("", "Whey", "whey", "Tea  Mix", "tea mix")
SOURCES = ("", "", "instagram", "Insta Story", "InstaStory", "organic", "Paid Ad")
PLATFORMS = ("Instagram", "instagram", "YouTube", "")
DAYS = ("2025-06-30", "2025-07-01", "2025-07-02", "2025-08-15")

any_of = st.sampled_from


def amounts(low, high):
    """Rupees with paise, as text."""
    return st.integers(low, high).map(
        lambda value: f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
    )


def numbers(low, high):
    """Whole numbers as text, sometimes an empty cell."""
    return st.one_of(st.just(""), st.integers(low, high).map(str))


@st.composite
def influencers(draw):
    """A row per person; some may stay unknown."""
    known = draw(st.lists(any_of(PEOPLE), unique=True, max_size=4))
    genders, categories = any_of(("Male", "female", "Female", "")), any_of(("Fitness", "FITNESS", "Food", ""))
    return [
        {
            "id": who,
            "name": f"Name {who}",
            "platform": draw(any_of(PLATFORMS)),
            "gender": draw(genders),
            "category": draw(categories),
        }
        for who in known
    ]


posts = st.fixed_dictionaries(
    {
        "influencer_id": any_of(PEOPLE),
        "date": any_of(DAYS),
        "platform": any_of(PLATFORMS),
        "campaign": any_of(CAMPAIGNS),
        "brand": any_of(BRANDS),
        "reach": numbers(0, 500),
        "likes": numbers(0, 50),
        "comments": numbers(0, 9),
    }
)
tracking = st.fixed_dictionaries(
    {
        "date": any_of(DAYS),
        "revenue": amounts(-5000, 90000),
        "influencer_id": any_of((*PEOPLE, "")),
        "campaign": any_of(CAMPAIGNS),
        "source": any_of(SOURCES),
        "product": any_of(PRODUCTS),
        "brand": any_of(BRANDS),
        "orders": numbers(-2, 5),
    }
)


@st.composite
def payouts(draw):
    """A total stated, or rate and basis to derive it from."""
    row = {
        "influencer_id": draw(any_of(PEOPLE)),
        "basis": draw(any_of(("order", "post", "hybrid"))),
        "campaign": draw(any_of(CAMPAIGNS)),
        "rate": draw(amounts(0, 30000)),
        "orders": draw(numbers(-3, 9)),
        "posts": draw(numbers(0, 5)),
        "total_payout": draw(amounts(-20000, 99999)),
    }
    if row["basis"] != "hybrid" and draw(st.booleans()):
        row["total_payout"] = ""
    return row


# ── Every column, and texts as wild as files have them ────────────────────────────────────────────────────────

LIVE = ("=1+1", "'=1+1", "''=1", "+91 98", "-5", "'-5", "@asha", "＝x", "'tis", "'", "''", '="a,b"', "\t=1", "'\t=1")
WILD = (
    "Café नमस्ते",
    "two\nlines",
    'say "hi", all; of\tyou',
    "NA",
    "null",
    "nan",
    "TRUE",
    "1e5",
    "42.0",
    "a\u2028b",
    "x\x85y",
)
words = st.one_of(
    st.just(""),
    any_of(LIVE),
    any_of(WILD),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8),
)
RATES = ("", "100", "12.345", "₹437,947/post", "14.5% commission", "=1", "-5", "'-5")


def ids(prefix):
    """Ids that may come twice, stay empty, or look like formulas and numbers."""
    return st.one_of(st.just(""), st.integers(0, 30).map(lambda n: f"{prefix}{n}"), any_of(("42.0", "007", *LIVE)))


whole_tracking = st.fixed_dictionaries(
    {
        "date": any_of(DAYS),
        "revenue": amounts(-5000, 90000),
        "influencer_id": any_of((*PEOPLE, "=9", "")),
        "campaign": st.one_of(any_of(CAMPAIGNS), words),
        "source": st.one_of(any_of(SOURCES), words),
        "user_id": words,
        "product": st.one_of(any_of(PRODUCTS), words),
        "orders": numbers(-2, 5),
        "brand": st.one_of(any_of(BRANDS), words),
        "tracking_id": ids("T"),
    }
)
whole_posts = st.fixed_dictionaries(
    {
        "influencer_id": any_of(PEOPLE),
        "date": any_of(DAYS),
        "platform": st.one_of(any_of(PLATFORMS), words),
        "url": st.one_of(any_of(("", "", "https://a.example/1", "https://a.example/2")), words),
        "caption": words,
        "reach": numbers(0, 500),
        "likes": numbers(0, 50),
        "comments": numbers(0, 9),
        "post_id": ids("P"),
        "campaign": st.one_of(any_of(CAMPAIGNS), words),
        "brand": st.one_of(any_of(BRANDS), words),
    }
)
whole_payouts = st.fixed_dictionaries(
    {
        "influencer_id": any_of((*PEOPLE, "=9")),
        "basis": any_of(("order", "post", "hybrid", "")),
        "campaign": st.one_of(any_of(CAMPAIGNS), words),
        "rate": st.one_of(any_of(RATES), words),
        "orders": numbers(-3, 9),
        "posts": numbers(0, 5),
        "total_payout": amounts(-300, 300),
        "payout_id": ids("Y"),
        "payout_date": any_of(("", *DAYS)),
        "status": words,
    }
)
whole_influencers = st.fixed_dictionaries(
    {
        "id": any_of((*PEOPLE, "=9", "'=9", "-1", "A,b")),
        "name": words,
        "category": words,
        "gender": words,
        "follower_count": numbers(0, 10**6),
        "platform": st.one_of(any_of(PLATFORMS), words),
    }
)


def whole_sets(most=8):
    """All four files with every column. Influencers come once each."""
    return st.fixed_dictionaries(
        {
            "influencers": st.lists(whole_influencers, max_size=6, unique_by=lambda row: row["id"]),
            "posts": st.lists(whole_posts, max_size=most),
            "tracking": st.lists(whole_tracking, max_size=most),
            "payouts": st.lists(whole_payouts, max_size=most),
        }
    )


def data_sets(most=12):
    """All four files."""
    return st.fixed_dictionaries(
        {
            "influencers": influencers(),
            "posts": st.lists(posts, max_size=most // 2),
            "tracking": st.lists(tracking, max_size=most),
            "payouts": st.lists(payouts(), max_size=most // 2),
        }
    )
