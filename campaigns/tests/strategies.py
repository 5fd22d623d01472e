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
