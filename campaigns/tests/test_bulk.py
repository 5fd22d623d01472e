"""Rows that are written past the ORM: exact in every form, and Django's errors where the database refuses them."""

from datetime import date

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.bulk import add_columns, write_columns, write_rows
from campaigns.coded import Coded
from campaigns.copies import write_blocks
from campaigns.dates import NO_DATE
from campaigns.models import Attribution, Brand, PayoutShare, Rollup

COLUMNS = {"key": [None], "name": ["A"]}
DAYS = [NO_DATE, date(1900, 1, 1), date(1999, 12, 31), date(2000, 1, 1), date(2199, 12, 31)]
PAISE = [-(9 * 10**18), -1, 0, 1, 9 * 10**18]
PLACE = ["influencer_id", "campaign_id", "product_id", "brand_id", "source_id", "platform_id"]
pytestmark = pytest.mark.django_db


def test_rows_that_the_database_refuses_are_an_error_of_django():
    with pytest.raises(IntegrityError), transaction.atomic():
        write_rows(Brand, ("key", "name"), zip(*COLUMNS.values(), strict=True))


def test_columns_that_the_database_refuses_are_an_error_of_django():
    with pytest.raises(IntegrityError), transaction.atomic():
        write_columns(Brand, COLUMNS, {})


def make_shares():
    """Shares on the days above, as the driver takes days, and the ids in as little memory as they need."""
    text = [day.isoformat() for day in DAYS] if connection.vendor == "sqlite" else DAYS
    ids = dict.fromkeys((*PLACE, "payout_id"), np.arange(len(DAYS), dtype=np.int32))
    return ids | {"date": Coded(np.arange(len(DAYS)), text)}


def read_shares():
    return list(PayoutShare.objects.order_by("payout_id").values_list("date", "grain", "payout_id", "payout_sum"))


def test_the_largest_and_smallest_numbers_and_days_come_back_as_they_were_written():
    write_columns(PayoutShare, make_shares() | {"payout_sum": np.array(PAISE)}, {"grain": 2})
    assert read_shares() == [(day, 2, n, sum_) for n, (day, sum_) in enumerate(zip(DAYS, PAISE, strict=True))]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 128, 200])
def test_any_number_of_rows_is_written_in_its_order(count):
    write_columns(Brand, {"key": [f"b{n}" for n in range(count)]}, {"name": "50 % ' off", "name_is_fixed": False})
    found = list(Brand.objects.filter(name="50 % ' off").order_by("pk").values_list("key", flat=True))
    assert found == [f"b{n}" for n in range(count)]


def test_numbers_are_added_to_those_of_the_same_keys():
    keys = make_shares() | {"attribution": np.full(len(DAYS), Attribution.ATTRIBUTED)}
    for _ in range(2):
        add_columns(
            Rollup, {name: keys[name] for name in Rollup.DIMENSIONS}, {"grain": 2}, {"orders_sum": np.ones(5, int)}
        )
    assert list(Rollup.objects.order_by("influencer_id").values_list("date", "orders_sum")) == [
        (day, 2) for day in DAYS
    ]


@pytest.mark.parametrize(
    ("columns", "constants"),
    [
        ({"a": [1, 2]}, {}),
        ({"a": Coded(np.array([0, 0]), [None])}, {}),
        ({"a": Coded(np.array([0, 1]), [date(2025, 7, 1), None])}, {}),
        ({"a": np.array([1, 2])}, {"b": None}),
        ({"a": np.array([1, 2])}, {"text": "x"}),
    ],
)
def test_what_may_be_no_number_is_sent_as_text(columns, constants):
    how, blocks = write_blocks(columns, constants, {"a": "bigint", "b": "bigint", "text": "varchar(9)"})
    assert how == ""
    assert len("".join(blocks).splitlines()) == 2
