"""Random files of a life: few ids and names, so that later files meet earlier ones; refunds; days of two months."""

from hypothesis import strategies as st

from campaigns.tests.life.model import IDS
from campaigns.tests.strategies import (
    BRANDS,
    CAMPAIGNS,
    DAYS,
    PEOPLE,
    PLATFORMS,
    SOURCES,
    amounts,
    any_of,
    influencers,
    numbers,
    payouts,
    posts,
    tracking,
)


def with_ids(rows, dataset):
    """Rows of which some have an id; no id comes twice in a file."""
    name = IDS[dataset]
    ids = any_of(("", "", *(f"{dataset[0].upper()}{number}" for number in range(4))))
    named = st.tuples(rows, ids).map(lambda pair: pair[0] | {name: pair[1]})
    return lambda least, most: st.lists(named, min_size=least, max_size=most).map(lambda some: once(some, name))


def once(rows, name):
    """The rows, without the id where an earlier one has it."""
    seen = [row[name] for row in rows]
    return [row | {name: "" if row[name] in seen[:place] else row[name]} for place, row in enumerate(rows)]


files = st.fixed_dictionaries(
    {
        "influencers": influencers(),
        "posts": with_ids(posts, "posts")(0, 3),
        "tracking": with_ids(tracking, "tracking")(0, 5),
        "payouts": with_ids(payouts(), "payouts")(0, 3),
    }
)
"""Rows of all four files."""

NEW_EVENTS = st.fixed_dictionaries(
    {"date": any_of(DAYS), "revenue": amounts(-5000, 90000), "orders": st.integers(-2, 5).map(str)},
    optional={
        "influencer_id": any_of((*PEOPLE, "")),
        "campaign": any_of(CAMPAIGNS),
        "brand": any_of(BRANDS),
        "source": any_of(SOURCES),
    },
)
EDITS = st.fixed_dictionaries(
    {
        "posts": st.fixed_dictionaries(
            {"reach": numbers(0, 500)},
            optional={"date": any_of(DAYS), "campaign": any_of(CAMPAIGNS), "influencer_id": any_of(PEOPLE)},
        ),
        "tracking": NEW_EVENTS,
        "payouts": st.fixed_dictionaries(
            {},
            optional={
                "total_payout": amounts(-20000, 99999),
                "campaign": any_of(CAMPAIGNS),
                "influencer_id": any_of(PEOPLE),
            },
        ),
    }
)
"""Other values for some cells of a fact, by dataset."""


def change_rows(data, changes):
    """Files in which all rows with an id have these values instead; influencers move to another platform."""
    changed = {
        dataset: [row | changes[dataset] if row[IDS[dataset]] else row for row in data[dataset]] for dataset in IDS
    }
    moved = {platform: PLATFORMS[place - 1] for place, platform in enumerate(PLATFORMS)}
    return changed | {"influencers": [row | {"platform": moved[row["platform"]]} for row in data["influencers"]]}
