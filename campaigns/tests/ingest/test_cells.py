"""The grammar of cells: what is read as what, and what is refused with which code. No table is needed for this."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.ingest.columns import (
    BasisCell,
    CellError,
    IdCell,
    MoneyCell,
    NameCell,
    PersonName,
    RateCell,
    TextCell,
    Warned,
    WholeCell,
)
from campaigns.ingest.marks import FlagCell
from campaigns.models import Payout
from campaigns.tests.builders import load_text


@pytest.mark.parametrize(
    ("text", "paise"),
    [
        ("2000", 200000),
        ("1234.50", 123450),
        ("1234.5", 123450),
        ("1,23,456", 12345600),
        ("123,456", 12345600),
        ("1,234,567.89", 123456789),
        ("12,34,567", 123456700),
        ("₹2,000", 200000),
        ("₹ 2,000.00", 200000),
        ("Rs. 500", 50000),
        ("Rs 500", 50000),
        ("rs.500", 50000),
        ("INR 500", 50000),
        ("500/-", 50000),
        ("-50", -5000),
        ("−50.25", -5025),
        ("-₹50", -5000),
        ("₹-50", -5000),
        ("+7", 700),
        (".5", 50),
        ("0", 0),
        ("-0", 0),
        ("9999999999999.99", 999999999999999),
        ("10000000000000", 10**15),
    ],
)
def test_money_is_read_as_whole_paise(text, paise):
    assert MoneyCell().read(text) == paise


@given(st.lists(st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,2})?", fullmatch=True)))
def test_many_plain_amounts_are_read_as_each_alone(texts):
    assert MoneyCell().read_plain(texts) == list(map(MoneyCell().read, texts))


@pytest.mark.parametrize("odd", ["12\n34", "12\n", "\n12", "1e3", "٤", "1,200", "₹5", "", "0.005", "1234567890123"])
def test_an_amount_that_is_not_plain_is_left_to_be_read_alone(odd):
    assert MoneyCell().read_plain(["7", odd, "8.50"]) is None


@pytest.mark.parametrize("cell", [IdCell(), TextCell()])
@given(texts=st.lists(st.text("aZ9-_ '=", max_size=4)))
def test_many_plain_texts_are_read_as_each_alone(cell, texts):
    plain = cell.read_plain(texts)
    assert plain is None or plain == [cell.read(text) if text else cell.empty for text in texts]


@pytest.mark.parametrize("cell", [IdCell(), TextCell()])
@pytest.mark.parametrize("odd", ["a\nb", "a\n", " a", "'=1", "é", "a" * 101])
def test_a_text_that_is_not_plain_is_left_to_be_read_alone(cell, odd):
    assert cell.read_plain(["A1", "", "b"]) == ["A1", "", "b"]
    assert cell.read_plain(["A1", odd, "b"]) is None


@pytest.mark.parametrize(
    ("text", "paise"),
    [("0.005", 1), ("0.0049", 0), ("-0.005", -1), ("10.995", 1100), ("2.675", 268), ("1.0051", 101), ("-1.999", -200)],
)
def test_money_is_rounded_half_away_from_zero_with_a_warning(text, paise):
    assert MoneyCell().read(text) == Warned(paise, "rounded-money")


def test_zeros_beyond_paise_are_no_rounding():
    assert MoneyCell().read("10.50000") == 1050


NO_AMOUNTS = "0,500 01,500 12,345,67,890 1,234,56,789 "
NO_AMOUNTS += "NaN nan inf -inf Infinity 1e5 1e400 1_000 ten ₹ . - 1,2,3 12,34 1,23,45 1.2.3 (500) $5 5% ٣ １２ 0x10"
NO_AMOUNTS += " --5 -₹-5 1,,000"


@pytest.mark.parametrize("text", [*NO_AMOUNTS.split(), "5 000", "1 2"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(CellError, match="bad-money"):
        MoneyCell().read(text)


@pytest.mark.parametrize(
    "text", ["10000000000000.01", "-10000000000001", "999999999999999999", "9,99,99,99,99,99,99,999"]
)
def test_an_amount_beyond_the_limit_is_refused_and_never_cut(text):
    with pytest.raises(CellError, match="number-too-large"):
        MoneyCell().read(text)


@pytest.mark.parametrize("text", ["9" * 5000, "1" + ",11" * 3000 + ",111", "0." + "1" * 5000])
def test_endless_digits_are_refused_at_once(text):
    with pytest.raises(CellError, match="bad-money"):
        MoneyCell().read(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("3.0", 3), ("3.000", 3), ("1,200", 1200), ("1,23,456", 123456), ("0", 0), ("007", 7)],
)
def test_whole_numbers_may_be_grouped_and_end_in_point_zero(text, number):
    assert WholeCell().read(text) == number


@pytest.mark.parametrize("text", ["1.5", "0.1", "1e3", "NaN", "inf", "three", "₹3", "3/-", "1_0", ".0", "٣", "12,34"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(CellError, match="bad-whole-number"):
        WholeCell().read(text)


def test_only_orders_may_be_negative():
    assert WholeCell(may_be_negative=True).read("-2") == -2
    with pytest.raises(CellError, match="negative-number"):
        WholeCell().read("-2")


def test_a_whole_number_beyond_the_limit_is_refused():
    assert WholeCell().read("1000000000000000") == 10**15
    with pytest.raises(CellError, match="number-too-large"):
        WholeCell().read("1000000000000001")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("42", "42"),
        ("42.0", "42"),
        ("42.000", "42"),
        ("INF001", "INF001"),
        ("inf001", "inf001"),
        ("007", "007"),
        ("007.0", "007"),
        ("4.2", "4.2"),
        ("1e3", "1e3"),
        ("12345678901234567890", "12345678901234567890"),
        ("'=1+1", "=1+1"),
    ],
)
def test_an_id_is_text_as_it_stands_but_a_float_is_its_whole_number(text, code):
    assert IdCell().read(text) == code


BASES = "post Post POSTS per_post PerPost order Orders per-order hybrid HYBRID"


@pytest.mark.parametrize("text", [*BASES.split(), "per post", "Per  Order"])
def test_every_spelling_of_a_basis_is_read(text):
    wanted = next(basis for basis in ("post", "order", "hybrid") if basis in text.lower())
    assert BasisCell().read(text) == wanted


@pytest.mark.parametrize("text", ["monthly", "cpc", "per", "posted", "order post"])
def test_another_basis_is_refused(text):
    with pytest.raises(CellError, match="bad-basis"):
        BasisCell().read(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("100", 10000),
        ("₹1,500.50", 150050),
        ("₹437,947/post", "₹437,947/post"),
        ("14.5% commission", "14.5% commission"),
    ],
)
def test_a_rate_is_money_or_else_its_own_words(text, rate):
    assert RateCell().read(text) == rate


@pytest.mark.parametrize("cell", [IdCell(), TextCell(), NameCell(), PersonName(), RateCell()])
def test_a_text_beyond_its_limit_is_refused_and_never_cut(cell):
    with pytest.raises(CellError, match="too-long"):
        cell.read("x" * 201)


@pytest.mark.parametrize("cell", [NameCell(), PersonName(), IdCell()])
def test_a_name_whose_folded_form_would_not_fit_is_refused(cell):
    with pytest.raises(CellError, match="too-long"):
        cell.read("\ufdfa" * 90)


def test_names_are_compared_folded_and_shown_as_written():
    one, other = NameCell().read(" Ｍuscle   Blaze "), NameCell().read("MUSCLE BLAZE")
    assert (one.key, other.key) == ("muscle blaze", "muscle blaze")
    assert other.text == "MUSCLE BLAZE"


def test_sources_are_compared_like_header_cells():
    cell = NameCell(is_source=True)
    assert {cell.read(text).key for text in ("Paid Ad", "paid_ad", "PaidAd", " PAID-ad ")} == {"paid_ad"}


def test_a_source_of_signs_only_is_none():
    assert NameCell(is_source=True).read("***") == NameCell().empty


def test_one_apostrophe_before_a_formula_comes_off_and_no_other():
    assert TextCell().read("'=1+1") == "=1+1"
    assert TextCell().read("''=1+1") == "'=1+1"
    assert TextCell().read("'tis") == "'tis"


@pytest.mark.parametrize(
    ("text", "flag"), [("yes", True), ("True", True), ("1", True), ("NO", False), ("false", False), ("0", False)]
)
def test_flags_are_read_as_people_and_spreadsheets_write_them(text, flag):
    assert FlagCell().read(text) is flag


@pytest.mark.django_db
def test_a_total_without_a_flag_is_stated(tmp_path):
    load_text(tmp_path, "influencer_id,basis,rate,orders,total_payout,total_is_derived\n1,order,10,2,50,\n")
    payout = Payout.objects.get()
    assert (payout.total_payout, payout.total_is_derived) == (5000, False)


def test_a_text_may_have_two_hundred_letters():
    assert TextCell().read("x" * 200) == "x" * 200
    with pytest.raises(CellError):
        TextCell().read("x" * 201)
