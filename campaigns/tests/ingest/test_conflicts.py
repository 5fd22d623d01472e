"""The traps that double money: edits by hand, payouts restated or repeated, rows whose id or column came or went."""

import pytest

from campaigns.edits import save_row
from campaigns.models import Influencer, Payout, TrackingEvent
from campaigns.rollup import find_differences
from campaigns.tests.builders import codes, counts, errors, load_text

pytestmark = pytest.mark.django_db
PAYOUT = "influencer_id,campaign,basis,total_payout\n1,Launch,order,"


@pytest.fixture
def put(tmp_path):
    load_text(tmp_path, "id,name\n1,Asha\n2,Ben\n")

    def import_text(text, **options):
        file = load_text(tmp_path, text, **options)
        assert file.rows == file.new + file.changed + file.unchanged + file.rejected
        assert list(find_differences()) == []
        return file

    return import_text


def paid():
    return sorted(Payout.objects.values_list("total_payout", flat=True))


def sold():
    return sorted(TrackingEvent.objects.values_list("revenue", flat=True))


def test_an_edit_by_hand_stays_and_the_row_counts_as_unchanged(put):
    text = "tracking_id,date,revenue,orders\nT1,2025-07-01,10,1\n"
    put(text)
    row = TrackingEvent.objects.get()
    row.revenue = 7700
    save_row(row)
    file = put(text)
    assert (codes(file), counts(file)) == (["edited-by-hand"], (1, 0, 0, 1, 0))
    assert sold() == [7700]


def test_a_row_without_id_that_was_edited_is_found_again_by_what_it_was(put):
    text = "date,revenue,orders,influencer_id\n2025-07-01,10,1,1\n"
    put(text)
    row = TrackingEvent.objects.get()
    row.revenue = 7700
    save_row(row)
    assert counts(put(text)) == (1, 0, 0, 1, 0)
    assert sold() == [7700]


def test_an_edited_row_that_the_file_now_agrees_with_gives_no_warning(put):
    put("tracking_id,date,revenue,orders\nT1,2025-07-01,10,1\n")
    row = TrackingEvent.objects.get()
    row.revenue = 2000
    save_row(row)
    assert codes(put("tracking_id,date,revenue,orders\nT1,2025-07-01,20,1\n")) == []


def test_an_influencer_edited_by_hand_stays(put):
    person = Influencer.objects.get(code="1")
    person.name = "Asha K."
    save_row(person)
    file = put("id,name\n1,Asha\n")
    assert (codes(file), counts(file)) == (["edited-by-hand"], (1, 0, 0, 1, 0))
    assert Influencer.objects.get(code="1").name == "Asha K."


def test_a_payout_with_another_amount_is_an_error_that_offers_the_ways_out(put):
    put(PAYOUT + "300\n")
    file = put(PAYOUT + "350\n")
    assert errors(file) == ["payout-restated"]
    message = file.problems.entries[0].message
    assert "₹300" in message
    assert "--on-conflict match" in message
    assert "--on-conflict add" in message
    assert paid() == [30000]


def test_a_restated_payout_may_be_matched(put):
    put(PAYOUT + "300\n")
    assert counts(put(PAYOUT + "350\n", on_conflict="match")) == (1, 0, 1, 0, 0)
    assert paid() == [35000]
    assert counts(put(PAYOUT + "350\n")) == (1, 0, 0, 1, 0)


def test_a_restated_payout_may_be_added(put):
    put(PAYOUT + "300\n")
    assert counts(put(PAYOUT + "350\n", on_conflict="add")) == (1, 1, 0, 0, 0)
    assert paid() == [30000, 35000]


def test_two_restated_payouts_match_two_stored_ones(put):
    put(PAYOUT + "300\n1,Launch,order,400\n")
    assert counts(put(PAYOUT + "310\n1,Launch,order,410\n", on_conflict="match")) == (2, 0, 2, 0, 0)
    assert paid() == [31000, 41000]


def test_a_match_takes_the_stored_payout_of_the_same_amount(put):
    head = "influencer_id,campaign,basis,total_payout,status\n"
    put(head + "1,Launch,order,300,pending\n1,Launch,order,100,pending\n2,Launch,order,100,pending\n")
    later = put(
        head + "1,Launch,order,100,paid\n1,Launch,order,350,paid\n2,Launch,order,100,paid\n", on_conflict="match"
    )
    assert counts(later) == (3, 0, 3, 0, 0)
    assert sorted(Payout.objects.values_list("influencer__code", "total_payout", "status")) == [
        ("1", 10000, "paid"),
        ("1", 35000, "paid"),
        ("2", 10000, "paid"),
    ]


@pytest.mark.parametrize("row", ["2,Launch,order,350", "1,Other,order,350", "1,Launch,post,350"])
def test_another_influencer_campaign_or_basis_is_another_payout(put, row):
    put(PAYOUT + "300\n")
    assert codes(put("influencer_id,campaign,basis,total_payout\n" + row + "\n")) == []
    assert paid() == [30000, 35000]


def test_several_amounts_in_one_file_are_no_conflict(put):
    assert codes(put(PAYOUT + "300\n1,Launch,order,350\n")) == []


def test_a_longer_payout_file_that_still_holds_the_old_row_is_no_conflict(put):
    put(PAYOUT + "300\n")
    assert codes(put(PAYOUT + "300\n1,Launch,order,350\n")) == []
    assert paid() == [30000, 35000]


def test_payouts_with_ids_of_their_own_are_no_conflict(put):
    put("payout_id," + PAYOUT.replace("\n1", "\nP1,1") + "300\n")
    assert codes(put("payout_id," + PAYOUT.replace("\n1", "\nP2,1") + "350\n")) == []


def test_the_same_amount_with_other_cells_is_a_further_payout_with_a_warning(put):
    head = "influencer_id,campaign,basis,total_payout,payout_date\n1,Launch,order,300,"
    put(head + "2025-07-01\n")
    assert codes(put(head + "2025-08-01\n")) == ["payout-repeated"]
    assert paid() == [30000, 30000]


OLD = "date,revenue,orders,campaign\n2025-07-01,10,1,Launch\n2025-07-01,10,1,Launch\n2025-07-02,20,1,Launch\n"
CASES = {
    "a column came": "date,revenue,orders,campaign,product\n2025-07-01,10,1,Launch,Whey\n",
    "a column went": "date,revenue,orders\n2025-07-01,10,1\n",
    "an id column came": "tracking_id,date,revenue,orders,campaign\nT1,2025-07-01,10,1,Launch\n",
}


@pytest.mark.parametrize("case", CASES)
def test_a_stored_row_under_another_identity_is_an_error(put, case):
    put(OLD)
    file = put(CASES[case])
    assert errors(file) == ["possible-duplicate"]
    assert counts(file) == (1, 0, 0, 0, 1)
    assert sold() == [1000, 1000, 2000]


@pytest.mark.parametrize("case", CASES)
def test_it_may_be_the_same_row_or_a_new_one(put, case):
    put(OLD)
    assert counts(put(CASES[case], on_conflict="match")) == (1, 0, 1, 0, 0)
    assert sold() == [1000, 1000, 2000]
    put(CASES[case].replace("10,1", "20,1").replace("07-01", "07-02").replace("T1", "T9"), on_conflict="add")
    assert sold() == [1000, 1000, 2000, 2000]


def test_matched_rows_are_used_up_one_by_one(put):
    put(OLD)
    head, row = CASES["a column came"].splitlines()
    file = put("\n".join([head, row, row, row]), on_conflict="match")
    assert counts(file) == (3, 1, 2, 0, 0)
    assert sold() == [1000, 1000, 1000, 2000]
    assert counts(put("\n".join([head, row, row, row]))) == (3, 0, 0, 3, 0)


@pytest.mark.parametrize(("old", "new"), [("", "T1"), ("T1", "")])
def test_an_id_cell_that_was_filled_in_or_emptied_is_an_error_too(put, old, new):
    head = "tracking_id,date,revenue,orders\n"
    put(f"{head}{old},2025-07-01,10,1\n")
    assert errors(put(f"{head}{new},2025-07-01,10,1\n")) == ["possible-duplicate"]


def test_rows_with_different_ids_are_different_orders(put):
    head = "tracking_id,date,revenue,orders\n"
    put(head + "T1,2025-07-01,10,1\n")
    assert codes(put(head + "T2,2025-07-01,10,1\n")) == []
    assert codes(put("tracking_id,date,revenue,orders,product\nT3,2025-07-01,10,1,\n")) == []


def test_other_values_in_common_cells_are_no_conflict(put):
    put(OLD)
    file = put("date,revenue,orders,campaign,product\n2025-07-01,10,1,Other,Whey\n2025-07-03,10,1,Launch,Whey\n")
    assert codes(file) == []
    assert file.new == 2


def test_a_payout_that_gains_an_id_is_called_repeated(put):
    put(f"{PAYOUT}300\n")
    header = "payout_id,influencer_id,campaign,basis,total_payout\n"
    assert codes(put(f"{header}P1,1,Launch,order,300\n")) == ["payout-repeated"]
    assert codes(put(f"{header}P2,1,Launch,order,400\n")) == []
