"""Random data through the importer: every figure equals the oracle's, twice is once, and no order matters."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.dates import read_month
from campaigns.digest import compute_digest
from campaigns.metrics.catalog import METRICS, ORDERS, PAYOUT, REVENUE
from campaigns.metrics.dimensions import DAY, DIMENSIONS, MONTH, why_empty
from campaigns.models import Attribution, Brand, Campaign, Category, Gender, Platform, Product, Rollup, Source
from campaigns.rollup import find_differences, rebuild_rollup
from campaigns.tests.builders import (
    label_of,
    load,
    moved,
    must_load,
    read_all_cuts,
    read_cut,
    taken_back,
    totals,
)
from campaigns.tests.examples import up_to
from campaigns.tests.oracle import NOTHING, Oracle
from campaigns.tests.strategies import data_sets

pytestmark = pytest.mark.django_db
NAMED = (Brand, Campaign, Product, Source, Platform, Category, Gender)
some = settings(max_examples=up_to(35), suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=up_to(20), suppress_health_check=[HealthCheck.too_slow])


def assert_same(got, want, metrics):
    """Both have the same figures; a group that is missing on one side must be nothing on the other."""
    for value in got.keys() | want.keys():
        for metric in metrics:
            found, wanted = got.get(value, NOTHING)[metric.key], want.get(value, NOTHING)[metric.key]
            assert found == wanted, (value, metric.key)


@some
@given(data_sets())
def test_every_metric_by_every_dimension_equals_the_oracle(data):
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        for dimension, metrics, figures in read_all_cuts():
            assert_same(figures, oracle.figures(dimension.key), metrics)
        assert totals() == oracle.figures().get(None, NOTHING)
        assert list(find_differences()) == []


def limit_to(dimension, value, cells):
    """Only the cells with this value; days are a matter of the grain."""
    if str(value).startswith("0001"):
        return cells.undated()
    if dimension is MONTH:
        return cells.in_days(*read_month(value))
    return cells.in_days(value, value) if dimension is DAY else cells.filter(**{dimension.column: value})


@some
@given(data_sets(), st.sampled_from(DIMENSIONS), st.data())
def test_a_filter_by_one_dimension_and_a_cut_by_another_equal_the_oracle(data, filtered, chosen):
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        label = label_of(filtered)
        values = sorted({(str(row[filtered.alias]), row[filtered.alias]) for row in Rollup.objects.by(filtered)})
        if not values:
            return
        _, value = chosen.draw(st.sampled_from(values))
        cells = limit_to(filtered, value, Rollup.objects.attributed())
        for dimension in DIMENSIONS:
            metrics = [m for m in METRICS if not why_empty(m, [dimension, filtered])]
            want = oracle.figures(dimension.key, lambda fact: fact[filtered.key] == label(value))
            assert_same(read_cut(dimension, metrics, cells), want, metrics)


@few
@given(data_sets())
def test_orders_revenue_and_payout_add_up_to_the_same_under_every_grouping(data):
    with taken_back():
        must_load(data)
        parts = (ORDERS, REVENUE, PAYOUT)
        whole = totals(*parts)
        for dimension in DIMENSIONS:
            rows = read_cut(dimension, parts).values()
            assert {part.key: sum(row[part.key] for row in rows) for part in parts} == whole, dimension.key


@few
@given(data_sets())
def test_baseline_and_unassigned_revenue_stand_apart_and_are_not_lost(data):
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        for name, wanted in oracle.apart.items():
            cells = Rollup.objects.filter(attribution=Attribution[name.upper()])
            assert cells.totals(REVENUE)["revenue"] == wanted


@few
@given(data_sets())
def test_importing_twice_is_importing_once(data):
    with taken_back():
        must_load(data)
        before = compute_digest()
        again = must_load(data)
        assert moved(again) == 0
        assert compute_digest() == before


def shown_names():
    return {(model.__name__, row.key, row.name) for model in NAMED for row in model.objects.all()}


@some
@given(data_sets(), st.data())
def test_no_order_of_files_and_rows_matters(data, chosen):
    with taken_back():
        must_load(data)
        wanted = compute_digest(), shown_names()
    other = {name: chosen.draw(st.permutations(data[name])) for name in chosen.draw(st.permutations(list(data)))}
    with taken_back():
        must_load(other)
        assert (compute_digest(), shown_names()) == wanted
    with taken_back():
        for name, rows in other.items():
            must_load({name: rows})
        assert (compute_digest(), shown_names()) == wanted


@few
@given(data_sets(), st.data())
def test_a_longer_export_adds_only_the_rest(data, chosen):
    lengths = {name: chosen.draw(st.integers(0, len(rows))) for name, rows in data.items()}
    with taken_back():
        must_load(data)
        wanted = compute_digest()
    with taken_back():
        must_load({name: rows[: lengths[name]] for name, rows in data.items()})
        longer = load(data, on_conflict="add")
        assert longer.committed
        for file, name in zip(longer.files, data, strict=True):
            assert file.unchanged == lengths[name]
            assert file.changed == 0 or name == "influencers"  # placeholders that the rest completes
        assert compute_digest() == wanted


@few
@given(data_sets())
def test_rebuilding_the_rollup_changes_no_figure(data):
    with taken_back():
        must_load(data)
        before = compute_digest()
        rebuild_rollup()
        assert compute_digest() == before
