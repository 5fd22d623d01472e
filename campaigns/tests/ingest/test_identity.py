"""Which row is the same row again: by id, by a post's URL, or by all its cells and its place among equal ones."""

import pytest

from campaigns.digest import compute_digest
from campaigns.ingest import identity
from campaigns.metrics.catalog import ORDERS, REVENUE
from campaigns.models import Influencer, Payout, Post, TrackingEvent
from campaigns.rollup import find_differences
from campaigns.tests.builders import codes, counts, errors, load_text, totals

pytestmark = pytest.mark.django_db
HEAD = "tracking_id,date,revenue,orders,campaign,influencer_id\n"


@pytest.fixture
def put(tmp_path):
    """Imports a text and checks that every row is accounted for and the rollup is true."""

    def import_text(text, **options):
        file = load_text(tmp_path, text, **options)
        assert file.rows == file.new + file.changed + file.unchanged + file.rejected
        assert list(find_differences()) == []
        return file

    return import_text


def test_a_row_with_a_known_id_and_other_cells_is_changed(put):
    put(HEAD + "T1,2025-07-01,10,1,Launch,1\n")
    assert counts(put(HEAD + "T1,2025-07-01,12,2,Launch,1\n")) == (1, 0, 1, 0, 0)
    assert totals(ORDERS, REVENUE) == {"orders": 2, "revenue": 1200}


def test_a_row_with_a_known_id_may_move_to_another_campaign_date_and_influencer(put):
    put(HEAD + "T1,2025-07-01,10,1,Launch,1\nT2,2025-07-01,10,1,Launch,1\n")
    file = put(HEAD + "T1,2025-08-09,10,1,Gritzo_Kids,2\n")
    assert counts(file) == (1, 0, 1, 0, 0)
    row = TrackingEvent.objects.get(tracking_id="T1")
    assert (str(row.date), row.campaign.key, row.influencer.code) == ("2025-08-09", "gritzo_kids", "2")
    assert TrackingEvent.objects.count() == 2


def test_a_changed_row_keeps_its_number(put):
    put(HEAD + "T1,2025-07-01,10,1,Launch,1\n")
    before = TrackingEvent.objects.get().pk
    put(HEAD + "T1,2025-07-01,11,1,Other,1\n")
    assert TrackingEvent.objects.get().pk == before


def test_ids_are_compared_with_case_and_leading_zeros(put):
    file = put("tracking_id,date,revenue,orders\n" + "".join(f"{i},2025-07-01,10,1\n" for i in ("a7", "A7", "07", "7")))
    assert counts(file) == (4, 4, 0, 0, 0)


def test_a_float_id_is_its_whole_number_in_every_file(put):
    put("id,name\n42,Asha\n")
    file = put("influencer_id,date,reach\n42.0,2025-07-01,5\n")
    assert codes(file) == []
    assert Post.objects.get().influencer.name == "Asha"


def test_columns_that_a_later_file_lacks_keep_their_stored_values(put):
    put(HEAD + "T1,2025-07-01,10,3,Launch,1\n")
    file = put("tracking_id,date,revenue\nT1,2025-07-01,20\n")
    assert counts(file) == (1, 0, 1, 0, 0)
    row = TrackingEvent.objects.get()
    assert (row.revenue, row.orders, row.campaign.key, row.influencer.code) == (2000, 3, "launch", "1")


def test_a_cell_that_a_later_file_leaves_empty_is_emptied(put):
    put(HEAD + "T1,2025-07-01,10,3,Launch,1\n")
    put("tracking_id,date,revenue,campaign\nT1,2025-07-01,10,\n")
    assert TrackingEvent.objects.get().campaign.key == ""


def test_influencer_columns_that_a_later_file_lacks_keep_their_stored_values(put):
    put("id,name,platform,gender,followers\n1,Asha,YouTube,Female,100\n")
    assert counts(put("id,name,followers\n1,Asha,200\n")) == (1, 0, 1, 0, 0)
    person = Influencer.objects.get(code="1")
    assert (person.platform.key, person.gender.key, person.follower_count) == ("youtube", "female", 200)


def test_payout_columns_that_a_later_file_lacks_keep_their_stored_values(put):
    head = "payout_id,influencer_id,basis,total_payout"
    put(f"{head},rate,status,payout_date,orders\nP1,1,order,100,50/sale,open,2025-07-01,7\nP2,1,order,100,50,open,,\n")
    file = put(f"{head}\nP1,1,order,120\nP2,1,order,100\n")
    assert counts(file) == (2, 0, 1, 1, 0)
    row = Payout.objects.get(payout_id="P1")
    assert (row.total_payout, row.rate_text, row.status, row.orders) == (12000, "50/sale", "open", 7)
    assert Payout.objects.get(payout_id="P2").rate == 5000


def test_posts_with_an_id_gain_likes(put):
    put("post_id,influencer_id,date,likes\nA,1,2025-07-01,5\n")
    assert counts(put("post_id,influencer_id,date,likes\nA,1,2025-07-01,9\n")) == (1, 0, 1, 0, 0)
    assert Post.objects.get().likes == 9


def test_posts_without_id_are_known_by_influencer_date_and_url(put):
    head = "influencer_id,date,url,likes\n"
    put(head + "1,2025-07-01,https://x.example/a,5\n1,2025-07-01,,5\n")
    file = put(head + "1,2025-07-01,https://x.example/a,9\n2,2025-07-01,https://x.example/a,9\n")
    assert counts(file) == (2, 1, 1, 0, 0)
    assert sorted(Post.objects.values_list("influencer__code", "likes")) == [("1", 5), ("1", 9), ("2", 9)]


def test_posts_without_id_and_url_are_known_by_the_whole_row(put):
    put("influencer_id,date,likes\n1,2025-07-01,5\n")
    assert counts(put("influencer_id,date,likes\n1,2025-07-01,6\n")) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("order", ["abb", "bab", "bba"])
def test_posts_that_share_a_url_are_told_apart_and_equal_ones_collapse_in_any_order(put, order):
    likes = {"a": 5, "b": 6}
    text = "influencer_id,date,url,likes\n" + "".join(f"1,2025-07-01,https://x.example/p,{likes[o]}\n" for o in order)
    file = put(text)
    assert counts(file) == (3, 2, 0, 1, 0)
    assert sorted(Post.objects.values_list("likes", flat=True)) == [5, 6]
    assert counts(put(text)) == (3, 0, 0, 3, 0)


def test_equal_rows_without_id_in_one_file_are_several_orders_and_again_add_none(put):
    text = "date,revenue,orders\n" + "2025-07-01,10,1\n" * 3
    assert counts(put(text)) == (3, 3, 0, 0, 0)
    assert counts(put(text)) == (3, 0, 0, 3, 0)
    assert counts(put(text + "2025-07-01,10.00,1.0\n")) == (4, 1, 0, 3, 0)


def test_an_absent_column_equals_an_empty_one(put):
    put("date,revenue,orders,influencer_id\n2025-07-01,10,1,7\n")
    file = put("date,revenue,orders,influencer_id,campaign,product,tracking_id\n2025-07-01,10,1,7,,,\n")
    assert counts(file) == (1, 0, 0, 1, 0)


def test_absent_orders_equal_orders_of_zero(put):
    put("date,revenue\n2025-07-01,10\n")
    assert counts(put("date,revenue,orders\n2025-07-01,10,\n2025-07-01,10,0\n")) == (2, 1, 0, 1, 0)


def test_the_spelling_of_a_name_is_no_part_of_the_row(put):
    put("date,revenue,orders,campaign,source\n2025-07-01,10,1,Muscle  Blaze,Paid Ad\n")
    file = put("date,revenue,orders,campaign,source\n2025-07-01 10:00,₹10.00,1.0,MUSCLE BLAZE,paid_ad\n")
    assert counts(file) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("head", "one", "other"),
    [
        ("id,name", "1,Asha", "1,Ben"),
        ("tracking_id,date,revenue,orders", "T1,2025-07-01,10,1", "T1,2025-07-02,10,1"),
        ("payout_id,influencer_id,basis,total_payout", "P1,1,order,10", "P1,1,post,10"),
        ("post_id,influencer_id,date,likes", "A,1,2025-07-01,5", "A,1,2025-07-01,6"),
    ],
)
def test_the_same_id_twice_in_a_file_collapses_when_equal_and_is_an_error_when_not(put, head, one, other):
    put("id,name\n1,Asha\n")
    file = put(f"{head}\n{one}\n{one}\n", dry_run=True)
    assert codes(file) == ["duplicate-row"]
    assert file.new + file.unchanged == 2
    file = put(f"{head}\n{one}\n{other}\n")
    assert errors(file) == ["duplicate-id"]
    assert (file.problems.entries[0].line, file.rejected) == (3, 1)


def test_the_same_rows_in_another_order_are_the_same_rows(put):
    rows = [f"2025-07-0{day},10,1\n" for day in (1, 2, 2, 3)]
    put("date,revenue,orders\n" + "".join(rows))
    before = compute_digest()
    assert counts(put("date,revenue,orders\n" + "".join(reversed(rows)))) == (4, 0, 0, 4, 0)
    assert compute_digest() == before


@pytest.mark.parametrize("part", [1, 3, 100])
def test_rows_are_compared_alike_however_many_at_once(put, monkeypatch, part):
    monkeypatch.setattr(identity, "PART", part)
    text = HEAD + "".join(
        f"{name},2025-07-0{n % 3 + 1},10,1,Launch,1\n" for n in range(6) for name in ("", f"T{n % 4}")
    )
    file = put(text, on_error="skip")
    assert (counts(file), errors(file)) == ((12, 10, 0, 0, 2), ["duplicate-id"] * 2)
    assert counts(put(text, on_error="skip")) == (12, 0, 0, 10, 2)
