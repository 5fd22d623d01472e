"""Numbers to text: Indian grouping for people, raw values for files, and cells no spreadsheet runs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import formats
from campaigns.ingest.columns import MoneyCell, TextCell

paise = st.integers(-(10**15), 10**15)


@given(paise)
def test_money_written_to_a_file_is_read_back_to_the_paisa(value):
    assert MoneyCell().read(formats.write_money(value)) == value


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**12))
def test_a_ratio_keeps_ten_significant_digits_and_has_no_exponent(top, bottom):
    text = formats.write_ratio(top / bottom)
    assert set(text) <= set("-0123456789.")
    assert float(text) == pytest.approx(top / bottom, rel=1e-10)


@given(st.text("'=+-@\tab ＝", max_size=6))
def test_a_guarded_cell_is_no_formula_and_reads_back_as_it_was(text):
    guarded = formats.guard_cell(text)
    assert guarded[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert formats.unguard_cell(guarded) == text


@given(st.text("'=+-@ab", min_size=1, max_size=6))
def test_export_and_import_together_change_no_text(text):
    assert TextCell().read(formats.guard_cell(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "==1", "+91", "-5", "@x", "\tx", "\rx", "＝1", "'=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert formats.guard_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "1=1", "'tis", " a"])
def test_other_texts_stay(text):
    assert formats.guard_cell(text) == text
    assert formats.unguard_cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (123456, "1,23,456"),
        (12345678, "1,23,45,678"),
        (-1234567, "−12,34,567"),
    ],
)
def test_counts_are_grouped_in_lakhs(value, text):
    assert formats.format_count(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "₹0"), (12345650, "₹1,23,456.50"), (12345600, "₹1,23,456"), (-5, "−₹0.05"), (100.5, "₹1.01"), (99.5, "₹1")],
)
def test_money_shows_paise_only_when_there_are_any(value, text):
    assert formats.format_money(value, "INR") == text


def test_other_currencies_are_grouped_in_thousands():
    assert formats.format_money(123456789, "USD") == "$1,234,567.89"
    assert formats.format_money(100, "SEK") == "SEK 1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8750000, "₹87,500"),
        (34000000, "₹3.4 L"),
        (1250000000, "₹1.25 cr"),
        (-34000000, "−₹3.4 L"),
        (10_000_000, "₹1 L"),
    ],
)
def test_short_money_is_in_lakh_and_crore(value, text):
    assert formats.format_money_short(value, "INR") == text


def test_ratios_and_shares_for_people():
    assert formats.format_times(14.912281) == "14.91×"
    assert formats.format_times(-0.5) == "−0.50×"
    assert formats.format_share(0.123) == "12.3 %"


@pytest.mark.parametrize(("value", "whole"), [(0.5, 1), (-0.5, -1), (1.4999, 1), (2.5, 3), (7, 7)])
def test_a_quotient_of_money_is_rounded_half_away_from_zero(value, whole):
    assert formats.round_paise(value) == whole


def test_the_raw_forms():
    assert formats.write_money(123450) == "1234.50"
    assert formats.write_money(-5) == "-0.05"
    assert formats.write_count(7.0) == "7"
    assert Decimal(formats.write_ratio(1 / 3)) == Decimal("0.333333333333")
    assert formats.write_ratio(0) == "0"
