"""When two written names mean the same: folding, headers, and the brand in a campaign's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.names import brand_part, fold_header, fold_name, tidy_name

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MuscleBlaze", "muscleblaze"),
        ("  Muscle \t Blaze\n", "MUSCLE BLAZE"),
        ("Straße", "STRASSE"),
        ("Ｗｈｅｙ", "whey"),
        ("Cafe\u0301", "CAFÉ"),
        ("Tea\u00a0Mix", "tea mix"),
        ("नमस्ते", "नमस्ते"),
        ("ΣΑΣ", "σας"),
    ],
)
def test_the_same_name(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Café", "Cafe"), ("A B", "AB"), ("A_B", "A B"), ("A-B", "A B")])
def test_another_name(one, other):
    assert fold_name(one) != fold_name(other)


@given(texts)
def test_folding_twice_is_folding_once(text):
    assert fold_name(fold_name(text)) == fold_name(text)
    assert fold_header(fold_header(text)) == fold_header(text)


@given(texts)
def test_the_shown_spelling_keeps_the_key(text):
    assert fold_name(tidy_name(text)) == fold_name(text)


@given(texts)
def test_all_spellings_of_a_campaign_name_the_same_brand(text):
    assert fold_name(brand_part(text)) == fold_name(brand_part(fold_name(text)))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Influencer ID", "influencer_id"),
        ("influencerId", "influencer_id"),
        ("InfluencerId", "influencer_id"),
        ("\ufeffinfluencer_id ", "influencer_id"),
        ("Follower-Count (est.)", "follower_count_est"),
        ("TOTAL_PAYOUT", "total_payout"),
        ("total_orders_byInfluencer", "total_orders_by_influencer"),
        ("", ""),
        ("***", ""),
    ],
)
def test_header_keys(text, key):
    assert fold_header(text) == key


@pytest.mark.parametrize(
    ("campaign", "brand"),
    [
        ("MuscleBlaze_Whey_1", "MuscleBlaze"),
        ("Muscle  Blaze _x", "Muscle Blaze"),
        ("Launch", ""),
        ("_x", ""),
        ("", ""),
        ("A＿b", "A"),
    ],
)
def test_the_brand_is_what_stands_before_the_first_underscore(campaign, brand):
    assert brand_part(campaign) == brand
