"""The generated files are what the measurements and their README say of them."""

import csv
from collections import Counter
from datetime import date

import pytest

from bench.generator.files import write_files
from campaigns.ingest.conductor import Options, import_paths

EVENTS = 3_000


def read(folder, name):
    with (folder / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_files(folder, EVENTS, 200)
    return folder


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(data, tmp_path):
    write_files(tmp_path / "same", EVENTS, 200)
    write_files(tmp_path / "other", EVENTS, 200, seed=2)
    for file in data.iterdir():
        assert (tmp_path / "same" / file.name).read_bytes() == file.read_bytes()
        assert (tmp_path / "other" / file.name).read_bytes() != file.read_bytes()


def test_rows_are_as_many_as_asked_for_and_sorted_by_date_on_into_the_next_file(data):
    rows, later = read(data, "tracking"), read(data, "tracking-next")
    assert (len(rows), len(later)) == (EVENTS, 200)
    days = [row["date"] for row in rows + later]
    assert days == sorted(days)


def test_a_campaign_lasts_at_most_60_days(data):
    spans = {}
    for row in read(data, "tracking"):
        spans.setdefault(row["campaign"], []).append(date.fromisoformat(row["date"]))
    del spans[""]
    assert max((max(days) - min(days)).days + 1 for days in spans.values()) <= 60


def test_an_influencer_has_one_payout_in_a_campaign_and_nobody_sells_without_one(data):
    paid = Counter((row["influencer_id"], row["campaign"]) for row in read(data, "payouts"))
    assert set(paid.values()) == {1}
    sellers = {(row["influencer_id"], row["campaign"]) for row in read(data, "tracking") if row["influencer_id"]}
    assert sellers <= paid.keys()


def test_a_payout_per_order_states_the_orders_of_the_tracking_files(data):
    orders = Counter()
    for row in read(data, "tracking") + read(data, "tracking-next"):
        orders[row["influencer_id"], row["campaign"]] += int(row["orders"])
    for row in read(data, "payouts"):
        if row["basis"] == "order":
            assert int(row["orders"]) == max(0, orders[row["influencer_id"], row["campaign"]])
            assert int(row["total_payout"]) == int(row["rate"]) * int(row["orders"])


def test_tracking_ids_are_there_on_request_and_unique(tmp_path):
    write_files(tmp_path, 500, with_ids=True)
    assert len({row["tracking_id"] for row in read(tmp_path, "tracking")}) == 500


@pytest.mark.django_db
def test_the_portal_takes_all_files_without_an_error(data):
    report = import_paths([data], Options())
    assert report.committed
    problems = {entry.code for file in report.files for entry in file.problems.entries}
    assert problems <= {"duplicate-row"}
