"""Header cells: which spellings name which column, and how the dataset is recognised by them alone."""

import pytest

from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.sheets import INFLUENCERS, PAYOUTS, POSTS, SHEETS, TRACKING
from campaigns.models import Influencer, Payout, Post, TrackingEvent
from campaigns.tests.builders import codes, load_text
from campaigns.tests.workbooks import write_book

NAMES = {
    INFLUENCERS: {
        "id": "id influencer_id",
        "name": "name influencer_name influencer",
        "category": "category",
        "gender": "gender",
        "follower_count": "follower_count followers",
        "platform": "platform",
    },
    POSTS: {
        "influencer_id": "influencer_id",
        "date": "date post_date",
        "platform": "platform",
        "url": "url post_url",
        "caption": "caption",
        "reach": "reach",
        "likes": "likes",
        "comments": "comments",
        "post_id": "post_id",
        "campaign": "campaign",
        "brand": "brand brand_mentioned",
    },
    TRACKING: {
        "date": "date transaction_date",
        "revenue": "revenue",
        "influencer_id": "influencer_id",
        "campaign": "campaign",
        "source": "source",
        "user_id": "user_id",
        "product": "product",
        "orders": "orders",
        "brand": "brand brands",
        "tracking_id": "tracking_id",
    },
    PAYOUTS: {
        "influencer_id": "influencer_id",
        "basis": "basis",
        "campaign": "campaign",
        "rate": "rate",
        "orders": "orders payout_orders total_orders_by_influencer",
        "posts": "posts posts_count",
        "total_payout": "total_payout payout_amount",
        "payout_id": "payout_id",
        "payout_date": "payout_date",
        "status": "status",
    },
}
NEEDED = {
    INFLUENCERS: {"id", "name"},
    POSTS: {"influencer_id", "date"},
    TRACKING: {"date", "revenue"},
    PAYOUTS: {"influencer_id", "basis"},
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_the_columns_are_those_of_the_contract(sheet):
    assert {c.key: " ".join(c.names) for c in sheet.stored} == NAMES[sheet]
    assert {c.key for c in sheet.columns if c.needed} == NEEDED[sheet]


@pytest.mark.parametrize(
    "header", ["transaction_date", "TransactionDate", " transaction DATE ", "Transaction-Date", "\ufefftransactionDate"]
)
def test_a_header_cell_is_matched_whatever_its_case_and_separators(header):
    assert TRACKING.match([header]) == {"date": 0}


def test_of_several_accepted_names_the_first_in_the_list_counts():
    assert TRACKING.match(["transaction_date", "date", "revenue"])["date"] == 1


@pytest.mark.parametrize("header", ["total_cost", "total_revenue", "cost", "payout", "total"])
def test_other_amounts_are_never_taken_for_the_payout_or_revenue(header):
    for sheet in SHEETS:
        assert sheet.match([header]) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("id,name\n1,Asha\n", Influencer),
        ("influencer_id,date\n1,2025-07-01\n", Post),
        ("date,revenue\n2025-07-01,10\n", TrackingEvent),
        ("influencer_id,basis,total_payout\n1,order,10\n", Payout),
        ("influencer_id,date,campaign,revenue,orders\n1,2025-07-01,Launch,10,1\n", TrackingEvent),
        ("influencer_id,date,campaign,likes,revenue,reach,comments\n1,2025-07-01,Launch,1,10,9,1\n", Post),
        ("influencer_id,influencer_name,category\n1,Asha,Food\n", Influencer),
    ],
)
def test_the_dataset_is_recognised_by_the_header_and_not_by_the_file_name(tmp_path, text, model):
    file = load_text(tmp_path, text, "payouts_tracking_influencers.csv")
    assert file.new == 1
    assert model.objects.exclude(pk=0).count() == 1 + (model is Influencer and file.dataset != "influencers")


@pytest.mark.django_db
def test_an_ambiguous_header_is_settled_by_the_dataset_option(tmp_path):
    text = "influencer_id,date,revenue,reach\n1,2025-07-01,10,500\n"
    assert codes(load_text(tmp_path, text)) == ["ambiguous-dataset"]
    assert load_text(tmp_path, text, dataset="posts").dataset == "posts"
    assert Post.objects.get().reach == 500


@pytest.mark.django_db
def test_the_dataset_option_is_no_way_around_needed_columns(tmp_path):
    file = load_text(tmp_path, "id,name\n1,Asha\n", dataset="payouts")
    assert codes(file) == ["missing-column"]


@pytest.mark.django_db
def test_an_alias_beside_its_better_name_is_ignored_with_a_warning(tmp_path):
    file = load_text(tmp_path, "date,transaction_date,revenue,orders\n2025-07-01,2024-01-01,10,1\n")
    assert codes(file) == ["ignored-column"]
    assert str(TrackingEvent.objects.get().date) == "2025-07-01"


@pytest.mark.django_db
def test_unused_columns_are_one_warning_and_empty_header_cells_none(tmp_path):
    file = load_text(tmp_path, "date,revenue,orders,,Weather,Mood,\n2025-07-01,10,1,,rain,good,\n")
    assert [(e.code, e.count, e.value) for e in file.problems.entries] == [("ignored-column", 2, "Weather, Mood")]


@pytest.mark.django_db
def test_a_file_with_a_header_only_loads_and_holds_nothing(tmp_path):
    file = load_text(tmp_path, "date,revenue\n")
    assert (file.dataset, file.rows, codes(file)) == ("tracking", 0, [])


TITLED = [["Sales of July"], [], ["made by Asha", "on a Monday"], ["date", "revenue", "orders"], ["2025-07-01", 10, 1]]
SAYS = "Line {line} looks like the header: take away the lines above it."


def only_message(report):
    return report.problems.entries[0].message


@pytest.mark.django_db
def test_a_title_above_the_header_is_told_with_the_line_of_the_header(tmp_path):
    text = "\n".join(",".join(map(str, row)) for row in TITLED)
    assert only_message(load_text(tmp_path, text)).endswith(SAYS.format(line=4))
    book = write_book(tmp_path / "book.xlsx", {"Sheet1": TITLED})
    assert only_message(import_paths([book], Options()).files[0]).endswith(SAYS.format(line=4))


@pytest.mark.django_db
def test_a_header_further_down_is_not_looked_for_and_one_word_is_none(tmp_path):
    for text in ("Sales,July\n" + "x,y\n" * 60 + "date,revenue\n", "Sales,of July\ndate,of birth\n2025-07-01,10\n"):
        assert only_message(load_text(tmp_path, text)).endswith("The first line with text must name the columns.")


@pytest.mark.django_db
def test_a_line_of_one_cell_is_told_the_separators(tmp_path):
    text = "date|revenue|orders\n2025-07-01|10|1\n"
    assert only_message(load_text(tmp_path, text)).endswith("separate cells by comma, semicolon or tab.")


@pytest.mark.django_db
def test_a_needed_column_with_more_in_its_name_is_told_even_if_both_datasets_fit_alike(tmp_path):
    text = "date,Revenue (INR),influencer_id,campaign,brand\n2025-07-02,500,1,A_b,X\n"
    file = load_text(tmp_path, text)
    [problem] = [p for p in file.problems.entries if p.code == "nearer-dataset"]
    assert "tracking" in problem.message and "revenue" in problem.message
    plain = "date,influencer_id,campaign,brand,url\n2025-07-02,1,A_b,X,u\n"
    assert "nearer-dataset" not in codes(load_text(tmp_path, plain))


@pytest.mark.django_db
def test_a_file_that_was_said_to_be_of_a_dataset_is_not_held_against_others(tmp_path):
    text = "date,influencer_id,source,product,orders,revenue_inr\n2025-07-01,1,Instagram,Whey,1,10\n"
    assert "nearer-dataset" in codes(load_text(tmp_path, text))
    assert "nearer-dataset" not in codes(load_text(tmp_path, text, dataset="posts"))
